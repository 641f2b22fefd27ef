import Platform

/// A finished file: what a receipt needs to know about an output.
package struct WrittenFile: Sendable, Equatable {
  /// The final path, as it was given.
  package let path: String
  /// SHA-256 of the file's bytes.
  package let digest: Digest
  /// The number of bytes.
  package let bytes: Int
  /// The state in which the file has this digest, as its writer saw it; nil if it has no name yet.
  package let state: FileState?

  /// A finished file from its parts.
  package init(path: String, digest: Digest, bytes: Int, state: FileState? = nil) {
    self.path = path
    self.digest = digest
    self.bytes = bytes
    self.state = state
  }
}

/// Writes a file that appears whole or not at all.
///
/// The bytes go to a temporary file in the same directory; `commit` makes them durable and renames. A kill at any
/// instant leaves the previous file or the new one. Whatever is not committed is removed when the writer goes.
/// Not for use by several threads at once.
package final class AtomicFileWriter {
  /// The path under which the file will appear.
  package let path: String
  /// Bytes written so far.
  package private(set) var byteCount = 0

  private let calls: FileCalls
  private let temporary: String
  /// The folder that the bytes wait in, if it is not the final one.
  private let waiting: TemporaryFolder?
  private var isCommitted = false
  private var descriptor: Int32
  private var hasher = SHA256()
  private var buffer: [UInt8] = []
  /// The finished file, once its bytes are durable under the temporary name.
  private var prepared: WrittenFile?

  // Bytes that left the buffer, and those of them that the system was asked to bring to the disk.
  private var written = 0
  private var begun = 0

  private static let bufferBytes = 1 << 18
  private static let earlyBytes = 4 << 20

  /// Opens a temporary file beside `path`.
  /// - Throws: `FormatError.file` if `path` is a directory, pipe or device, or its directory is missing or not writable.
  package convenience init(path: String) throws {
    try self.init(path: path, calls: .system)
  }

  /// Opens a temporary file in `waiting`, a folder of the same file system; beside `path` if it is nil. Files that wait
  /// there for their names need no descriptor each.
  init(path: String, waitingIn waiting: TemporaryFolder? = nil, calls: FileCalls) throws {
    switch Folder.kind(of: path) {
    case .folder: throw FormatError.file(path: path, .isDirectory)
    // Whoever renames over /dev/null has none any more.
    case .other: throw FormatError.file(path: path, .notWritableFile)
    case .file, .nothing: break
    }
    self.path = path
    self.calls = calls
    self.waiting = waiting
    (temporary, descriptor) = try TemporaryName.open(
      beside: waiting.map { FilePath.joined($0.path, FilePath.name(path)) } ?? path)
    buffer.reserveCapacity(Self.bufferBytes)
  }

  deinit { discard() }

  /// Adds bytes to the file.
  /// - Throws: `FormatError.file`, after which the writer is discarded.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    precondition(descriptor >= 0 && prepared == nil, "written after commit or discard")
    byteCount += bytes.count
    if buffer.count + bytes.count <= Self.bufferBytes {
      buffer.append(contentsOf: bytes)
      return
    }
    try flush()
    if bytes.count < Self.bufferBytes {
      buffer.append(contentsOf: bytes)
    } else {
      try writeThrough(bytes)
    }
  }

  /// Adds bytes to the file.
  /// - Throws: `FormatError.file`, after which the writer is discarded.
  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Adds an integer as its little-endian bytes.
  /// - Throws: `FormatError.file`, after which the writer is discarded.
  package func write(littleEndian value: some FixedWidthInteger) throws {
    try withUnsafeBytes(of: value.littleEndian) { try write($0) }
  }

  /// A hasher that has seen everything written so far.
  package func hasherSoFar() -> SHA256 {
    var copy = hasher
    copy.update(buffer)
    return copy
  }

  /// Makes the bytes durable and gives the file its name.
  /// - Throws: `FormatError.file`, after which the writer is discarded and the previous file stands.
  package func commit() throws -> WrittenFile {
    try prepare()
    let file = try takeName()
    try Folder.sync(around: path)
    return file
  }

  /// Makes the bytes durable under the temporary name. Little is left for `commit` then that could fail, and nothing
  /// that needs space.
  /// - Throws: `FormatError.file`, after which the writer is discarded and the previous file stands.
  @discardableResult
  package func prepare() throws -> WrittenFile {
    if let prepared { return prepared }
    precondition(descriptor >= 0, "committed twice or after discard")
    try flush()
    while calls.sync(descriptor) != 0 {
      if errno != EINTR { throw failure(.sync) }
    }
    buffer = []
    let file = WrittenFile(path: path, digest: hasher.finish(), bytes: byteCount)
    prepared = file
    // The folder's lock protects it from here on.
    if waiting != nil { closeDescriptor() }
    return file
  }

  /// Gives the files of one output their names, once the bytes of all are durable: on a full disk the former ones
  /// stand, all of them.
  /// - Throws: `FormatError.file`; files that have not taken their names yet are discarded.
  package static func commit(_ writers: [AtomicFileWriter]) throws -> [WrittenFile] {
    for writer in writers { try writer.prepare() }
    let files = try writers.map { try $0.takeName() }
    var synced: Set<String> = []
    for file in files where synced.insert(FilePath.folder(file.path)).inserted { try Folder.sync(around: file.path) }
    return files
  }

  private func takeName() throws -> WrittenFile {
    guard let prepared, !isCommitted else { preconditionFailure("committed twice or after discard") }
    // The lock ends with the descriptor, so the file keeps its temporary name only while it is locked.
    if calls.rename(temporary, path) != 0 { throw failure(.rename) }
    isCommitted = true
    // Of the file that was written, whatever has the name by now.
    let state = descriptor >= 0 ? FileState(descriptor: descriptor) : FileState(path: path)
    closeDescriptor()
    return WrittenFile(path: path, digest: prepared.digest, bytes: prepared.bytes, state: state)
  }

  /// Removes the temporary file; does nothing after `commit`.
  package func discard() {
    guard !isCommitted else { return }
    isCommitted = true
    unlink(temporary)
    closeDescriptor()
    buffer = []
  }

  private func closeDescriptor() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try writeThrough($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
    hasher.update(bytes)
    if let code = calls.writeAll(descriptor, bytes) {
      errno = code
      throw failure(.write)
    }
    written += bytes.count
    if written - begun >= Self.earlyBytes {
      EarlyWriting.begin(descriptor, begun..<written)
      begun = written
    }
  }

  private func failure(_ operation: FileProblem.Operation) -> FormatError {
    let code = errno
    discard()
    return .file(path: path, .writing(operation, code: code, folder: FilePath.folder(path)))
  }
}

/// Small files in one call.
package enum AtomicFile {
  /// Writes `bytes` so that the file appears whole or not at all.
  /// - Throws: `FormatError.file`.
  @discardableResult
  package static func write(_ bytes: [UInt8], to path: String) throws -> WrittenFile {
    let writer = try AtomicFileWriter(path: path)
    try writer.write(bytes)
    return try writer.commit()
  }
}
