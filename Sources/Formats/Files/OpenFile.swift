import Platform

/// A file opened for reading, closed when it goes: the one place where Letterpress opens what it reads.
///
/// It is opened without waiting, and looked at before the first byte is read: a pipe that nobody writes into, or a
/// device, stands in no folder for a tool to wait at.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32
  /// The state at the moment of opening.
  let state: FileState
  /// Bytes at the moment of opening; 0 for pipes and devices.
  var byteCount: Int { isRegular ? Int(state.size) : 0 }
  /// Whether the file can be mapped and read at any place.
  var isRegular: Bool { state.isRegular }

  /// Opens `path` for reading. Pipes and devices are refused, unless `allowsStreams` and the path is a descriptor of
  /// this process, as `<(…)` and `/dev/stdin` are.
  /// - Throws: `FormatError.file` for a missing or unreadable file, a directory, a pipe or a device.
  init(reading path: String, allowsStreams: Bool = false) throws {
    let opened = Self.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard opened >= 0 else { throw FormatError.file(path: path, .reading(.open, code: errno)) }
    do {
      guard let state = FileState(descriptor: opened) else {
        throw FormatError.file(path: path, .system(.measure, code: errno))
      }
      guard !state.isFolder else { throw FormatError.file(path: path, .isDirectory) }
      let isStream = !state.isRegular
      guard !isStream || (allowsStreams && Self.isOwnDescriptor(path)) else {
        throw FormatError.file(path: path, .notRegularFile)
      }
      if isStream { Self.makeWaiting(opened) } else { ReadFiles.note(path, state) }
      self.state = state
    } catch {
      close(opened)
      throw error
    }
    self.path = path
    descriptor = opened
  }

  deinit { close(descriptor) }

  private static func isOwnDescriptor(_ path: String) -> Bool {
    ["/dev/fd/", "/proc/self/fd/", "/dev/stdin"].contains { path.utf8.starts(with: $0.utf8) }
  }

  private static func makeWaiting(_ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    if flags >= 0 { _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
  }

  /// The state that stands for the content from here on; `state` may be of a file that is still being changed.
  func settledState() -> FileState? { FileState.settled(descriptor) }

  /// Fills `buffer` from `offset` (nil: from where the last read ended); returns fewer bytes only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int?) throws -> Int {
    let (filled, code) = FileCalls.readAll(descriptor, into: buffer, at: offset)
    if let code { throw FormatError.file(path: path, .reading(.read, code: code)) }
    return filled
  }

  /// Repeats a call that a signal interrupted.
  static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
