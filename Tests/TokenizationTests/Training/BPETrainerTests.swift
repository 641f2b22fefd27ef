import Parallel
import Randomness
import Reference
import Testing

@testable import Tokenization

@Suite struct BPETrainerTests {
  /// Trains with both trainers and compares every token and merge.
  private func expectSame(_ text: [UInt8], vocabularySize: Int, specialTokens: [[UInt8]] = []) throws {
    let fast = try BPETrainer(vocabularySize: vocabularySize, specialTokens: specialTokens).train(text)
    let slow = BPETrainerReference.train(text, vocabularySize: vocabularySize, specialTokens: specialTokens)
    #expect(fast.vocabulary.merges.map { [$0.left, $0.right] } == slow.merges)
    #expect(fast.vocabulary.tokens == slow.tokens)
  }

  /// Goldens of a trainer that shares nothing with this one (Fixtures/make_merges.py).
  @Test(arguments: ["story.txt", "tales.txt", "tongues.txt", "odd.bin"])
  func textsGiveTheMergesOfThePlainScript(_ name: String) throws {
    let golden = try Fixtures.merges(String(name.dropLast(4)))
    #expect(golden.count >= 400)
    let special = Fixtures.specialTokens
    let trainer = try BPETrainer(vocabularySize: special.count + 256 + golden.count, specialTokens: special)
    let vocabulary = try trainer.train(Fixtures.text(name)).vocabulary
    #expect(vocabulary.merges == golden)
    #expect(vocabulary == (try Fixtures.vocabulary(learntFrom: String(name.dropLast(4)))))
  }

  @Test func storyAgainstTheReference() throws {
    try expectSame(Fixtures.text("story.txt"), vocabularySize: 700, specialTokens: [Fixtures.endOfText])
  }

  @Test func idsAreSpecialTokensBytesMerges() throws {
    let special = ["<a>", "<b>"].map { Array($0.utf8) }
    let result = try BPETrainer(vocabularySize: 260, specialTokens: special).train(Array("xyxy xyxy<a>".utf8))
    let tokens = result.vocabulary.tokens
    #expect(Array(tokens.prefix(2)) == special)
    #expect(tokens[2..<258].elementsEqual((UInt8.min...UInt8.max).map { [$0] }))
    #expect(tokens[258...].elementsEqual([Array("xy".utf8), Array("xyxy".utf8)]))
  }

  /// `b c` and `a b` are as frequent; the pair of byte strings that is greater comes first.
  @Test func tiesGoToTheGreaterPair() throws {
    let result = try BPETrainer(vocabularySize: 258, specialTokens: []).train(Array("abc".utf8))
    #expect(result.vocabulary.merges.map(\.left) == [Array("b".utf8), Array("a".utf8)])
    try expectSame(Array("ab a\0b a\0\0b abb ba bb aab aabb".utf8), vocabularySize: 290)
  }

