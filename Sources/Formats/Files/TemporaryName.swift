import Messages
import Platform

/// Names for files that are being written: `.NAME.tmp-PID-xxxxxxxx`, in the directory of the final file.
enum TemporaryName {
  static let marker = ".tmp-"

  /// A fresh path beside `path`; long names are cut so that the result fits the usual 255 bytes.
  static func beside(_ path: String) -> String {
    let unique = "\(marker)\(getpid())-\(Printable.hexadecimal(UInt64.random(in: 0...0xFFFF_FFFF), digits: 8))"
    var name = FilePath.name(path)
    while name.utf8.count + unique.utf8.count + 1 > 255 { name.removeLast() }
    return FilePath.joined(FilePath.folder(path), ".\(name)\(unique)")
  }

  /// Whether a name in a directory is that of a temporary file.
  static func matches(_ name: String) -> Bool {
    guard name.utf8.first == UInt8(ascii: "."), let end = name.utf8.lastIndex(of: UInt8(ascii: "-")) else {
      return false
    }
    let digits = name.utf8[name.utf8.index(after: end)...]
    return digits.count == 8 && name[..<end].reversed().drop(while: \.isNumber).starts(with: marker.reversed())
  }

  /// Opens a fresh temporary file beside `path`: made by this call (O_EXCL), never through a planted symbolic link
  /// (O_NOFOLLOW), with the permissions that umask leaves, and locked so that others see that it is in use.
  /// - Throws: `FormatError.file` about `path`.
  static func open(beside path: String) throws -> (path: String, descriptor: Int32) {
    let folder = FilePath.folder(path)
    while true {
      let temporary = beside(path)
      let descriptor = OpenFile.retrying {
        systemOpen(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
      }
      if descriptor < 0 {
        if errno == EEXIST { continue }
        throw FormatError.file(path: path, .writing(.create, code: errno, folder: folder))
      }
      // Where locks are not supported, nobody removes abandoned files either.
      _ = OpenFile.retrying { flock(descriptor, LOCK_EX) }
      // Before it was locked another process may have taken it for abandoned. Once it is locked nobody does.
      if names(temporary, descriptor) { return (temporary, descriptor) }
      close(descriptor)
    }
  }

  /// Whether a path leads to an open file, and not to another one or nowhere.
  static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var (open, there) = (stat(), stat())
    return fstat(descriptor, &open) == 0 && lstat(path, &there) == 0 && open.st_dev == there.st_dev
      && open.st_ino == there.st_ino
  }
}

func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  open(path, flags, mode)
}

extension Folder {
  /// Removes the temporary files and folders that killed processes left in a folder, and returns their names.
  ///
  /// A writer holds a lock on its temporary file; the lock ends with the process, on this host or another one. Both
  /// sides lock first and then look whether the name still leads to the file they locked: so a writer never goes on
  /// with a file that was removed, and nobody removes one that is in use or has been put in its place.
  /// - Throws: `FormatError.file` if the folder cannot be listed.
  @discardableResult
  package static func removeAbandonedFiles(in folder: String) throws -> [String] {
    try names(in: folder).filter { name in
      guard TemporaryName.matches(name) else { return false }
      let path = FilePath.joined(folder, name)
      let descriptor = OpenFile.retrying { systemOpen(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0) }
      if descriptor < 0, errno == EISDIR { return TemporaryFolder.removeAbandoned(path) }
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && TemporaryName.names(path, descriptor) && unlink(path) == 0
    }
  }
}
