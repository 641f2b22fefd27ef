import Platform

/// A kernel lock on a small file beside something that is written: who holds it writes there, whatever manifest,
/// container or user started it. It ends with the object, and with the process however that ends.
///
/// The file says who holds the lock, and is removed with it. Both sides lock first and then look whether the name still
/// leads to the file they locked, so that nobody holds a lock on a file that others no longer see. Where the file system
/// has no locks, there is no protection and no error.
package final class FileLock {
  /// What somebody else's lock says of its holder.
  package struct Holder: Error, Sendable {
    /// The words that the holder wrote; empty if they cannot be read.
    package let words: String
  }

  private let path: String
  private let group: String?
  private var descriptor: Int32 = -1

  private static let longestNote = 1_000

  /// Takes the lock without waiting.
  ///
  /// With a `group`, others with the same group may hold it at the same time.
  /// - Parameters:
  ///   - path: The file, in a folder that exists.
  ///   - holder: Who takes it, for those who come later.
  ///   - group: A line that names the common work.
  ///   - output: The path that messages are about.
  /// - Throws: `Holder` if another process has it; `FormatError.file` about `output` if there can be no such file.
  package init(_ path: String, holder: String, group: String? = nil, for output: String) throws {
    self.path = path
    self.group = group
    while true {
      let opened = try Self.open(path, for: output)
      switch Self.lock(opened, path, group: group) {
      case .held:
        descriptor = opened
        if try describe(holder, for: output) { return }
        close(opened)
        descriptor = -1
      case .moved: close(opened)
      case .taken:
        let words = Self.content(opened).split(separator: "\n").first.map(String.init) ?? ""
        close(opened)
        throw Holder(words: words)
      }
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    Self.release(descriptor, path)
    close(descriptor)
  }

  /// Gives up the lock on an open file. Who holds it alone, or is the last one of a group, removes the file.
  package static func release(_ descriptor: Int32, _ path: String) {
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return }
    if TemporaryName.names(path, descriptor) { unlink(path) }
  }

  /// Says who holds the lock, in place of what was said before. It is a courtesy: what fails does no harm.
  package func note(_ holder: String) {
    guard group == nil else { return }
    _ = write(holder)
  }

  // MARK: Steps

  private enum Outcome { case held, moved, taken }

  private static func open(_ path: String, for output: String) throws -> Int32 {
    let flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    var opened = OpenFile.retrying { systemOpen(path, O_RDWR | O_CREAT | flags, 0o666) }
    // Another user's: on local file systems a lock needs no right to write.
    if opened < 0, errno == EACCES { opened = OpenFile.retrying { systemOpen(path, O_RDONLY | flags, 0) } }
    guard opened >= 0 else {
      throw FormatError.file(path: output, .writing(.create, code: errno, folder: FilePath.folder(path)))
    }
    guard FileState(descriptor: opened)?.isRegular == true else {
      close(opened)
      throw FormatError.file(path: path, .notWritableFile)
    }
    return opened
  }

  private static func lock(_ opened: Int32, _ path: String, group: String?) -> Outcome {
    if flock(opened, LOCK_EX | LOCK_NB) != 0 {
      // Anything else than "somebody has it" means that there are no locks here.
      guard errno == EWOULDBLOCK else { return .held }
      guard let group, flock(opened, LOCK_SH | LOCK_NB) == 0 else { return .taken }
      guard TemporaryName.names(path, opened) else { return .moved }
      return content(opened).split(separator: "\n").dropFirst().first.map(String.init) == group ? .held : .taken
    }
    return TemporaryName.names(path, opened) ? .held : .moved
  }

  /// Writes who holds the lock; false if another one has taken it in the moment in which it was made a shared one.
  private func describe(_ holder: String, for output: String) throws -> Bool {
    guard let group else {
      _ = write(holder)
      return true
    }
    // What is there already was written by one of the group.
    let said = "\(holder)\n\(group)\n"
    if !Self.content(descriptor).hasSuffix("\n\(group)\n"), let code = write(said) {
      throw FormatError.file(path: output, .writing(.write, code: code, folder: FilePath.folder(path)))
    }
    let isShared = flock(descriptor, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK
    return isShared && TemporaryName.names(path, descriptor) && Self.content(descriptor).hasSuffix("\n\(group)\n")
  }

  private func write(_ text: String) -> Int32? {
    let bytes = Array(text.utf8.prefix(Self.longestNote))
    guard OpenFile.retrying({ ftruncate(descriptor, 0) }) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      return errno
    }
    return bytes.withUnsafeBytes { FileCalls.system.writeAll(descriptor, $0) }
  }

  private static func content(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: longestNote)
    let (filled, _) = bytes.withUnsafeMutableBytes { FileCalls.readAll(descriptor, into: $0, at: 0) }
    return String(decoding: bytes.prefix(filled), as: UTF8.self)
  }
}
