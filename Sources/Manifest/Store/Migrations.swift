import GRDB

/// Brings a database to this version's schema.
enum Migrations {
  /// What leads from each version to the next; the index is the version that it starts from.
  private static let steps: [[String]] = [Schema.statements]

  /// Makes or migrates the schema where needed; returns whether the database was empty before.
  /// - Throws: `ManifestError.newerVersion`, `.foreign`, or what SQLite reports.
  static func bringUp(_ queue: DatabaseQueue, path: String) throws -> Bool {
    // The usual case takes no lock beyond a read.
    if try queue.read({ try check($0, path: path) }) == Schema.version { return false }
    return try queue.writeWithoutTransaction { db in
      var wasEmpty = false
      try db.inTransaction(.immediate) {
        // Another process may have done it meanwhile.
        let found = try check(db, path: path)
        wasEmpty = found == 0
        for step in steps[found...] {
          for statement in step { try db.execute(sql: statement) }
        }
        if found < Schema.version {
          try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
          try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        }
        return .commit
      }
      return wasEmpty
    }
  }

  /// The version of the database's schema, 0 where it is empty.
  private static func check(_ db: Database, path: String) throws -> Int {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if version == 0, application == 0, objects == 0 { return 0 }
    guard application == Schema.applicationID else { throw ManifestError.foreign(path: path) }
    guard version <= Schema.version else {
      throw ManifestError.newerVersion(path: path, found: version, supported: Schema.version)
    }
    return version
  }
}
