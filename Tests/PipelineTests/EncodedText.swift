import Foundation

/// A workspace with a small corpus and its tokenizer, for the tests of `bpe-encode` and `shard`.
struct EncodedText {
  let space: Workspace

  static let separator = "<|endoftext|>"

  /// Forty short documents.
  static let text: String = (0..<40).map { number in
    "The \(number % 7 == 0 ? "lamp" : "ladder") of house \(number) isn't lit. 日本 \(number * number)\n" + separator
  }.joined()

  init() throws {
    space = try Workspace()
    try space.write(Self.text, to: "corpus.txt")
    let trained = try space.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "300", "--special-token", Self.separator, "--output",
      "tokenizer", "--quiet")
    guard trained.exitCode == 0 else { throw Failure(text: trained.standardError) }
  }

  struct Failure: Error { let text: String }

  func encode(_ arguments: String..., input: Data? = nil) throws -> ToolRunner.Result {
    try encode(arguments: arguments, input: input)
  }

  func encode(arguments: [String], input: Data? = nil) throws -> ToolRunner.Result {
    try space.run("bpe-encode", arguments: ["--tokenizer", "tokenizer"] + arguments, input: input)
  }

  /// Encodes the corpus into `encoded` in parts.
  func encodeParts(_ parts: Int = 3) throws {
    let result = try encode(
      "--input", "corpus.txt", "--output", "encoded", "--parts", "\(parts)", "--quiet")
    guard result.exitCode == 0 else { throw Failure(text: result.standardError) }
  }

  func shard(_ arguments: String...) throws -> ToolRunner.Result {
    try space.run("shard", arguments: ["--input", "encoded", "--output", "dataset"] + arguments)
  }

  /// The members of a JSON object that a tool printed.
  static func json(_ result: ToolRunner.Result) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any] ?? [:]
  }
}
