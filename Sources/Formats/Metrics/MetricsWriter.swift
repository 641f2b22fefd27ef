import Platform

/// Writes `metrics.jsonl`: one JSON object a line, each with a whole number `step`, each line in one write, so that a
/// reader who follows the file sees whole lines. Not for use by several threads at once.
package final class MetricsWriter {
  /// The path as given.
  package let path: String
  private let calls: FileCalls
  private var descriptor: Int32

  /// Begins a file: anew if `keptStep` is nil. Otherwise the records up to this step are kept and later ones dropped,
  /// because the run goes on from there; the file is replaced atomically.
  /// - Throws: `FormatError`.
  package convenience init(path: String, keepingThroughStep keptStep: Int?) throws {
    try self.init(path: path, keepingThroughStep: keptStep, calls: .system)
  }

  init(path: String, keepingThroughStep keptStep: Int?, calls: FileCalls) throws {
    self.path = path
    self.calls = calls
    let writer = try AtomicFileWriter(path: path, calls: calls)
    if let keptStep, Folder.kind(of: path) != .nothing {
      try MetricsReader.forEach(path) { record, step in
        if step <= keptStep { try writer.write(Self.line(record)) }
      }
    }
    _ = try writer.commit()
    descriptor = OpenFile.retrying { open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else {
      throw FormatError.file(path: path, .writing(.append, code: errno, folder: FilePath.folder(path)))
    }
  }

  deinit { try? close() }

  /// Appends a record: an object with a whole number `step`.
  /// - Throws: `FormatError.file`.
  package func append(_ record: JSONValue) throws {
    precondition(record["step"]?.int != nil, "a record without a step")
    precondition(descriptor >= 0, "appended after close")
    let code = Self.line(record).withUnsafeBytes { calls.writeAll(descriptor, $0) }
    if let code {
      throw FormatError.file(path: path, .writing(.append, code: code, folder: FilePath.folder(path)))
    }
  }

  /// Makes the records so far durable.
  /// - Throws: `FormatError.file`.
  package func sync() throws {
    precondition(descriptor >= 0, "synced after close")
    if OpenFile.retrying({ calls.sync(descriptor) }) != 0 {
      throw FormatError.file(path: path, .writing(.sync, code: errno, folder: FilePath.folder(path)))
    }
  }

  /// Makes the records durable and closes the file; nothing can be appended any more.
  /// - Throws: `FormatError.file`.
  package func close() throws {
    guard descriptor >= 0 else { return }
    let code = OpenFile.retrying({ calls.sync(descriptor) }) == 0 ? 0 : errno
    systemClose(descriptor)
    descriptor = -1
    if code != 0 { throw FormatError.file(path: path, .writing(.sync, code: code, folder: FilePath.folder(path))) }
  }

  private static func line(_ record: JSONValue) -> [UInt8] {
    Array(record.canonical.utf8) + [UInt8(ascii: "\n")]
  }
}

private func systemClose(_ descriptor: Int32) {
  close(descriptor)
}
