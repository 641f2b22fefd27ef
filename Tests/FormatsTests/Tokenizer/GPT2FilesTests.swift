import Foundation
import TestSupport
import Testing

@testable import Formats

/// The files of GPT-2's tokenizer as OpenAI published them. The merges are in the repository and determine the
/// vocabulary; a digest holds the file made of them to OpenAI's.
@Suite struct GPT2FilesTests {
  private static func merges() throws -> String {
    let tests = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    return try String(
      contentsOf: tests.appendingPathComponent("TokenizationTests/Fixtures/gpt2_merges.txt"), encoding: .utf8)
  }

  /// `vocab.json`: the bytes (those that print first), the merges, the special token, as Python writes a dictionary.
  private static func vocabulary(_ merges: String) -> String {
    let characters = (0...255).map { ByteAlphabet.text([UInt8($0)]) }
    let isPlain = { (text: String) in text.unicodeScalars.allSatisfy { $0.value < 0x100 } }
    var tokens = characters.filter(isPlain) + characters.filter { !isPlain($0) }
    tokens += merges.split(separator: "\n").map { $0.filter { $0 != " " } } + ["<|endoftext|>"]
    let members = tokens.enumerated().map { id, token in
      let escaped = token.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        case _ where scalar.isASCII: "\(scalar)"
        default: String(format: "\\u%04x", scalar.value)
        }
      }
      return "\"\(escaped.joined())\": \(id)"
    }
    return "{\(members.joined(separator: ", "))}"
  }

  @Test func theyLoad() throws {
    let merges = try Self.merges()
    let folder = try TestFolder()
    try folder.write(Self.vocabulary(merges), to: "vocab.json")
    try folder.write("#version: 0.2\n" + merges, to: "merges.txt")
    #expect(
      try Digest.ofFile(folder.file("vocab.json")).description
        == "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783")
    let tokenizer = try TokenizerFiles.load(
      vocabulary: folder.file("vocab.json"), merges: folder.file("merges.txt"), specialTokens: ["<|endoftext|>"])
    #expect(tokenizer.count == 50_257)
    #expect(tokenizer.merges.count == 50_000)
    #expect(tokenizer.id(ofSpecialToken: "<|endoftext|>") == 50_256)
    #expect(tokenizer.tokens[262] == Array(" the".utf8))
    let own = try TestFolder()
    _ = try tokenizer.write(to: own.path)
    #expect(try TokenizerFiles.load(directory: own.path) == tokenizer)
  }
}
