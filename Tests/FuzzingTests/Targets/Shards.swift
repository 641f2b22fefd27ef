@testable import Formats

extension FuzzTarget {
  /// A token shard, byte for byte.
  static let shard = FuzzTarget("shard") { input, bench in
    // In memory of exactly this size first: a mapped file can be read beyond its end unnoticed.
    for type in TokenType.allCases { _ = try? SeekTable(input) { _ in type } }
    try checkShard(try bench.file("a.u16.zst", input))
  }

  /// A shard whose frames and tables fit together, with any content: so the reader gets past its first checks.
  ///
  /// Input: the lengths of the header, of the totals and of the two lists of ends (true totals are made if there are
  /// none), these, then the tokens.
  static let builtShard = FuzzTarget("built-shard") { input, bench in
    var reader = FuzzReader(input)
    let lengths = (0..<4).map { _ in reader.word() }
    let parts = lengths.map { reader.bytes($0) }
    let built = try BuiltShard(
      header: parts[0], totals: parts[1], documentEnds: parts[2], textEnds: parts[3], tokens: reader.remainder())
    try checkShard(try bench.file("b.u16.zst", built.bytes))
  }

  /// What a reader must stand, and what must be true of a shard that passes verification.
  private static func checkShard(_ path: String) throws {
    let reader = try TokenShardReader(path: path)
    let count = reader.tokenCount
    var ends: [Int] = []
    for document in 0..<min(reader.documentCount, 100) {
      ends.append(reader.documentEnd(document))
      try expect((0...count).contains(reader.documentEnd(document)), "a document ends outside the shard")
      try expect((0...reader.textBytes).contains(reader.textEnd(document)), "a text ends outside the shard")
    }
    _ = reader.contentDigest
    let series = try TokenSeries(name: "series", shards: [reader, reader])
    for document in 0..<min(series.documentCount, 100) {
      let range = series.document(document)
      try expect(range.lowerBound >= 0 && range.upperBound <= 2 * count, "a document outside the series")
      _ = series.textBytes(ofDocument: document)
    }
    // A damaged frame may come later than these.
    _ = try? reader.tokens(0..<min(count, 5))
    _ = try? reader.tokens(max(0, count - 5)..<count)
    try reader.verify()
    let tokens = try sure("after verification") { try reader.tokens(0..<count) }
    try expect(tokens.allSatisfy { Int($0) < reader.header.vocabularySize }, "a token outside the vocabulary")
    let stored = tokens.flatMap { id in (0..<reader.header.tokenType.bytes).map { UInt8(id >> (8 * $0) & 0xFF) } }
    try expect(Digest.of(stored) == reader.tokensDigest, "the tokens have another digest")
    try expect(zip(ends, ends.dropFirst()).allSatisfy { $0 <= $1 }, "document ends that fall")
  }
}
