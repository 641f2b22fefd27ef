import Formats
import Parallel
import TestSupport

@testable import Datasets

/// Texts and the parts that follow them, as the tests of several suites make them.
enum FollowingParts {
  static func plan(
    _ paths: [String], partBytes: Int, threads: Int = 1, separator: String? = Samples.separator
  ) throws -> PlannedText {
    try PlannedText(
      following: TextFiles(paths, separator: separator), partBytes: partBytes,
      for: Samples.encoding(threads: threads, separator: separator))
  }

  /// Encodes what is missing into a folder, and returns the number of parts that were made.
  @discardableResult
  static func encode(
    _ paths: [String], partBytes: Int, into output: String, threads: Int = 1, separator: String? = Samples.separator
  ) throws -> Int {
    let encoding = try Samples.encoding(threads: threads, separator: separator)
    let text = try plan(paths, partBytes: partBytes, threads: threads, separator: separator)
    try Folder.create(output)
    let list = text.list
    _ = try list?.write(to: output)
    let missing = try encoding.missingParts(text, among: Array(text.ranges.indices), in: output) { _ in }
    try encoding.encode(text, parts: missing, into: output, progress: { _ in }, finished: { _ in })
    return missing.count
  }

  /// Files of words, each from a seed of its own; their sizes differ.
  static func books(_ folder: TestFolder, count: Int, bytes: Int, separator: String = "") throws -> [String] {
    try (0..<count).map { number in
      let text = Samples.text(bytes: bytes / 2 + number * 37 % bytes, seed: UInt64(number + 1))
      return try folder.write(
        separator.isEmpty ? text.replacing(Samples.separator, with: " ") : text + separator, to: "b\(1000 + number).txt"
      )
    }
  }

  /// The tokens of an encoding and where its documents end.
  static func content(_ folder: String) throws -> (tokens: [UInt32], ends: [Int]) {
    let series = try PartSet([folder]).series
    var tokens = [UInt32](repeating: 0, count: series.tokenCount)
    try tokens.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { try series.copyTokens(at: 0, count: series.tokenCount, into: base) }
    }
    return (tokens, (0..<series.documentCount).map { series.document($0).upperBound })
  }
}
