import Formats
import Memory
import Parallel

/// Brings documents into the order of their places, however many there are, in constant memory.
///
/// Places are dealt out to buckets, each a range of places. While documents arrive in any order, each goes to the end
/// of its bucket; afterwards a bucket is small enough to be ordered in memory. One that is not, because chance or long
/// documents made it too large, is dealt out again; one that holds a single document is read as it lies.
final class DocumentBuckets {
  private let places: Range<Int>
  private let placesPerBucket: Int
  private let type: TokenType
  private let memory: ShuffleMemory
  private let path: String
  private let store: BucketStore

  private static let leastChunkBytes = 64 << 10

  /// Whether so many documents of so many tokens in all stay in memory.
  static func fitsInMemory(documents: Int, tokens: Int, _ type: TokenType, memory: ShuffleMemory) -> Bool {
    memory.buckets(bytes: bytes(documents: documents, tokens: tokens, type), documents: documents) == 1
  }

  /// About the bytes that documents take in buckets.
  static func bytes(documents: Int, tokens: Int, _ type: TokenType) -> Int {
    type.bytes * tokens + DocumentRecord.headerBytes * documents
  }

  /// Buckets for the documents that go to `places`, with tokens of `type`, of about `bytes` bytes in all; what does
  /// not fit into memory goes to a nameless file in the directory of `path`.
  init(places: Range<Int>, type: TokenType, bytes: Int, memory: ShuffleMemory, beside path: String) {
    self.places = places
    self.type = type
    self.memory = memory
    self.path = path
    let wanted = memory.buckets(bytes: bytes, documents: places.count)
    placesPerBucket = max(1, (places.count + wanted - 1) / wanted)
    let buckets = max(1, (places.count + placesPerBucket - 1) / placesPerBucket)
    // No larger than what there is to hold.
    let enough = max(Self.leastChunkBytes, bytes / 4_096 * 4_096 + 8_192)
    store = BucketStore(
      buckets: buckets, chunkBytes: min(memory.chunkBytes(buckets: buckets), enough), beside: path)
  }

  /// Adds the next stretch of the document that goes to `place`. The stretches of one document come in order, with
  /// none of another document between them.
  /// - Throws: `FormatError` if the file cannot be written.
  func append(
    place: Int, tokens: StoredTokens, isForValidation: Bool, endsDocument: Int?
  ) throws {
    let bucket = (place - places.lowerBound) / placesPerBucket
    let first = places.lowerBound + bucket * placesPerBucket
    var start = 0
    repeat {
      let end = min(tokens.count, start + DocumentRecord.maximumTokens)
      let record = DocumentRecord(
        place: place - first, tokenCount: end - start, isForValidation: isForValidation,
        endsDocument: end == tokens.count ? endsDocument : nil)
      try withUnsafeBytes(of: record.header) { try store.append($0, to: bucket) }
      try store.append(tokens[start..<end].bytes, to: bucket)
      start = end
    } while start < tokens.count
  }

  /// Lends all documents in the order of their places, stretch by stretch.
  /// - Throws: `FormatError` if the file cannot be written or read, and what `body` throws.
  func forEach(team: ThreadTeam, _ body: (DocumentRecord, StoredTokens) throws -> Void) throws {
    try store.flush()
    for (bucket, first) in stride(from: places.lowerBound, to: places.upperBound, by: placesPerBucket).enumerated() {
      let range = first..<min(places.upperBound, first + placesPerBucket)
      if range.count == 1 {
        try forEachRecord(in: bucket, body)
      } else if store.byteCount(bucket) > memory.bucketBytes {
        try divide(bucket, range, team, body)
      } else {
        try store.withBytes(bucket, team: team) { try inOrder($0, documents: range.count, body) }
      }
    }
  }

  /// Deals a bucket that is too large out to smaller ones.
  private func divide(
    _ bucket: Int, _ range: Range<Int>, _ team: ThreadTeam,
    _ body: (DocumentRecord, StoredTokens) throws -> Void
  ) throws {
    let smaller = DocumentBuckets(
      places: 0..<range.count, type: type, bytes: max(store.byteCount(bucket), memory.bucketBytes + 1), memory: memory,
      beside: path)
    try forEachRecord(in: bucket) { record, tokens in
      try smaller.append(
        place: record.place, tokens: tokens, isForValidation: record.isForValidation,
        endsDocument: record.endsDocument)
    }
    try smaller.forEach(team: team, body)
  }

  /// Lends the records of a bucket as they lie.
  private func forEachRecord(
    in bucket: Int, _ body: (DocumentRecord, StoredTokens) throws -> Void
  ) throws {
    // Room for a chunk and the record that the one before it left unfinished.
    let capacity = store.chunkBytes + DocumentRecord.headerBytes + type.bytes * DocumentRecord.maximumTokens
    let buffer = UnsafeMutableRawBufferPointer(start: Memory.allocate(byteCount: capacity), count: capacity)
    defer { Memory.free(buffer.baseAddress) }
    var filled = 0
    try store.forEachChunk(bucket) { chunk in
      UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: chunk)
      filled += chunk.count
      var offset = 0
      while let next = try lend(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), at: offset, body) {
        offset = next
      }
      let rest = UnsafeRawBufferPointer(rebasing: buffer[offset..<filled])
      UnsafeMutableRawBufferPointer(rebasing: buffer[..<rest.count]).copyMemory(from: rest)
      filled = rest.count
    }
  }

  /// Lends the records of a bucket by their places.
  private func inOrder(
    _ bytes: UnsafeRawBufferPointer, documents: Int,
    _ body: (DocumentRecord, StoredTokens) throws -> Void
  ) throws {
    guard let base = bytes.baseAddress else { return }
    // Where the first record of each document is; the others follow it.
    guard Memory.isGranted(byteCount: 4 * documents) else { Memory.fail(byteCount: 4 * documents) }
    var starts = [UInt32](repeating: .max, count: documents)
    var offset = 0
    while offset < bytes.count {
      let record = DocumentRecord(base, at: offset)
      if starts[record.place] == .max { starts[record.place] = UInt32(offset) }
      offset += record.byteCount(type)
    }
    for start in starts where start != .max {
      var offset: Int? = Int(start)
      let place = DocumentRecord(base, at: Int(start)).place
      while let here = offset, here < bytes.count, DocumentRecord(base, at: here).place == place {
        offset = try lend(bytes, at: here, body)
      }
    }
  }

  /// Lends the record at an offset and says where the next one begins; nil if it is not all there.
  private func lend(
    _ bytes: UnsafeRawBufferPointer, at offset: Int,
    _ body: (DocumentRecord, StoredTokens) throws -> Void
  ) throws -> Int? {
    guard offset + DocumentRecord.headerBytes <= bytes.count, let base = bytes.baseAddress else { return nil }
    let record = DocumentRecord(base, at: offset)
    let end = offset + record.byteCount(type)
    guard end <= bytes.count else { return nil }
    let tokens = UnsafeRawBufferPointer(rebasing: bytes[offset + DocumentRecord.headerBytes..<end])
    try body(record, StoredTokens(tokens, type: type))
    return end
  }
}
