/// The seek table of a shard, checked against the file's length and against itself, without decompressing anything.
///
/// Opening costs one pass over the table: 12 bytes for each 8,192 tokens.
struct SeekTable: Sendable {
  /// Where each frame of tokens begins in the file, and where the last one ends.
  let frameOffsets: [Int]
  /// The payloads of our own frames.
  let header, documentEnds, textEnds, totals: Range<Int>
  /// The number of tokens in all frames.
  let tokenCount: Int
  /// Where the totals' frame begins.
  let totalsFrameOffset: Int
  /// Where the table's first entry is.
  private let entriesOffset: Int

  /// Reads the table at the end of `bytes`; `type` is asked with the place of the header what tokens there are.
  init(
    _ bytes: UnsafeRawBufferPointer, type: (_ header: Range<Int>) throws(ShardProblem) -> TokenType
  ) throws(ShardProblem) {
    guard bytes.count >= 4, Self.word(bytes, 0) == ShardLayout.headerMagic else { throw .notShard }
    let entryCount = try Self.entryCount(bytes)
    entriesOffset = bytes.count - ShardLayout.footerBytes - entryCount * ShardLayout.entryBytes
    let frameCount = entryCount - ShardLayout.skippableFrames
    var sizes = EntryReader(bytes: bytes, offset: entriesOffset)
    header = try sizes.skippable(.header, ShardLayout.headerMagic)
    (frameOffsets, tokenCount) = try sizes.frames(frameCount, try type(header))
    documentEnds = try sizes.skippable(.documentEnds, ShardLayout.documentEndsMagic)
    textEnds = try sizes.skippable(.textEnds, ShardLayout.textEndsMagic)
    totalsFrameOffset = sizes.position
    totals = try sizes.skippable(.totals, ShardLayout.totalsMagic)
    let tableStart = entriesOffset - ShardLayout.skippableHeaderBytes
    guard sizes.position == tableStart else {
      throw .damaged(.seekTable("its frames take \(sizes.position) bytes (expected \(tableStart))"))
    }
    guard documentEnds.count % 8 == 0, textEnds.count == documentEnds.count else {
      throw .damaged(.seekTable("\(documentEnds.count) bytes of document ends and \(textEnds.count) of text ends"))
    }
  }

  /// The number of frames of tokens.
  var frameCount: Int { frameOffsets.count - 1 }

  /// The content checksum that the table gives for a frame of tokens.
  func checksum(_ bytes: UnsafeRawBufferPointer, frame: Int) -> UInt32 {
    // The first entry is the header's.
    Self.word(bytes, entriesOffset + (frame + 1) * ShardLayout.entryBytes + 8)
  }

  /// Checks footer and table header, from the end of the file.
  private static func entryCount(_ bytes: UnsafeRawBufferPointer) throws(ShardProblem) -> Int {
    let fixed = ShardLayout.skippableHeaderBytes + ShardLayout.footerBytes
    guard bytes.count >= fixed, word(bytes, bytes.count - 4) == ShardLayout.footerMagic else {
      throw .damaged(.cut(bytes: bytes.count))
    }
    let footer = bytes.count - ShardLayout.footerBytes
    guard bytes[footer + 4] == ShardLayout.descriptor else {
      throw .damaged(.seekTable("its descriptor is \(bytes[footer + 4]) (expected \(ShardLayout.descriptor))"))
    }
    let count = Int(word(bytes, footer))
    let tableBytes = count * ShardLayout.entryBytes + ShardLayout.footerBytes
    guard count >= ShardLayout.skippableFrames, count <= ShardLayout.maximumFrames,
      tableBytes + ShardLayout.skippableHeaderBytes <= bytes.count
    else { throw .damaged(.seekTable("it cannot have \(count) entries in a file of \(bytes.count) bytes")) }
    let start = bytes.count - tableBytes - ShardLayout.skippableHeaderBytes
    guard word(bytes, start) == ShardLayout.seekTableMagic, Int(word(bytes, start + 4)) == tableBytes else {
      throw .damaged(.seekTable("its beginning is not where its \(count) entries put it"))
    }
    return count
  }

  fileprivate static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}

/// Walks the entries and adds up where each frame begins.
private struct EntryReader {
  let bytes: UnsafeRawBufferPointer
  var offset: Int
  var position = 0

  init(bytes: UnsafeRawBufferPointer, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  private mutating func next() -> (compressed: Int, decompressed: Int, checksum: UInt32) {
    defer { offset += ShardLayout.entryBytes }
    return (
      Int(SeekTable.word(bytes, offset)), Int(SeekTable.word(bytes, offset + 4)), SeekTable.word(bytes, offset + 8)
    )
  }

  /// The payload of a frame of ours, which must be what it claims.
  mutating func skippable(_ frame: ShardDamage.Frame, _ magic: UInt32) throws(ShardProblem) -> Range<Int> {
    let entry = next()
    let start = position
    position += entry.compressed
    guard entry.compressed >= ShardLayout.skippableHeaderBytes, position <= bytes.count, entry.decompressed == 0,
      entry.checksum == ShardLayout.emptyChecksum, SeekTable.word(bytes, start) == magic,
      Int(SeekTable.word(bytes, start + 4)) == entry.compressed - ShardLayout.skippableHeaderBytes
    else { throw .damaged(.missingFrame(frame)) }
    return start + ShardLayout.skippableHeaderBytes..<position
  }

  /// The offsets of the frames of tokens and the number of tokens: all frames are full but the last.
  mutating func frames(_ count: Int, _ type: TokenType) throws(ShardProblem) -> (offsets: [Int], tokens: Int) {
    var offsets: [Int] = []
    offsets.reserveCapacity(count + 1)
    var tokens = 0
    let frameBytes = ShardLayout.frameBytes(type)
    for index in 0..<count {
      let entry = next()
      let isLast = index == count - 1
      guard
        entry.decompressed == frameBytes
          || isLast && entry.decompressed > 0 && entry.decompressed < frameBytes
            && entry.decompressed % type.bytes == 0
      else {
        let most = isLast ? "at most \(frameBytes), a multiple of \(type.bytes)" : "\(frameBytes)"
        throw .damaged(.seekTable("frame \(index) has \(entry.decompressed) bytes of tokens (expected \(most))"))
      }
      offsets.append(position)
      position += entry.compressed
      guard position <= bytes.count else {
        throw .damaged(.seekTable("frame \(index) goes beyond the end of the file"))
      }
      tokens += entry.decompressed / type.bytes
    }
    offsets.append(position)
    return (offsets, tokens)
  }
}
