import CSQLite

/// What SQLite reports.
package struct DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The extended result code, such as `SQLITE_IOERR_DELETE_NOENT`.
  package let extendedCode: Int32
  /// SQLite's own words.
  package let message: String
  /// The statement, where there is one.
  package let sql: String?

  /// An error with words of the caller's.
  package init(code: Int32, message: String, sql: String? = nil) {
    extendedCode = code
    self.message = message
    self.sql = sql
  }

  /// The last error of a connection, which returned `code`.
  init(_ connection: OpaquePointer, code: Int32, sql: String? = nil) {
    let isLast = sqlite3_extended_errcode(connection) & 0xFF == code & 0xFF
    let words = isLast ? sqlite3_errmsg(connection) : sqlite3_errstr(code)
    self.init(
      code: isLast ? sqlite3_extended_errcode(connection) : code, message: words.map { String(cString: $0) } ?? "",
      sql: sql)
  }

  /// The result code, such as `SQLITE_BUSY`.
  package var code: Int32 { extendedCode & 0xFF }

  package var description: String { "SQLite error \(extendedCode): \(message)" + (sql.map { " in: \($0)" } ?? "") }
}
