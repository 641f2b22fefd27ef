import Formats
import GRDB

/// An open manifest.db: one connection, closed when it goes.
///
/// Rollback journal and `synchronous=FULL`, no WAL: one file that can be copied, also on network file systems. Every
/// write is one `BEGIN IMMEDIATE` transaction, so that many processes ending at once wait for each other.
package final class ManifestStore {
  /// Where the manifest is and how it writes paths.
  package let location: ManifestLocation
  /// The receipts beside it.
  package let receipts: ReceiptFolder
  /// Whether opening made the database.
  package let isNew: Bool
  /// Whether this is a copy in memory, so that nothing it is told reaches the disk.
  let isCopy: Bool

  private let queue: DatabaseQueue

  /// How long a process waits for others before it gives up.
  static let patience = 60

  /// Opens a manifest, making it if there is none.
  /// - Throws: `ManifestError`.
  package convenience init(creating location: ManifestLocation) throws {
    try self.init(location, file: location.path)
  }

  /// Opens a manifest that must exist.
  /// - Throws: `ManifestError`, `.missing` where there is none.
  package convenience init(existing location: ManifestLocation) throws {
    guard Folder.kind(of: location.path) != .nothing else { throw ManifestError.missing(path: location.path) }
    try self.init(location, file: location.path)
  }

  /// Opens the database at `file`, which is another than the manifest's own during a rebuild.
  init(_ location: ManifestLocation, file: String) throws {
    guard Folder.kind(of: file) != .folder else {
      throw ManifestError.unwritable(path: location.path, detail: "it is a directory")
    }
    self.location = location
    receipts = ReceiptFolder(location)
    isCopy = false
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: file, configuration: Self.configuration)
      isNew = try Migrations.bringUp(queue, path: location.path)
    } catch {
      throw Self.translated(error, path: location.path)
    }
    self.queue = queue
  }

  /// Opens a copy in memory of a manifest, an empty one where there is none: for questions that must write nothing.
  /// - Throws: `ManifestError`.
  package init(copyOf location: ManifestLocation) throws {
    self.location = location
    receipts = ReceiptFolder(location)
    isCopy = true
    do {
      let queue = try DatabaseQueue(configuration: Self.configuration)
      if Folder.kind(of: location.path) != .nothing { try Self.copy(location.path, into: queue) }
      isNew = try Migrations.bringUp(queue, path: location.path)
      self.queue = queue
    } catch {
      throw Self.translated(error, path: location.path)
    }
  }

  private static func copy(_ file: String, into queue: DatabaseQueue) throws {
    var configuration = Self.configuration
    configuration.readonly = true
    do {
      try DatabaseQueue(path: file, configuration: configuration).backup(to: queue)
    } catch let error as DatabaseError where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode) {
      // The journal of a killed process has to be played back, which is all that this writes.
      try DatabaseQueue(path: file, configuration: Self.configuration).backup(to: queue)
    }
  }

  /// Reads in one consistent view of the database.
  /// - Throws: `ManifestError` for whatever SQLite reports.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw Self.translated(error, path: location.path)
    }
  }

  /// Writes in one transaction that holds the lock from its begin.
  /// - Throws: `ManifestError` for whatever SQLite reports; nothing is written then.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.writeWithoutTransaction { db in
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
      }
    } catch {
      throw Self.translated(error, path: location.path)
    }
  }

  /// Closes the connection; the store cannot be used after it.
  package func close() throws { try queue.close() }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "manifest"
    configuration.busyMode = .timeout(Double(patience))
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // At most 64 MiB of pages: the indexes of ten thousand runs.
      try db.execute(sql: "PRAGMA cache_size = -65536")
    }
    return configuration
  }

  /// SQLite's result codes as the errors that a person can act on.
  private static func translated(_ error: any Error, path: String) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    let detail = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return ManifestError.damaged(path: path, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return ManifestError.busy(path: path, seconds: patience)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_PERM:
      return ManifestError.unwritable(path: path, detail: detail)
    default: return ManifestError.database(path: path, detail: detail)
    }
  }
}
