import CSQLite
import Formats
import Messages
import Platform
import SQLite

/// Makes manifest.db anew from the receipts.
///
/// A manifest that can be read is made anew where it is, in one transaction: whoever is at work beside it waits, as for
/// any other writer. Only one that is damaged is replaced by another file, under `ManifestLock`. Whatever is no manifest
/// is left as it is.
package enum Rebuild {
  /// What a rebuild found.
  package struct Report: Sendable, Equatable {
    /// Runs in the new database.
    package var runs: Int
    /// Receipts that could not be read; they are left alone.
    package var unreadable: [Message]
  }

  /// Reads every receipt into the database, in the place of all that it held.
  /// - Throws: `ManifestError` with `.notManifest` or `.foreign`, and nothing is written; otherwise `ManifestError` or
  ///   `FormatError`, and the old database stands.
  package static func run(_ location: ManifestLocation) throws -> Report {
    removeStaleTemporaries(location)
    do {
      for _ in 0..<ManifestConnection.attempts {
        if let report = try attempt(location) { return report }
      }
    } catch {
      throw ManifestConnection.translated(error, path: location.path)
    }
    throw ManifestError.database(path: location.path, .busy(seconds: LockTimeout.seconds))
  }

  /// One attempt; nil if another process has put another file in the manifest's place meanwhile.
  private static func attempt(_ location: ManifestLocation) throws -> Report? {
    try refuseWhatIsNoFile(location)
    let before = FileIdentity(location.path)
    do {
      return try ManifestLock.hold(.together, location) { try remake(location.path, location) }
    } catch let error as DatabaseError where isDamage(error) {
      if ManifestConnection.isMissingJournal(error) { return nil }
      let isStillThere = { FileIdentity(location.path) == before }
      guard let report = try ManifestLock.hold(.alone, location, while: isStillThere, { try replace(location) }) else {
        return nil
      }
      // Where locks are not supported, somebody may have recorded a run in the old file meanwhile.
      _ = try? ManifestStore(existing: location).ingestPending()
      return report
    }
  }

  private static func refuseWhatIsNoFile(_ location: ManifestLocation) throws {
    switch PathKind.of(location.path) {
    case .nothing, .file: return
    case let kind: throw ManifestError.database(path: location.path, .notManifest(found: kind.words))
    }
  }

  /// Whether an error says that the file cannot be made anew as it is; not that somebody else is using it, that the
  /// disk is full, or that this user may not write here.
  private static func isDamage(_ error: DatabaseError) -> Bool {
    switch error.code {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_PERM, SQLITE_NOMEM, SQLITE_INTERRUPT: false
    default: true
    }
  }

  // MARK: Where it is

  /// Fills the database at `path` with what the receipts say, in one transaction.
  ///
  /// The receipts are read inside it: a run that another process recorded just before is in its receipt, and one that
  /// is recorded just after waits for the end.
  private static func remake(_ path: String, _ location: ManifestLocation) throws -> Report {
    let connection = try ManifestConnection(path: path, foreignKeys: false)
    defer { try? connection.database.close() }
    return try connection.database.write { db in
      try check(db, path: location.path)
      try removeAll(db)
      for statement in Schema.statements { try db.execute(statement) }
      try db.execute("PRAGMA application_id = \(Schema.applicationID)")
      try db.execute("PRAGMA user_version = \(Schema.version)")
      let pending = ReceiptFolder(location).pending(writing: true)
      try Ingest.fill(pending.receipts, into: db)
      return Report(runs: pending.receipts.count, unreadable: pending.report.unreadable)
    }
  }

  /// A manifest of any version, or an empty database.
  private static func check(_ db: Database, path: String) throws {
    do {
      if try Migrations.check(db, path: path) == 0 { return }
    } catch ManifestError.database(_, .newerVersion) {
      // Its receipts say all that this version knows.
    }
    guard try db.value("PRAGMA quick_check(1)") == "ok" else {
      throw DatabaseError(code: SQLITE_CORRUPT, message: "its pages do not hold together")
    }
  }

  /// Removes every table, view and index, whoever made them.
  private static func removeAll(_ db: Database) throws {
    for kind in ["view", "table"] {
      let names: [String] = try db.values(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", [kind])
      for name in names { try db.execute("DROP \(kind) IF EXISTS \(Database.quoted(name))") }
    }
  }

  // MARK: In the place of a damaged one

  private static let marker = ".rebuild-"

  /// Makes a new database and gives it the name of the damaged one. The lock is held alone: nobody writes a row into the
  /// old file meanwhile.
  private static func replace(_ location: ManifestLocation) throws -> Report {
    if let found = ManifestFile.foreignContent(at: location.path) {
      throw ManifestError.database(path: location.path, .notManifest(found: found))
    }
    // The file itself, where the path is a link to it.
    let target = ManifestLocation.real(location.path) ?? location.path
    let number = String(UInt32.random(in: .min ... .max), radix: 16)
    let temporary = "\(target)\(marker)\(ProcessTable.currentPID)-\(number)"
    defer { for suffix in ["", "-journal"] { try? Folder.removeFile(temporary + suffix) } }
    let report = try remake(temporary, location)
    try install(temporary, as: target)
    return report
  }

  private static func install(_ temporary: String, as target: String) throws {
    // A journal of the old database would be played into the new one. To read the old one plays its journal where it
    // belongs, so that a kill between here and the rename leaves a whole database.
    _ = try? ManifestConnection(path: target).database.read { try $0.rows("SELECT count(*) FROM run") }
    for suffix in ManifestConnection.sideFiles { try Folder.removeFile(target + suffix) }
    guard rename(temporary, target) == 0 else {
      throw FormatError.file(path: target, .system(.rename, code: errno))
    }
    try Folder.sync(around: target)
  }

  /// Removes the unfinished databases of rebuilds that were killed. What cannot be removed does no harm.
  package static func removeStaleTemporaries(_ location: ManifestLocation) {
    let path = ManifestLocation.real(location.path) ?? FilePath.joined(location.root, FilePath.name(location.path))
    let (folder, start) = (FilePath.folder(path), FilePath.name(path) + marker)
    let names = ((try? Folder.names(in: folder)) ?? []).filter { $0.hasPrefix(start) }
    // A rebuild at work holds the lock; its process id may mean nothing here.
    guard !names.isEmpty, ManifestLock.isFree(location) else { return }
    for name in names {
      let number = name.dropFirst(start.count).prefix { $0.isNumber }
      if let pid = Int(number), pid != ProcessTable.currentPID, !ProcessIdentity.isRunning(pid: pid) {
        try? Folder.removeFile(FilePath.joined(folder, name))
      }
    }
  }
}
