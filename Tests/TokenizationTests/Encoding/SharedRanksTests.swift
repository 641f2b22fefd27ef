import Randomness
import Reference
import Testing

@testable import Tokenization

/// Vocabularies that rank tokens instead of pairs, so that several pairs have one rank, against the definition.
@Suite struct SharedRanksTests {
  /// Words of few letters in a random order: a token may rank before its parts, overlap with itself, or be beyond the
  /// reach of every merge.
  private static func tokens(_ number: Int, _ letters: String, _ random: inout RandomSource) -> [[UInt8]] {
    var tokens = (UInt8.min...UInt8.max).map { [$0] }
    var known = Set(tokens)
    while tokens.count < 256 + number {
      let word = RandomText.fewLetters(2 + Int(random.below(random.below(2) == 0 ? 3 : 7)), letters, &random)
      if known.insert(word).inserted { tokens.append(word) }
    }
    return tokens
  }

  private static func vocabulary(_ tokens: [[UInt8]]) throws -> Vocabulary {
    try Vocabulary(
      tokens: tokens, merges: RankEncoderReference.merges(of: tokens).map { Merge(left: $0.left, right: $0.right) },
      specialTokens: [], rules: MergeRules(sharesRanks: true, takesWholePretokens: true))
  }

  @Test(arguments: TokenizerKernels.here, ["a", "ab", "abc", "abcdefgh"])
  func theTokensAreTheDefinitions(_ instructionSet: String, _ letters: String) throws {
    let kernels = try #require(TokenizerKernels(instructionSet: instructionSet))
    var random = RandomSource(seed: 51, stream: UInt64(letters.utf8.count))
    for number in [1, 5, 40, 120].prefix(letters == "a" ? 2 : 4) {
      let tokens = Self.tokens(number, letters, &random)
      let merger = PretokenMerger(table: MergeTable(try Self.vocabulary(tokens)), kernels: kernels)
      let reference = RankEncoderReference(tokens: tokens)
      for length in Array(1...40) + [63, 64, 65, 127, 128, 129, 200, 500] {
        let word = RandomText.fewLetters(length, letters, &random)
        var found: [TokenID] = []
        word.withUnsafeBufferPointer { merger.merge($0) { found += $0 } }
        #expect(found == reference.encode(word), "\(number) words of \(letters), \(word)")
      }
    }
  }

  /// The heap alone, which short pretokens never see.
  @Test func theHeapMergesAsTheDefinitionSays() throws {
    var random = RandomSource(seed: 52, stream: 0)
    for letters in ["ab", "abc", "abcd"] {
      let tokens = Self.tokens(60, letters, &random)
      var merger = HeapMerger(table: MergeTable(try Self.vocabulary(tokens)))
      let reference = RankEncoderReference(tokens: tokens)
      for length in 1...120 {
        let word = RandomText.fewLetters(length, letters, &random)
        #expect(word.withUnsafeBufferPointer { merger.merge($0) } == reference.merged(word))
      }
    }
  }

  /// "aba" is "ab" and "a", or "a" and "ba". Whatever the order in which the pairs are listed, the leftmost goes first.
  @Test func ofPairsWithOneRankTheLeftmostGoesFirst() throws {
    let tokens = (UInt8.min...UInt8.max).map { [$0] } + ["ab", "ba", "aba"].map { Array($0.utf8) }
    let merges = [("a", "b"), ("b", "a"), ("a", "ba"), ("ab", "a")].map {
      Merge(left: Array($0.0.utf8), right: Array($0.1.utf8))
    }
    for merges in [merges, [0, 1, 3, 2].map { merges[$0] }] {
      let shared = try Vocabulary(
        tokens: tokens, merges: merges, specialTokens: [], rules: MergeRules(sharesRanks: true))
      #expect(try Encoder(shared).encode("abab") == [256, 256])
      #expect(try Encoder(shared).encode("xaba") == [120, 258])
    }
  }

  /// With ranks of their own, the order of the pairs decides; a pretoken that is a token is taken whole if asked for.
  @Test func wholePretokensAreTakenOnlyIfTheRulesSaySo() throws {
    let word = Array("hello".utf8)
    let tokens = (UInt8.min...UInt8.max).map { [$0] } + [word]
    let whole = try Vocabulary(
      tokens: tokens, merges: [], specialTokens: [], rules: MergeRules(takesWholePretokens: true))
    #expect(try Encoder(whole).encode("hello") == [256])
    #expect(try Encoder(whole).encode("hellos hello") == [104, 101, 108, 108, 111, 115, 32, 104, 101, 108, 108, 111])
    #expect(throws: TokenizationError.unreachableToken(bytes: word, id: 256)) {
      try Vocabulary(tokens: tokens, merges: [], specialTokens: [])
    }
  }

  /// The same text again and again, so that whole pretokens come from the caches too.
  @Test func cachedPretokensKeepTheirIDs() throws {
    var random = RandomSource(seed: 53, stream: 0)
    let tokens = Self.tokens(200, "abc", &random)
    let reference = RankEncoderReference(tokens: tokens)
    let words = (0..<60).map { _ in RandomText.fewLetters(1 + Int(random.below(60)), "abc", &random) }
    let space = Array(" ".utf8)
    // A space belongs to the word after it.
    let expected = words.map { reference.encode(space + $0) ?? [] }
    let order = (0..<3_000).map { _ in Int(random.below(60)) }
    #expect(
      try Encoder(try Self.vocabulary(tokens)).encode(order.flatMap { space + words[$0] })
        == order.flatMap { expected[$0] })
  }
}
