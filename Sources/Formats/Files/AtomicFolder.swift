import Platform

/// A folder of files that appears whole or not at all.
///
/// The files are written into a temporary folder beside it, and `commit` gives that folder its name. Whatever is not
/// committed is removed when the object goes; what a killed process left is removed by the next one that makes the
/// same folder. Not for use by several threads at once.
package final class AtomicFolder {
  /// The path under which the folder will appear.
  package let path: String

  private let temporary: String
  /// Held as long as the folder is being filled: a temporary folder without a lock is abandoned.
  private var lock: Int32 = -1
  private var isCommitted = false

  /// Makes an empty temporary folder beside `path`, and the folders above it if need be.
  /// - Throws: `FormatError.file`.
  package init(path: String) throws {
    let parent = FilePath.folder(path)
    self.path = FilePath.joined(parent, FilePath.name(path))
    try Folder.create(parent)
    Self.removeAbandoned(beside: self.path)
    temporary = TemporaryName.beside(self.path)
    guard mkdir(temporary, 0o777) == 0 else {
      throw FormatError.file(path: path, .writing(.createFolder, code: errno, folder: parent))
    }
    lock = TemporaryFolder.locked(temporary)
  }

  deinit {
    if !isCommitted { TemporaryFolder.remove(temporary) }
    if lock >= 0 { close(lock) }
  }

  /// Where to write a file of the folder until it is committed.
  package func file(_ name: String) -> String { FilePath.joined(temporary, name) }

  /// Gives the folder its name. A folder that stands there already is replaced, and its files are removed.
  ///
  /// A new folder appears in one step. To replace one takes two renames: a kill between them leaves the old folder
  /// under a temporary name.
  /// - Throws: `FormatError.file`; the former folder then stands as it was.
  package func commit() throws {
    try Folder.sync(temporary, about: path)
    var former: String?
    if Folder.kind(of: path) == .folder {
      let aside = TemporaryName.beside(path)
      guard rename(path, aside) == 0 else { throw failure() }
      former = aside
    }
    guard rename(temporary, path) == 0 else {
      let error = failure()
      if let former { rename(former, path) }
      throw error
    }
    isCommitted = true
    try Folder.sync(around: path)
    if let former { TemporaryFolder.remove(former) }
  }

  /// The same, for a folder of these files.
  /// - Parameters:
  ///   - files: All of them.
  ///   - mayReplace: Asked if a folder stands there already; `isSame` reads it and says whether it has the same files, byte
  ///     for byte, as after a run that failed when it had given the folder its name. What it throws ends it, and nothing has
  ///     changed.
  /// - Returns: They, where they are then.
  /// - Throws: `FormatError.file`.
  package func commit(
    _ files: [WrittenFile], mayReplace: (_ isSame: () throws -> Bool) throws -> Void = { _ in }
  ) throws -> [WrittenFile] {
    if Folder.kind(of: path) == .folder { try mayReplace { try stands(files) } }
    try commit()
    return files.map { file in
      WrittenFile(path: FilePath.joined(path, FilePath.name(file.path)), digest: file.digest, bytes: file.bytes)
    }
  }

  private func stands(_ files: [WrittenFile]) throws -> Bool {
    guard try Set(Folder.names(in: path)) == Set(files.map { FilePath.name($0.path) }) else { return false }
    return try files.allSatisfy { file in
      try HashedFile(FilePath.joined(path, FilePath.name(file.path))).digest == file.digest
    }
  }

  private func failure() -> FormatError {
    .file(path: path, .writing(.rename, code: errno, folder: FilePath.folder(path)))
  }

  private static func removeAbandoned(beside path: String) {
    let parent = FilePath.folder(path)
    let prefix = ".\(FilePath.name(path))\(TemporaryName.marker)"
    for name in (try? Folder.names(in: parent)) ?? [] where name.hasPrefix(prefix) && TemporaryName.matches(name) {
      _ = TemporaryFolder.removeAbandoned(FilePath.joined(parent, name))
    }
  }
}
