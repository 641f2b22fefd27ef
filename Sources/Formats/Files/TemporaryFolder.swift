import Platform

/// A folder that this process fills and that is gone with it, as far as others see: it has a temporary name and is
/// locked as long as the object lives. One descriptor, however many files are in it.
package final class TemporaryFolder {
  /// Where it is.
  package let path: String
  private let lock: Int32

  /// Makes an empty folder beside `path`.
  /// - Throws: `FormatError.file` about `path`.
  package init(beside path: String) throws {
    let temporary = TemporaryName.beside(path)
    guard mkdir(temporary, 0o777) == 0 else {
      throw FormatError.file(path: path, .writing(.createFolder, code: errno, folder: FilePath.folder(path)))
    }
    self.path = temporary
    lock = Self.locked(temporary)
  }

  /// Removes what is left of it.
  deinit {
    Self.remove(path)
    if lock >= 0 { close(lock) }
  }

  /// Opens a folder and locks it; negative if another process has it locked.
  static func locked(_ folder: String) -> Int32 {
    let descriptor = OpenFile.retrying { systemOpen(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0) }
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return descriptor }
    close(descriptor)
    return -1
  }

  /// Removes a temporary folder that no living process has locked; false if there is none.
  static func removeAbandoned(_ folder: String) -> Bool {
    let descriptor = locked(folder)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    remove(folder)
    return true
  }

  /// Removes a folder of files, or a file; a link is removed and not followed, a folder with folders in it stays.
  package static func remove(_ folder: String) {
    guard unlink(folder) != 0 else { return }
    for name in (try? Folder.names(in: folder)) ?? [] { unlink(FilePath.joined(folder, name)) }
    rmdir(folder)
  }
}
