import Formats
import Parallel

@testable import Datasets

/// A small tokenizer and texts made from a fixed seed.
enum Samples {
  static let separator = "<|endoftext|>"

  static func tokenizer(special: [String] = [separator]) throws -> TokenizerFiles {
    let merges = [(" ", "t"), ("h", "e"), (" t", "he"), ("i", "n"), (" ", "a")].map {
      MergePair(left: Array($0.0.utf8), right: Array($0.1.utf8))
    }
    let tokens = special.map { Array($0.utf8) } + (0...255).map { [UInt8($0)] } + merges.map { $0.left + $0.right }
    return try TokenizerFiles(tokens: tokens, merges: merges, specialTokens: special)
  }

  /// About `bytes` bytes of words, lines and documents; some words are long, some documents short.
  static func text(bytes: Int, seed: UInt64 = 1) -> String {
    let words = ["the", "in", "a", "tin", "heath", "日本", "can't", "x1y2", "\n", "  ", "é", "..."]
    var state = seed
    var text = ""
    while text.utf8.count < bytes {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int(state >> 33)
      text += value % 97 == 0 ? separator : " " + words[value % words.count]
    }
    return text
  }

  /// The same tokenizer with 70,000 merges of bytes above 0x7F before its own: ids need more than 16 bits.
  static func wideTokenizer() throws -> TokenizerFiles {
    let small = try tokenizer()
    let high = (UInt8(0x80)...0xFF).map { [$0] }
    let pairs = high.flatMap { left in high.map { MergePair(left: left, right: $0) } }
    let triples = pairs.flatMap { pair in high.map { MergePair(left: pair.left + pair.right, right: $0) } }
    let merges = (pairs + triples).prefix(70_000) + small.merges
    let tokens = small.specialTokens.map { Array($0.utf8) } + (0...255).map { [UInt8($0)] }
    return try TokenizerFiles(
      tokens: tokens + merges.map { $0.left + $0.right }, merges: Array(merges), specialTokens: small.specialTokens)
  }

  static func encoding(
    threads: Int = 1, separator: String? = separator, level: Int = 3, tokenizer other: TokenizerFiles? = nil
  ) throws -> TextEncoding {
    try TextEncoding(
      tokenizer: other ?? tokenizer(), settings: TextEncoding.Settings(separator: separator, level: level),
      team: ThreadTeam(threads: threads))
  }

  /// Encodes files in parts into a folder inside `folder` and returns its path.
  @discardableResult
  static func encode(
    _ paths: [String], parts: Int = 1, threads: Int = 1, into output: String, separator: String? = separator,
    tokenizer: TokenizerFiles? = nil
  ) throws -> String {
    let encoding = try encoding(threads: threads, separator: separator, tokenizer: tokenizer)
    let text = try PlannedText(try TextFiles(paths, separator: separator), parts: parts, for: encoding)
    try Folder.create(output)
    try encoding.encode(text, parts: Array(0..<parts), into: output, progress: { _ in }, finished: { _ in })
    return output
  }
}

extension [UInt32] {
  /// The bytes that a shard stores for these ids.
  func stored(as type: TokenType) -> [UInt8] {
    flatMap { id in (0..<type.bytes).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
  }
}
