import Platform

/// The system calls under every write, replaceable so that tests can inject short writes, full disks and failing
/// syncs, and the one loop under every read. Each call returns what the call returns and leaves the cause in `errno`.
struct FileCalls: Sendable {
  var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int
  var sync: @Sendable (_ descriptor: Int32) -> Int32
  var rename: @Sendable (_ from: String, _ to: String) -> Int32

  /// The real ones.
  static let system = FileCalls(
    write: { descriptor, bytes, count in systemWrite(descriptor, bytes, count) },
    sync: { descriptor in systemSync(descriptor) },
    rename: { from, to in systemRename(from, to) })

  /// Writes all of `bytes`, however many calls that takes; returns nil or the `errno` that stopped it.
  func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32? {
    guard var next = bytes.baseAddress else { return nil }
    var left = bytes.count
    while left > 0 {
      // Darwin refuses more than 2 GiB in one call.
      let written = write(descriptor, next, min(left, 1 << 30))
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      // A write of nothing would loop for ever; no ordinary file does that.
      if written == 0 { return EIO }
      next += written
      left -= written
    }
    return nil
  }

  /// Fills `buffer` from `offset` (nil: from where the last read ended), however many calls that takes; fewer bytes
  /// are the end of the file, or what came before the `errno` that stopped it.
  static func readAll(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int?
  ) -> (filled: Int, code: Int32?) {
    guard let base = buffer.baseAddress else { return (0, nil) }
    var filled = 0
    while filled < buffer.count {
      // Darwin refuses more than 2 GiB in one call.
      let wanted = min(buffer.count - filled, 1 << 30)
      let count =
        if let offset {
          pread(descriptor, base + filled, wanted, off_t(offset + filled))
        } else {
          read(descriptor, base + filled, wanted)
        }
      if count < 0 {
        if errno == EINTR { continue }
        return (filled, errno)
      }
      if count == 0 { break }
      filled += count
    }
    return (filled, nil)
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func systemSync(_ descriptor: Int32) -> Int32 {
  #if canImport(Darwin)
    // On Apple's systems fsync stops at the drive's cache; F_FULLFSYNC goes through it where it is supported.
    if fcntl(descriptor, F_FULLFSYNC) == 0 { return 0 }
  #endif
  return fsync(descriptor)
}

private func systemRename(_ from: String, _ to: String) -> Int32 {
  rename(from, to)
}
