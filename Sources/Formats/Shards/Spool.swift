import Platform

/// Numbers that are known early and written late, such as document ends: kept in memory up to a fixed size and beyond
/// it in a nameless temporary file, so that a writer's memory does not grow with the data.
final class Spool {
  private let path: String
  private let calls: FileCalls
  private var buffer: [UInt8] = []
  private var descriptor: Int32 = -1
  private var spilled = 0

  private static let bufferBytes = 1 << 18

  /// Bytes appended so far.
  var byteCount: Int { spilled + buffer.count }

  /// A spool that spills into the directory of `path` when it must.
  init(beside path: String, calls: FileCalls) {
    self.path = path
    self.calls = calls
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds an integer as its little-endian bytes.
  func append(littleEndian value: some FixedWidthInteger) throws {
    withUnsafeBytes(of: value.littleEndian) { buffer.append(contentsOf: $0) }
    if buffer.count >= Self.bufferBytes { try spill() }
  }

  /// Writes everything, in order, to `writer`.
  func copy(to writer: AtomicFileWriter) throws {
    try forEachChunk { try writer.write($0) }
  }

  /// Lends everything, in order.
  func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var position = 0
    var chunk = [UInt8](repeating: 0, count: min(Self.bufferBytes, spilled))
    while position < spilled {
      let wanted = min(chunk.count, spilled - position)
      let (filled, code) = chunk.withUnsafeMutableBytes {
        FileCalls.readAll(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]), at: position)
      }
      guard filled == wanted else { throw FormatError.file(path: path, .system(.read, code: code ?? EIO)) }
      try chunk.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<filled])) }
      position += filled
    }
    try buffer.withUnsafeBytes(body)
  }

  private func spill() throws {
    if descriptor < 0 {
      let file = try TemporaryName.open(beside: path)
      descriptor = file.descriptor
      // Nameless from now on: the system frees it with the process, however that ends.
      unlink(file.path)
    }
    if let code = buffer.withUnsafeBytes({ calls.writeAll(descriptor, $0) }) {
      throw FormatError.file(path: path, .writing(.write, code: code, folder: FilePath.folder(path)))
    }
    spilled += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
