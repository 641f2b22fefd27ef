import CSQLite
import Formats
import GRDB
import Parallel

/// One connection to a database file: how it is opened, and what its errors mean.
struct ManifestConnection {
  let queue: DatabaseQueue

  /// Opens the database at `path`, making an empty one if there is none.
  /// - Parameters:
  ///   - path: The file.
  ///   - readonly: Whether nothing will be written.
  ///   - foreignKeys: Whether references between rows are held; not while all tables are made anew.
  /// - Throws: `ManifestError` with `.notFile` where something other than a file would be opened; what SQLite reports.
  init(path: String, readonly: Bool = false, foreignKeys: Bool = true) throws {
    try Self.checkFiles(path)
    var configuration = Self.configuration(foreignKeys: foreignKeys)
    configuration.readonly = readonly
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// An empty database in memory.
  init() throws { queue = try DatabaseQueue(configuration: Self.configuration(foreignKeys: true)) }

  /// Whether the file that is open is not the one at its path any more: removed, or replaced by another.
  var hasMoved: Bool {
    queue.unsafeReentrantRead { db in
      db.sqliteConnection.map { letterpress_sqlite_has_moved($0) != 0 } ?? true
    }
  }

  /// Whether nothing is in the file any more: somebody removed a manifest in the middle of a transaction, and SQLite
  /// played the journal of that into the one that came after it.
  var isEmptied: Bool { (try? queue.read { try Migrations.check($0, path: "") }) == 0 }

  /// Writes in one transaction that holds the lock from its begin.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try queue.writeWithoutTransaction { db in
      var value: Value?
      try db.inTransaction(.immediate) {
        value = try body(db)
        return .commit
      }
      guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
      return value
    }
  }

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

  private static func configuration(foreignKeys: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.label = "manifest"
    let begin = Locked(ContinuousClock.now)
    configuration.busyMode = .callback { tries in
      if tries == 0 { begin.withLock { $0 = .now } }
      return LockTimeout.tryAgain(since: begin.withLock { $0 }, tries: tries)
    }
    configuration.foreignKeysEnabled = foreignKeys
    configuration.prepareDatabase { db in
      // The file may come from anybody: nothing in it may act.
      let code = db.sqliteConnection.map { letterpress_sqlite_harden($0) } ?? SQLITE_MISUSE
      guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // At most 64 MiB of pages: the indexes of ten thousand runs.
      try db.execute(sql: "PRAGMA cache_size = -65536")
    }
    return configuration
  }
}

extension ManifestConnection {
  /// Whether an error may come from the file having been removed or replaced while it was open: then the one that is
  /// there now is to be asked.
  static func mayConcernAReplacedFile(_ error: DatabaseError) -> Bool {
    switch error.resultCode {
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY: true
    case .SQLITE_ERROR: error.message?.hasPrefix("no such table") == true
    default: false
    }
  }

  /// Whether a transaction failed because its journal was gone: whoever had a removed manifest open took it for its own.
  static func isMissingJournal(_ error: DatabaseError) -> Bool {
    error.extendedResultCode == .SQLITE_IOERR_DELETE_NOENT
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
    let detail = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      if let found = ManifestFile.foreignContent(at: path) {
        return ManifestError.database(path: path, .notManifest(found: found))
      }
      return ManifestError.database(path: path, .damaged(detail: detail))
    case .SQLITE_BUSY, .SQLITE_LOCKED: return ManifestError.database(path: path, .busy(seconds: LockTimeout.seconds))
    case .SQLITE_NOMEM: return ManifestError.database(path: path, .noMemory)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_PERM:
      return ManifestError.database(path: path, .unwritable(detail: detail))
    default: return ManifestError.database(path: path, .other(detail: detail))
    }
  }
}
