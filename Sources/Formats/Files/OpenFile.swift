#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file opened for reading, closed when it goes.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32
  /// Bytes at the moment of opening; 0 for pipes and devices.
  let byteCount: Int
  /// Whether the file can be mapped and read at any place.
  let isRegular: Bool

  /// Opens `path` for reading.
  /// - Throws: `FormatError.file` for a missing or unreadable file or a directory.
  init(reading path: String) throws {
    self.path = path
    let opened = Self.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw FormatError.file(path: path, .reading(.open, code: errno)) }
    var status = stat()
    guard fstat(opened, &status) == 0 else {
      let code = errno
      close(opened)
      throw FormatError.file(path: path, .system(.measure, code: code))
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(opened)
      throw FormatError.file(path: path, .isDirectory)
    }
    descriptor = opened
    isRegular = kind == S_IFREG
    byteCount = isRegular ? Int(status.st_size) : 0
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from `offset` (nil: from where the last read ended); returns fewer bytes only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int?) throws -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      // Darwin refuses more than 2 GiB in one call.
      let wanted = min(buffer.count - filled, 1 << 30)
      let count: Int
      if let offset {
        count = pread(descriptor, base + filled, wanted, off_t(offset + filled))
      } else {
        count = systemRead(descriptor, base + filled, wanted)
      }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw FormatError.file(path: path, .reading(.read, code: errno))
      }
      filled += count
    }
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

func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
