@testable import Formats

/// The bytes of a shard made of any parts.
struct BuiltShard {
  private(set) var bytes: [UInt8] = []
  private var entries: [UInt8] = []
  private var entryCount: UInt32 = 0
  private var preceding = SHA256()

  init(header: [UInt8], totals: [UInt8], documentEnds: [UInt8], textEnds: [UInt8], tokens: [UInt8]) throws {
    // The width that the header promises, if it is one.
    let json = header.withUnsafeBytes { try? JSONValue(parsing: $0) }
    let type = json.flatMap { try? TokenShardHeader(json: $0) }?.tokenType ?? .uint16
    let frameBytes = ShardLayout.frameBytes(type)
    let whole = Array(tokens.dropLast(tokens.count % type.bytes))
    addSkippable(ShardLayout.headerMagic, header)
    for start in stride(from: 0, to: whole.count, by: frameBytes) {
      try addFrame(Array(whole[start..<min(whole.count, start + frameBytes)]))
    }
    addSkippable(ShardLayout.documentEndsMagic, documentEnds)
    addSkippable(ShardLayout.textEndsMagic, textEnds)
    let text = totals.isEmpty ? trueTotals(tokens: whole, type, documents: documentEnds.count / 8) : totals
    addSkippable(ShardLayout.totalsMagic, text)
    addTable()
  }

  private func trueTotals(tokens: [UInt8], _ type: TokenType, documents: Int) -> [UInt8] {
    var totals = ShardTotals(
      tokens: tokens.count / type.bytes, documents: documents, textBytes: 1000, tokensDigest: .of(tokens),
      checkDigest: .of([]), textDigest: nil)
    totals.checkDigest = totals.check(preceding)
    return Array(totals.json.canonical.utf8)
  }

  private mutating func addSkippable(_ magic: UInt32, _ content: [UInt8]) {
    add(word: magic)
    add(word: UInt32(content.count))
    add(content)
    addEntry(UInt32(content.count + ShardLayout.skippableHeaderBytes), 0, ShardLayout.emptyChecksum)
  }

  private mutating func addFrame(_ content: [UInt8]) throws {
    let frame = try sure("compression") {
      let compressor = try FrameCompressor(level: 3)
      return try content.withUnsafeBytes { try compressor.compress($0) }
    }
    add(frame)
    let checksum = frame.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    addEntry(UInt32(frame.count), UInt32(content.count), checksum)
  }

  private mutating func addEntry(_ compressed: UInt32, _ decompressed: UInt32, _ checksum: UInt32) {
    for word in [compressed, decompressed, checksum] { entries += Self.littleEndian(word) }
    entryCount += 1
  }

  private mutating func addTable() {
    add(word: ShardLayout.seekTableMagic)
    add(word: UInt32(entries.count + ShardLayout.footerBytes))
    add(entries)
    add(word: entryCount)
    add([ShardLayout.descriptor])
    add(word: ShardLayout.footerMagic)
  }

  private mutating func add(word: UInt32) { add(Self.littleEndian(word)) }

  private mutating func add(_ more: [UInt8]) {
    bytes += more
    preceding.update(more)
  }

  private static func littleEndian(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
