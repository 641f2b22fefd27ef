import Memory
import Platform

/// Memory to read into: for many files one after another.
///
/// Not for use by several readers at once.
package final class ReadBuffer {
  let bytes: UnsafeMutableRawBufferPointer

  /// Memory of so many bytes, at least one.
  package init(bytes count: Int) {
    bytes = UnsafeMutableRawBufferPointer(start: Memory.allocate(byteCount: max(1, count)), count: max(1, count))
  }

  deinit { Memory.free(bytes.baseAddress) }
}

/// Reads a byte range of a file, or standard input, in chunks of constant size.
package final class FileRangeReader {
  /// The path as given; `-` for standard input.
  package let path: String
  /// Bytes delivered so far.
  package private(set) var bytesRead = 0

  private let file: OpenFile?
  private var position: Int?
  private let end: Int?
  private let memory: ReadBuffer
  private var buffer: UnsafeMutableRawBufferPointer { memory.bytes }

  /// Prepares to read `range` of the file (all of it when nil). With `allowsStreams` a path that is a descriptor of
  /// this process, as `<(…)` is, may be a pipe: it is read to its end.
  /// - Throws: `FormatError.file` when the file cannot be opened, or ends before the range does.
  package convenience init(
    path: String, range: Range<Int>? = nil, chunkBytes: Int = 1 << 20, allowsStreams: Bool = false
  ) throws {
    let file = try OpenFile(reading: path, allowsStreams: allowsStreams)
    try self.init(file, range: range, buffer: ReadBuffer(bytes: chunkBytes))
  }

  /// As above, in chunks as large as `buffer`, which no other reader uses meanwhile.
  /// - Throws: `FormatError.file` as above.
  package convenience init(path: String, range: Range<Int>?, buffer: ReadBuffer) throws {
    try self.init(try OpenFile(reading: path), range: range, buffer: buffer)
  }

  init(_ file: OpenFile, range: Range<Int>?, buffer: ReadBuffer) throws {
    let path = file.path
    if let range {
      guard file.isRegular else { throw FormatError.file(path: path, .notRegularFile) }
      guard range.lowerBound >= 0, range.upperBound <= file.byteCount else {
        throw FormatError.file(path: path, .shrank(expected: range.upperBound, found: file.byteCount))
      }
    }
    self.path = path
    self.file = file
    position = range?.lowerBound
    end = range?.upperBound
    memory = buffer
  }

  /// Reads standard input to its end.
  package init(standardInputInChunksOf chunkBytes: Int) {
    path = "-"
    file = nil
    position = nil
    end = nil
    memory = ReadBuffer(bytes: chunkBytes)
  }

  /// The next bytes, at most a chunk, valid until the next call; nil at the end.
  /// - Throws: `FormatError.file` when reading fails or a range ends early.
  package func next() throws -> UnsafeBufferPointer<UInt8>? {
    let wanted = end.map { min(buffer.count, $0 - (position ?? 0)) } ?? buffer.count
    guard wanted > 0 else { return nil }
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
    let count = try file?.read(into: part, at: position) ?? Self.readStandardInput(into: part)
    if let end, count < wanted {
      throw FormatError.file(path: path, .shrank(expected: end, found: (position ?? 0) + count))
    }
    guard count > 0 else { return nil }
    position = position.map { $0 + count }
    bytesRead += count
    return UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
  }

  private static func readStandardInput(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    while true {
      // One read only: a person who types wants an answer per line, not per megabyte.
      let count = read(STDIN_FILENO, base, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw FormatError.file(path: "-", .reading(.read, code: errno)) }
    }
  }
}

extension FileRangeReader {
  /// All bytes of a small file, which has at most `limit`; of a stream too with `allowsStreams`.
  /// - Throws: `FormatError.file` when it cannot be read or is too large.
  package static func wholeFile(_ path: String, limit: Int, allowsStreams: Bool = false) throws -> [UInt8] {
    let file = try OpenFile(reading: path, allowsStreams: allowsStreams)
    guard file.byteCount <= limit else {
      throw FormatError.file(path: path, .tooLarge(found: file.byteCount, limit: limit))
    }
    guard Memory.isGranted(byteCount: file.byteCount) else { throw FormatError.file(path: path, .noMemory) }
    let reader = try FileRangeReader(
      file, range: nil, buffer: ReadBuffer(bytes: min(1 << 20, max(1 << 12, file.byteCount + 1))))
    return try reader.rest(limit: limit)
  }

  /// All bytes to the end, at most `limit`.
  /// - Throws: `FormatError.file` when reading fails or there is more.
  package func rest(limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try next() {
      guard bytes.count + chunk.count <= limit else {
        throw FormatError.file(path: path, .tooLarge(found: bytes.count + chunk.count, limit: limit))
      }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }
}
