import Platform

/// Writes an event file that TensorBoard follows: TFRecord framing, each record a message `Event`.
///
/// A run that goes on after an interruption begins a file of its own, which says from which step on it replaces what
/// the earlier ones hold. Records are gathered in memory and written now and then, always whole; what a kill cuts
/// off is the end of a file, which TensorBoard passes over. Not for use by several threads at once.
package final class TensorBoardWriter {
  /// The file's path.
  package let path: String
  private let calls: FileCalls
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// Bytes gathered at most.
  private static let bufferBytes = 1 << 16

  /// Begins a file in a run's folder.
  /// - Parameters:
  ///   - folder: The run's folder, which exists.
  ///   - firstStep: The step that is taken next, if the run goes on from an earlier session; nil at its beginning.
  ///   - wallTime: Seconds since 1970.
  /// - Throws: `FormatError.file`.
  package convenience init(folder: String, continuingAt firstStep: Int?, wallTime: Double) throws {
    try self.init(folder: folder, continuingAt: firstStep, wallTime: wallTime, calls: .system)
  }

  init(folder: String, continuingAt firstStep: Int?, wallTime: Double, calls: FileCalls) throws {
    // TensorBoard reads files in the order of their names: a later session needs a later second.
    let last = try Self.names(in: folder).compactMap(Self.second).max()
    let second = max(Int(wallTime), last.map { $0 + 1 } ?? 0)
    let path = FilePath.joined(folder, Self.name(second: second))
    self.path = path
    self.calls = calls
    descriptor = OpenFile.retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else {
      throw FormatError.file(path: path, .writing(.create, code: errno, folder: folder))
    }
    try append(TensorBoardEvent(wallTime: wallTime, step: 0, .fileVersion))
    if let firstStep { try append(TensorBoardEvent(wallTime: wallTime, step: firstStep, .sessionStart)) }
    try flush()
  }

  deinit { close() }

  /// Adds an event.
  /// - Throws: `FormatError.file`.
  package func append(_ event: TensorBoardEvent) throws {
    precondition(descriptor >= 0, "appended after close")
    buffer += Self.record(event)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Hands what was gathered to the system, so that TensorBoard and a later session see it.
  /// - Throws: `FormatError.file`.
  package func flush() throws {
    guard !buffer.isEmpty else { return }
    let code = buffer.withUnsafeBytes { calls.writeAll(descriptor, $0) }
    buffer.removeAll(keepingCapacity: true)
    if let code {
      throw FormatError.file(path: path, .writing(.append, code: code, folder: FilePath.folder(path)))
    }
  }

  /// Closes the file; nothing can be appended any more.
  package func close() {
    guard descriptor >= 0 else { return }
    try? flush()
    systemClose(descriptor)
    descriptor = -1
  }

  /// A TFRecord: length (u64), its masked checksum, the message, its masked checksum.
  static func record(_ event: TensorBoardEvent) -> [UInt8] {
    let message = event.message
    let length = withUnsafeBytes(of: UInt64(message.count).littleEndian, Array.init)
    return length + bytes(CRC32C.masked(length)) + message + bytes(CRC32C.masked(message))
  }

  private static func bytes(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
}

extension TensorBoardWriter {
  private static let prefix = "events.out.tfevents."
  private static let suffix = ".letterpress"

  /// The event files that Letterpress wrote into a folder; other programs' are left alone.
  package static func names(in folder: String) throws -> [String] {
    guard Folder.kind(of: folder) == .folder else { return [] }
    return try Folder.names(in: folder).filter { second($0) != nil }
  }

  /// Makes the one event file of a run from its records, in place of those that are there.
  /// - Parameters:
  ///   - folder: The run's folder.
  ///   - wallTime: When the run began, in seconds since 1970.
  ///   - events: Gives all events after the first one, in order, to its argument.
  /// - Returns: The new file.
  /// - Throws: `FormatError`, and what `events` throws; the old files stand then.
  package static func replaceFiles(
    in folder: String, wallTime: Double, _ events: ((TensorBoardEvent) throws -> Void) throws -> Void
  ) throws -> WrittenFile {
    let name = name(second: Int(wallTime))
    let writer = try AtomicFileWriter(path: FilePath.joined(folder, name))
    try writer.write(record(TensorBoardEvent(wallTime: wallTime, step: 0, .fileVersion)))
    try events { try writer.write(record($0)) }
    let file = try writer.commit()
    for old in try names(in: folder) where old != name { try Folder.removeFile(FilePath.joined(folder, old)) }
    return file
  }

  private static func name(second: Int) -> String {
    let digits = String(max(0, second))
    return prefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + suffix
  }

  /// The second in a name of ours; nil for any other name.
  private static func second(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
  }
}

private func systemClose(_ descriptor: Int32) {
  close(descriptor)
}
