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
    removeLeftOvers(location)
    let temporary = location.path + "\(marker)\(ProcessTable.currentPID)"
    defer { for suffix in ["", "-journal"] { try? Folder.removeFile(temporary + suffix) } }
    for suffix in ["", "-journal"] { try Folder.removeFile(temporary + suffix) }
    let store = try ManifestStore(location, file: temporary)
    let report = try store.ingestPending()
    let runs = try store.runCount()
    try store.close()
    // A journal of the old database would be played into the new one. To read the old one plays its journal where it
    // belongs, so that a kill between here and the rename leaves a whole database. -wal, -shm: if somebody switched.
    if Folder.kind(of: location.path) == .file { _ = try? ManifestStore(existing: location).runCount() }
    for suffix in ["-journal", "-wal", "-shm"] { try Folder.removeFile(location.path + suffix) }
    guard rename(temporary, location.path) == 0 else {
      throw FormatError.file(path: location.path, .system(.rename, code: errno))
    }
    try Folder.sync(around: location.path)
    return Report(runs: runs, unreadable: report.unreadable)
  }

  private static let marker = ".rebuild-"

  /// Removes the unfinished databases of rebuilds that were killed. What cannot be removed does no harm.
  package static func removeLeftOvers(_ location: ManifestLocation) {
    let start = FilePath.name(location.path) + marker
    for name in (try? Folder.names(in: location.root)) ?? [] where name.hasPrefix(start) {
      let number = name.dropFirst(start.count).prefix { $0.isNumber }
      if let pid = Int(number), pid != ProcessTable.currentPID, !ProcessIdentity.isRunning(pid: pid) {
        try? Folder.removeFile(FilePath.joined(location.root, name))
      }
    }
  }
}
