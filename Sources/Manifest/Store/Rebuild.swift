import Formats

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes manifest.db anew from the receipts.
package enum Rebuild {
  /// What a rebuild found.
  package struct Report: Sendable, Equatable {
    /// Runs in the new database.
    package var runs: Int
    /// Receipts that could not be read; they are left alone.
    package var unreadable: [String]
  }

  /// Reads every receipt into a new database and puts it in the place of the old one, whatever state that is in.
  /// - Throws: `ManifestError`, `FormatError`; the old database stands then.
  package static func run(_ location: ManifestLocation) throws -> Report {
    let temporary = location.path + ".rebuild-\(ProcessTable.currentPID)"
    defer { for suffix in ["", "-journal"] { try? Folder.removeFile(temporary + suffix) } }
    for suffix in ["", "-journal"] { try Folder.removeFile(temporary + suffix) }
    let store = try ManifestStore(location, file: temporary)
    let report = try store.ingestPending()
    let runs = try store.runCount()
    try store.close()
    // A journal of the old database would be played into the new one. -wal and -shm: if somebody switched modes.
    for suffix in ["-journal", "-wal", "-shm"] { try Folder.removeFile(location.path + suffix) }
    guard rename(temporary, location.path) == 0 else {
      throw FormatError.file(path: location.path, .system(.rename, code: errno))
    }
    try Folder.sync(FilePath.folder(location.path))
    return Report(runs: runs, unreadable: report.unreadable)
  }
}
