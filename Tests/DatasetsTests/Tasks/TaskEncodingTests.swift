import Formats
import TestSupport
import Testing
import Tokenization

@testable import Datasets

/// Tokens of `Samples.tokenizer()`: 0 is the separator, a byte is 1 more than itself, " the" is 259.
@Suite struct TaskEncodingTests {
  private func encoding(
    _ contextLength: Int = 100, beginning: UInt32? = 0, delimiter: String = " "
  ) throws -> TaskEncoding {
    TaskEncoding(
      try Encoder(Vocabulary(Samples.tokenizer())), contextLength: contextLength, beginning: beginning,
      delimiter: delimiter)
  }

  private func bytes(_ text: String) -> [UInt32] { text.utf8.map { UInt32($0) + 1 } }

  private func cloze(_ context: String, _ answer: String) -> TaskQuestion {
    TaskQuestion(kind: .cloze, group: nil, context: context, answers: [answer], right: 0)
  }

  private func encoded(_ encoding: TaskEncoding, _ context: String, _ answer: String) throws -> EncodedAnswer {
    try encoding.encode(cloze(context, answer), line: 1).answers[0]
  }

  @Test func aSpaceStandsBetweenUnlessThereIsOne() throws {
    let plain = EncodedAnswer(tokens: bytes("xy zw"), scored: 3, bytes: 2, scoredBytes: 3)
    #expect(try encoded(encoding(), "xy", "zw") == plain)
    #expect(try encoded(encoding(), "xy ", "zw") == plain)
    #expect(
      try encoded(encoding(), "xy", " zw") == EncodedAnswer(tokens: bytes("xy zw"), scored: 3, bytes: 3, scoredBytes: 3)
    )
    #expect(
      try encoded(encoding(delimiter: ""), "xy", "zw")
        == EncodedAnswer(tokens: bytes("xyzw"), scored: 2, bytes: 2, scoredBytes: 2))
    #expect(
      try encoded(encoding(delimiter: ": "), "xy", "zw")
        == EncodedAnswer(tokens: bytes("xy: zw"), scored: 4, bytes: 2, scoredBytes: 4))
    #expect(
      try encoded(encoding(), "xy\n", "zw")
        == EncodedAnswer(tokens: bytes("xy\nzw"), scored: 3, bytes: 2, scoredBytes: 3))
  }

  /// Before a text without a context stands what ends every document.
  @Test func aTextByItself() throws {
    let begun = EncodedAnswer(tokens: [0] + bytes("zw"), scored: 2, bytes: 2, scoredBytes: 2)
    #expect(try encoded(encoding(), "", "zw") == begun)
    #expect(
      try encoded(encoding(), "", "<|endoftext|>zw").tokens == [0] + bytes("zw"), "as it stands, and not twice")
    let alone = try encoded(encoding(beginning: nil), "", "zw")
    #expect(alone.tokens == bytes("zw") && alone.scored == 1)
  }

  @Test func tokensOverTheBoundaryAreTold() throws {
    // " t" and "he" are joined to " the".
    let question = TaskQuestion(kind: .choices, group: nil, context: "x t", answers: ["he x", "y"], right: 0)
    let found = try encoding(delimiter: "").encode(question, line: 1)
    #expect(found.isJoined && !found.isCut)
    #expect(found.answers[0].tokens == bytes("x") + [257] + bytes(" x") && found.answers[0].scored == 2)
    #expect(throws: TaskProblem.noTokens(answer: "he")) {
      try encoding(delimiter: "").encode(cloze("x t", "he"), line: 1)
    }
    #expect(throws: TaskProblem.noTokens(answer: "z")) {
      try encoding(beginning: nil).encode(cloze("", "z"), line: 1)
    }
  }

  /// The last tokens stay: as many as the model sees, and the one that it only predicts.
  @Test func longContextsLoseTheirBeginning() throws {
    let found = try encoding(6).encode(cloze("abcdefgh", "yz"), line: 4)
    #expect(found.answers[0].tokens == bytes("efgh yz") && found.answers[0].scored == 3)
    #expect(found.isCut && found.line == 4)
    #expect(try !encoding(10).encode(cloze("abcdefgh", "yz"), line: 4).isCut)
    #expect(try encoding(9).encode(cloze("abcdefgh", "yz"), line: 4).isCut)
    let whole = try encoding(3).encode(cloze("abcdefgh", "yz"), line: 4)
    #expect(whole.answers[0].tokens == bytes("h yz"))
    #expect(throws: TaskProblem.answerTooLong(tokens: 3, contextLength: 2)) {
      try encoding(2).encode(cloze("abcdefgh", "yz"), line: 4)
    }
  }

  @Test func aFileInBlocks() throws {
    let folder = try TestFolder()
    let lines = (0..<600).map { index in
      index == 3
        ? #"{"question": "", "answer": "ten letters"}"#
        : #"{"question": "\#(index % 5 == 0 ? "abcdefghi" : "ab")", "answer": "y"}"#
    }
    let path = try folder.write(lines.joined(separator: "\n"), to: "q.jsonl")
    #expect(
      message(folder) { _ = try TaskFile(path).census(encoding(8)) }
        == "q.jsonl: line 4: an answer of 11 tokens (expected at most 8, the model's context length); shorten it; correct it, "
        + "or leave such lines out with skipDamaged")
    let file = try TaskFile(path, skipsDamaged: true)
    let census = try file.census(encoding(8))
    var expected = TaskCensus()
    (expected.questions, expected.leftOut, expected.cut, expected.longest) = (599, 1, 120, 8)
    #expect(census == expected)
    var (sizes, read): ([Int], [Int]) = ([], [])
    try file.forEachBlock(encoding(8)) { block in
      sizes.append(block.count)
      read += block.map(\.line)
    }
    #expect(sizes == [256, 256, 87])
    #expect(read == (1...600).filter { $0 != 4 })
  }
}
