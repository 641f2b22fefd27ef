import CSQLite
import Formats
import SQLite

/// One connection to a database file: how it is opened, and what its errors mean.
struct ManifestConnection {
  let database: Database

  /// Opens the database at `path`, making an empty one if there is none.
  /// - Parameters:
  ///   - path: The file.
  ///   - readonly: Whether nothing will be written.
  ///   - foreignKeys: Whether references between rows are held; not while all tables are made anew.
  /// - Throws: `ManifestError` with `.notFile` where something other than a file would be opened; what SQLite reports.
  init(path: String, readonly: Bool = false, foreignKeys: Bool = true) throws {
    try Self.checkFiles(path)
    database = try Database(path: path, readonly: readonly, busyHandler: Self.busyHandler)
    try prepare(foreignKeys: foreignKeys)
  }

  /// An empty database in memory.
  init() throws {
    database = try Database(path: nil)
    try prepare(foreignKeys: true)
  }

  private func prepare(foreignKeys: Bool) throws {
    try database.harden()
    try database.execute("PRAGMA foreign_keys = \(foreignKeys ? "ON" : "OFF")")
    try database.execute("PRAGMA synchronous = FULL")
    // At most 64 MiB of pages: the indexes of ten thousand runs.
    try database.execute("PRAGMA cache_size = -65536")
  }

  private static var busyHandler: Database.BusyHandler {
    var begin = ContinuousClock.now
    return { tries in
      if tries == 0 { begin = .now }
      return LockTimeout.tryAgain(since: begin, tries: tries)
    }
  }

  /// Whether nothing is in the file any more: somebody removed a manifest in the middle of a transaction, and SQLite
  /// played the journal of that into the one that came after it.
  var isEmptied: Bool { (try? database.read { try Migrations.check($0, path: "") }) == 0 }

  /// SQLite opens these by name, and would wait for a pipe for ever.
  private static func checkFiles(_ path: String) throws {
    let main = PathKind.of(path)
    guard main == .nothing || main == .danglingLink || main.isFile else {
      if case .refused = main { throw ManifestError.database(path: path, .unwritable(detail: main.words)) }
      throw ManifestError.database(path: path, .notFile(found: main.words))
    }
    // A journal lies beside the file that a link leads to.
    let file = PathKind.isLink(path) ? ManifestLocation.real(path) ?? path : path
    for suffix in sideFiles {
      let side = file + suffix
      guard !PathKind.isLink(side) else {
        throw ManifestError.database(path: side, .notFile(found: "is a symbolic link"))
      }
      let kind = PathKind.of(side)
      guard kind == .nothing || kind.isFile else {
        throw ManifestError.database(path: side, .notFile(found: kind.words))
      }
    }
  }

  /// What SQLite keeps beside a database while it works: `-wal` and `-shm` only if somebody switched to that mode.
  static let sideFiles = ["-journal", "-wal", "-shm"]
}

extension ManifestConnection {
  /// Whether an error may come from the file having been removed or replaced while it was open: then the one that is
  /// there now is to be asked.
  static func mayConcernAReplacedFile(_ error: DatabaseError) -> Bool {
    switch error.code {
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY: true
    case SQLITE_ERROR: error.message.hasPrefix("no such table")
    default: false
    }
  }

  /// Whether a transaction failed because its journal was gone: whoever had a removed manifest open took it for its own.
  static func isMissingJournal(_ error: DatabaseError) -> Bool {
    error.extendedCode == letterpress_sqlite_ioerr_delete_noent
  }

  /// Opens a database and prepares it, and begins again as long as another process puts other files in its place.
  /// - Throws: `ManifestError`.
  static func open<Value>(
    _ path: String, _ prepare: (ManifestConnection) throws -> Value
  ) throws -> (connection: ManifestConnection, value: Value) {
    for attempt in 1... {
      let before = FileIdentity(path)
      do {
        let connection = try ManifestConnection(path: path)
        return (connection, try prepare(connection))
      } catch let error as DatabaseError where attempt < attempts && mayConcernAReplacedFile(error) {
        guard isMissingJournal(error) || before != FileIdentity(path) else { throw translated(error, path: path) }
      } catch {
        throw translated(error, path: path)
      }
    }
    throw ManifestError.database(path: path, .busy(seconds: LockTimeout.seconds))
  }

  /// How often a file may be replaced under a process before it gives up.
  static let attempts = 100

  /// SQLite's result codes as the errors that a person can act on.
  static func translated(_ error: any Error, path: String) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    let detail = error.message
    switch error.code {
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      if let found = ManifestFile.foreignContent(at: path) {
        return ManifestError.database(path: path, .notManifest(found: found))
      }
      return ManifestError.database(path: path, .damaged(detail: detail))
    case SQLITE_BUSY, SQLITE_LOCKED: return ManifestError.database(path: path, .busy(seconds: LockTimeout.seconds))
    case SQLITE_NOMEM: return ManifestError.database(path: path, .noMemory)
    case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_FULL, SQLITE_IOERR, SQLITE_PERM:
      return ManifestError.database(path: path, .unwritable(detail: detail))
    default: return ManifestError.database(path: path, .other(detail: detail))
    }
  }
}
