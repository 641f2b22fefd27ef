@testable import Formats

extension FuzzTarget {
  /// A JSON text means the same written again, in both forms.
  static let json = FuzzTarget("json") { input, _ in
    let value = try JSONValue(parsing: input)
    let canonical = Array(value.canonical.utf8)
    let again = try sure("the canonical text") { try JSONValue(parsing: canonical) }
    try expect(again == value, "the canonical text means something else")
    try expect(Array(again.canonical.utf8) == canonical, "the canonical text is not canonical")
    let pretty = try sure("the pretty text") { try JSONValue(parsing: Array(value.pretty.utf8)) }
    try expect(pretty == value, "the pretty text means something else")
  }

  /// `encoding.json` that is accepted names no file outside of its directory, and is written and read again without loss.
  static let partList = FuzzTarget("part-list") { input, _ in
    let list = try EncodingFile(json: try JSONValue(parsing: input))
    let again = try sure("written again") { try EncodingFile(json: JSONValue(parsing: list.bytes)) }
    try expect(again == list, "another list when written again")
    try expect(list.parts.allSatisfy { !$0.contains("/") && $0.hasPrefix("part-") }, "a name that is a path")
    try expect(Set(list.parts).count == list.parts.count, "a part that is listed twice")
  }

  /// `dataset.json` that is accepted is written and read again without loss.
  static let dataset = FuzzTarget("dataset") { input, _ in
    let dataset = try DatasetFile(json: try JSONValue(parsing: input))
    let again = try sure("written again") {
      try DatasetFile(json: JSONValue(parsing: Array(dataset.json.pretty.utf8)))
    }
    try expect(again == dataset && again.digest == dataset.digest, "another dataset when written again")
    for split in dataset.splits.values {
      try expect(split.shards.allSatisfy { FilePath.isPlainName($0.name) }, "a shard outside the folder")
      try expect(split.shards.reduce(0) { $0 + $1.tokens } == split.tokens, "shards do not add up")
    }
  }
}
