import CSQLite
import Formats
import SQLite

/// An open manifest.db: one connection, closed when it goes.
///
/// Rollback journal and `synchronous=FULL`, no WAL: one file that can be copied, also on network file systems. Every
/// write is one `BEGIN IMMEDIATE` transaction, so that many processes ending at once wait for each other. If the file
/// is removed or replaced meanwhile (`manifest rebuild`), the one that is there then is opened and asked again.
package final class ManifestStore {
  /// Where the manifest is and how it writes paths.
  package let location: ManifestLocation
  /// The receipts beside it.
  package let receipts: ReceiptFolder
  /// Whether opening made the database.
  package let isNew: Bool
  /// Whether this is a copy in memory, so that nothing it is told reaches the disk.
  package let isCopy: Bool

  private var connection: ManifestConnection
  /// Whether the receipts are being put into a file that was just made: if that moves too, the reopening begins again.
  private var isFilling = false

  /// Opens a manifest, making it if there is none.
  /// - Throws: `ManifestError`.
  package init(creating location: ManifestLocation) throws {
    self.location = location
    receipts = ReceiptFolder(location)
    isCopy = false
    (connection, isNew) = try Self.open(location)
  }

  /// Opens a manifest that must exist.
  /// - Throws: `ManifestError`, `.missing` where there is none.
  package convenience init(existing location: ManifestLocation) throws {
    guard PathKind.of(location.path) != .nothing else { throw ManifestError.database(path: location.path, .missing) }
    try self.init(creating: location)
  }

  /// Opens a copy in memory of a manifest, an empty one where there is none: for questions that must write nothing.
  /// - Throws: `ManifestError`.
  package init(copyOf location: ManifestLocation) throws {
    self.location = location
    receipts = ReceiptFolder(location)
    isCopy = true
    do {
      connection = try ManifestConnection()
      if PathKind.of(location.path) != .nothing { try Self.copy(location.path, into: connection) }
      isNew = try Migrations.migrate(connection.database, path: location.path)
    } catch {
      throw ManifestConnection.translated(error, path: location.path)
    }
  }

  private static func open(_ location: ManifestLocation) throws -> (ManifestConnection, isNew: Bool) {
    let opened = try ManifestConnection.open(location.path) {
      try Migrations.migrate($0.database, path: location.path)
    }
    return (opened.connection, opened.value)
  }

  private static func copy(_ file: String, into copy: ManifestConnection) throws {
    do {
      try ManifestConnection(path: file, readonly: true).database.copy(into: copy.database)
    } catch let error as DatabaseError where [SQLITE_READONLY, SQLITE_CANTOPEN].contains(error.code) {
      // The journal of a killed process has to be played back, which is all that this writes.
      try ManifestConnection(path: file).database.copy(into: copy.database)
    }
  }

  /// Reads in one consistent view of the database. `body` may be called again, about another file.
  /// - Throws: `ManifestError` for whatever SQLite reports.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try withCurrentFile {
      // What was removed can still be read, and is all that is known.
      if connection.database.hasMoved, PathKind.of(location.path).isFile { try reopen() }
    } do: {
      try connection.database.read(body)
    }
  }

  /// Writes in one transaction that holds the lock from its begin. `body` may be called again, about another file.
  /// - Throws: `ManifestError` for whatever SQLite reports; nothing is written then.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    if isCopy { return try withCurrentFile({}, do: { try connection.database.write(body) }) }
    return try ManifestLock.hold(.together, location) {
      try withCurrentFile {
        if connection.database.hasMoved { try reopen() }
      } do: {
        try connection.database.write(body)
      }
    }
  }

  private func withCurrentFile<Value>(_ look: () throws -> Void, do body: () throws -> Value) throws -> Value {
    if isFilling { return try body() }
    var isLost = false
    for _ in 1..<ManifestConnection.attempts {
      do {
        if isLost { try reopen() } else if !isCopy { try look() }
        return try body()
      } catch let error as DatabaseError where !isCopy && ManifestConnection.mayConcernAReplacedFile(error) {
        isLost = connection.database.hasMoved || connection.isEmptied || ManifestConnection.isMissingJournal(error)
        guard isLost else { throw ManifestConnection.translated(error, path: location.path) }
      } catch {
        throw ManifestConnection.translated(error, path: location.path)
      }
    }
    throw ManifestError.database(path: location.path, .busy(seconds: LockTimeout.seconds))
  }

  /// Opens the file that is at the path now. Into a new one go all receipts, as `manifest rebuild` would put them.
  private func reopen() throws {
    let (opened, isEmpty) = try Self.open(location)
    connection = opened
    guard isEmpty else { return }
    isFilling = true
    defer { isFilling = false }
    try ingestPending()
  }

  /// Closes the connection; the store cannot be used after it.
  package func close() throws { try connection.database.close() }
}
