import CSQLite

extension Database {
  /// Reads in one consistent view of the database.
  /// - Throws: `DatabaseError`; what `body` throws.
  package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try transaction("BEGIN DEFERRED", body)
  }

  /// Writes in one transaction that holds the lock from its begin; nothing is written if anything is thrown.
  /// - Throws: `DatabaseError`; what `body` throws.
  package func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try transaction("BEGIN IMMEDIATE", body)
  }

  private func transaction<Value>(_ begin: String, _ body: (Database) throws -> Value) throws -> Value {
    try execute(begin)
    do {
      let value = try body(self)
      try execute("COMMIT")
      return value
    } catch {
      // After some errors SQLite has rolled back already.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Copies the whole database into another one, which is replaced.
  /// - Throws: `DatabaseError`.
  package func copy(into other: Database) throws(DatabaseError) {
    guard let backup = sqlite3_backup_init(other.handle, "main", handle, "main") else {
      throw DatabaseError(other.handle, code: sqlite3_errcode(other.handle))
    }
    let step = sqlite3_backup_step(backup, -1)
    let finish = sqlite3_backup_finish(backup)
    guard step == SQLITE_DONE, finish == SQLITE_OK else {
      throw DatabaseError(other.handle, code: finish == SQLITE_OK ? step : finish)
    }
  }

  /// Makes the connection safe for a file that somebody else may have written: nothing in it may act.
  /// - Throws: `DatabaseError`.
  package func harden() throws(DatabaseError) {
    try check(letterpress_sqlite_harden(handle))
    try execute("PRAGMA trusted_schema = OFF")
  }

  /// Whether the file that is open is not the one at its path any more: removed, or replaced by another.
  package var hasMoved: Bool { letterpress_sqlite_has_moved(handle) != 0 }
}
