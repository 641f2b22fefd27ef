import Formats
import Memory
import Parallel

/// Byte streams, one a bucket, that grow all at once: in memory while they are small, and beyond that in chunks of one
/// nameless file.
///
/// Memory: the buffers, and four bytes for each chunk. When everything was appended, `flush` frees the buffers unless
/// nothing has been written yet.
final class BucketStore {
  /// A chunk that is being filled. Pages that were never touched cost nothing.
  private final class Buffer {
    let start: UnsafeMutableRawPointer
    var filled = 0

    /// Nil if the system grants no memory.
    init?(chunkBytes: Int) {
      guard let start = Memory.allocateIfGranted(byteCount: chunkBytes) else { return nil }
      self.start = start
    }
    deinit { Memory.free(start) }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: filled) }

    /// Takes as many bytes as fit and says how many.
    func fill(_ bytes: Slice<UnsafeRawBufferPointer>, capacity: Int) -> Int {
      let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(capacity - filled))
      guard let source = part.baseAddress else { return 0 }
      (start + filled).copyMemory(from: source, byteCount: part.count)
      filled += part.count
      return part.count
    }
  }

  /// Bytes that are written together.
  let chunkBytes: Int
  private let path: String
  private var open: [Buffer?]
  private var sizes: [Int]
  private var chunkLists: [[UInt32]]
  private var file: ScratchFile?
  private var chunksWritten = 0

  /// Empty buckets; the file, if one is needed, lies in the directory of `path`.
  init(buckets: Int, chunkBytes: Int, beside path: String) {
    self.chunkBytes = chunkBytes
    self.path = path
    open = (0..<buckets).map { _ in nil }
    sizes = [Int](repeating: 0, count: buckets)
    chunkLists = [[UInt32]](repeating: [], count: buckets)
  }

  /// Bytes in a bucket.
  func byteCount(_ bucket: Int) -> Int { sizes[bucket] }

  /// Adds bytes to a bucket.
  /// - Throws: `FormatError` if the file cannot be written, or there is no memory for a chunk.
  func append(_ bytes: UnsafeRawBufferPointer, to bucket: Int) throws {
    guard let buffer = open[bucket] ?? Buffer(chunkBytes: chunkBytes) else { throw noMemory }
    open[bucket] = buffer
    sizes[bucket] += bytes.count
    var rest = bytes[...]
    while !rest.isEmpty {
      if buffer.filled == chunkBytes { try write(buffer, bucket) }
      rest = rest.dropFirst(buffer.fill(rest, capacity: chunkBytes))
    }
  }

  /// Ends the appending; call it before reading. Where anything has been written, the rest is written too and the buffers are freed.
  /// - Throws: `FormatError` if the file cannot be written.
  func flush() throws {
    guard file != nil else { return }
    for bucket in open.indices {
      if let buffer = open[bucket], buffer.filled > 0 { try write(buffer, bucket) }
      open[bucket] = nil
    }
  }

  /// Lends all bytes of a bucket, read by several threads at once if they are in the file.
  /// - Throws: `FormatError` if the file cannot be read.
  func withBytes<Result>(
    _ bucket: Int, team: ThreadTeam, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    if let buffer = open[bucket] { return try body(buffer.bytes) }
    let all = try memory(sizes[bucket])
    defer { Memory.free(all.baseAddress) }
    let size = sizes[bucket]
    _ = try team.map(tasks: chunkLists[bucket].count) { index in
      let start = index * chunkBytes
      let part = all[start..<min(size, start + chunkBytes)]
      try readChunk(index, of: bucket, into: UnsafeMutableRawBufferPointer(rebasing: part))
    }
    return try body(UnsafeRawBufferPointer(rebasing: all[..<size]))
  }

  /// Lends the bytes of a bucket chunk by chunk, in order.
  /// - Throws: `FormatError` if the file cannot be read, and what `body` throws.
  func forEachChunk(_ bucket: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    if let buffer = open[bucket] { return try body(buffer.bytes) }
    let chunk = try memory(chunkBytes)
    defer { Memory.free(chunk.baseAddress) }
    for index in chunkLists[bucket].indices {
      let count = min(chunkBytes, sizes[bucket] - index * chunkBytes)
      let part = UnsafeMutableRawBufferPointer(rebasing: chunk[..<count])
      try readChunk(index, of: bucket, into: part)
      try body(UnsafeRawBufferPointer(part))
    }
  }

  private func memory(_ byteCount: Int) throws -> UnsafeMutableRawBufferPointer {
    guard let start = Memory.allocateIfGranted(byteCount: byteCount) else { throw noMemory }
    return UnsafeMutableRawBufferPointer(start: start, count: max(1, byteCount))
  }

  private var noMemory: FormatError { .file(path: path, .noMemory) }

  private func readChunk(_ index: Int, of bucket: Int, into bytes: UnsafeMutableRawBufferPointer) throws {
    try file?.read(into: bytes, at: Int(chunkLists[bucket][index]) * chunkBytes)
  }

  private func write(_ buffer: Buffer, _ bucket: Int) throws {
    let file = try self.file ?? ScratchFile(beside: path)
    self.file = file
    try file.write(buffer.bytes, at: chunksWritten * chunkBytes)
    chunkLists[bucket].append(UInt32(chunksWritten))
    chunksWritten += 1
    buffer.filled = 0
  }
}