  @Test(arguments: 0..<12)
  func randomCorporaFullOfTiesAndRepeats(seed: UInt64) throws {
    var random = RandomSource(seed: seed, stream: 4)
    let special = ["<s>", "<s><s>", "ab a", "\n\n"].map { Array($0.utf8) }
    let texts = [
      RandomText.fewLetters(600, "aab ", &random),
      RandomText.fewLetters(600, "aaaaaaab", &random),
      RandomText.fewLetters(900, "abcdefghij     \n", &random),
      RandomText.fewLetters(700, "<s>abs ", &random),
      RandomText.bytes(300, &random),
      RandomText.pieces(150, &random),
    ]
    for text in texts { try expectSame(text, vocabularySize: 330, specialTokens: special) }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 31])
  func repeatedCharacters(length: Int) throws {
    let words = (1...length).map { String(repeating: "a", count: $0) }
    try expectSame(Array(words.joined(separator: " ").utf8), vocabularySize: 280)
  }

  @Test func threadsAndPartsDoNotMatter() throws {
    var random = RandomSource(seed: 9, stream: 0)
    let text = RandomText.pieces(20_000, &random) + (try Fixtures.text("story.txt"))
    let special = [Fixtures.endOfText]
    let trainer = try BPETrainer(vocabularySize: 1000, specialTokens: special)
    let whole = try trainer.train(text)
    for (parts, threads) in [(1, 2), (3, 1), (3, 2), (64, 2)] {
      let plan = CutPoints(specialTokens: special).plan(parts: parts, size: text.count) { Array(text[$0]) }
      let result = try trainer.train(parts: parts, team: ThreadTeam(threads: threads)) { part, consume in
        try text.withUnsafeBytes { try consume(UnsafeRawBufferPointer(rebasing: $0[plan[part]])) }
      }
      #expect(result.vocabulary == whole.vocabulary)
      #expect(result.report.pretokens == whole.report.pretokens)
      #expect(result.report.distinctPretokens == whole.report.distinctPretokens)
      #expect(result.report.bytes == text.count)
    }
  }

  @Test func stopsWhenNoPairIsLeft() throws {
    let result = try BPETrainer(vocabularySize: 1000, specialTokens: []).train(Array("abc abc".utf8))
    #expect(result.vocabulary.count == 259)
    #expect(result.report.ranOutOfPairs)
    #expect(result.report.mergesWanted == 744)
  }

  /// Ids of 17 bits; what was learnt before them is the same.
  @Test func moreThan65536TokensAreLearnt() throws {
    var random = RandomSource(seed: 1, stream: 0)
    let text = RandomText.fewLetters(450_000, "abcdefghijklmnopqrstuvwxyz   ", &random)
    let result = try BPETrainer(vocabularySize: 70_000, specialTokens: []).train(text)
    #expect(result.vocabulary.count == 70_000)
    let smaller = try BPETrainer(vocabularySize: 65_536, specialTokens: []).train(text)
    #expect(smaller.vocabulary.count == 65_536)
    #expect(result.vocabulary.merges.starts(with: smaller.vocabulary.merges))
    let ids = Encoder(loaded: result.vocabulary).encode(text)
    #expect(ids.count < text.count / 2)
    #expect(ids.contains { $0 > 65_535 })
  }

  @Test func aGiantWordTakesLinearTime() throws {
    var random = RandomSource(seed: 2, stream: 0)
    let text = RandomText.fewLetters(2_000_000, "ab", &random)
    let result = try BPETrainer(vocabularySize: 600, specialTokens: []).train(text)
    #expect(result.report.distinctPretokens == 1)
    #expect(result.vocabulary.count == 600)
  }

  @Test func requestsThatCannotBeMetAreRefused() {
    let x = Array("<x>".utf8)
    let cases: [(Int, [[UInt8]], TokenizationError)] = [
      (256, [x], .vocabularySize(256, specialTokens: 1)),
      (2_097_153, [], .vocabularySize(2_097_153, specialTokens: 0)),
      (-1, [], .vocabularySize(-1, specialTokens: 0)),
      (300, [x, x], .duplicateSpecialToken(x)),
      (300, [[]], .emptySpecialToken),
      (300, [[65]], .singleByteSpecialToken([65])),
    ]
    for (size, specialTokens, expected) in cases {
      #expect(throws: expected) { try BPETrainer(vocabularySize: size, specialTokens: specialTokens) }
    }
    for text in ["", "<x>", "<x><x>"] {
      #expect(throws: TokenizationError.nothingToTrainOn) {
        try BPETrainer(vocabularySize: 300, specialTokens: [x]).train(Array(text.utf8))
      }
    }
  }

  @Test func aReadErrorIsPassedOn() throws {
    struct Unreadable: Error, Equatable { let part: Int }
    let trainer = try BPETrainer(vocabularySize: 300, specialTokens: [])
    #expect(throws: Unreadable(part: 1)) {
      try trainer.train(parts: 4, team: ThreadTeam(threads: 2)) { part, consume in
        try Array("some text".utf8).withUnsafeBytes { try consume($0) }
        if part > 0 { throw Unreadable(part: part) }
      }
    }
  }
}
