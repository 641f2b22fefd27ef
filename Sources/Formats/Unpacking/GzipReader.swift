import Platform

/// Unpacks a gzip file with the system's `gzip`, a process of its own that reads the file while this one uses the text.
final class GzipReader: ByteSource {
  private let name: String
  private let buffer = ReadBuffer(bytes: 1 << 20)
  private var output: Int32
  private var child: pid_t?

  /// - Throws: `FormatError.file` if the file cannot be opened or there is no `gzip`.
  init(_ readPath: String, named name: String) throws {
    self.name = name
    let file = try OpenFile(reading: readPath)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FormatError.file(path: name, .reading(.open, code: errno)) }
    output = ends[0]
    // Other children must not keep the ends open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Open until the child has it: the compiler may close it after its last use.
    let (started, code) = withExtendedLifetime(file) { Self.start(input: file.descriptor, output: ends[1]) }
    close(ends[1])
    guard let started else {
      close(ends[0])
      output = -1
      throw FormatError.file(path: name, code == ENOENT ? .noProgram("gzip") : .reading(.open, code: code))
    }
    child = started
  }

  deinit {
    // A child that has not written everything ends at its next write.
    if output >= 0 { close(output) }
    _ = wait()
  }

  func next() throws -> UnsafeBufferPointer<UInt8>? {
    let (filled, code) = FileCalls.readAll(output, into: buffer.bytes, at: nil)
    if let code { throw FormatError.file(path: name, .reading(.read, code: code)) }
    if filled > 0 {
      return UnsafeRawBufferPointer(rebasing: buffer.bytes[..<filled]).assumingMemoryBound(to: UInt8.self)
    }
    // 2 is a warning: bytes after the end, which gzip leaves out.
    guard let status = wait(), status != 0, status != 2 else { return nil }
    throw FormatError.file(path: name, .unpacking(format: "gzip", detail: "gzip ended with \(status)"))
  }

  /// Waits for the child; returns its exit code, or nil if that is known already.
  private func wait() -> Int32? {
    guard let child else { return nil }
    self.child = nil
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return nil } }
    // The low seven bits are the signal that ended it, the next byte is its exit code.
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  private static func start(input: Int32, output: Int32) -> (pid_t?, code: Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dc"), nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var child = pid_t()
    let code = posix_spawnp(&child, "gzip", &actions, nil, &words, &environment)
    return (code == 0 ? child : nil, code)
  }
}
