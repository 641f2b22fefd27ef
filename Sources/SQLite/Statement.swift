import CSQLite

/// A compiled statement of a connection.
final class Statement {
  private let handle: OpaquePointer?
  private unowned let database: Database
  private let sql: String

  init(_ sql: String, _ database: Database) throws(DatabaseError) {
    var compiled: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    try database.check(sqlite3_prepare_v3(database.handle, sql, -1, flags, &compiled, nil), sql)
    (handle, self.database, self.sql) = (compiled, database, sql)
  }

  /// Gives the statement back to SQLite; it cannot be used after it.
  func finalize() { sqlite3_finalize(handle) }

  /// Runs the statement and visits its rows until `visit` says that it has seen enough.
  func forEachRow(_ arguments: Arguments, _ visit: (Row) -> Bool) throws(DatabaseError) {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    precondition(arguments.count == Int(sqlite3_bind_parameter_count(handle)), "arguments of \(sql)")
    for (index, argument) in arguments.enumerated() { try bind(argument?.stored ?? .null, at: Int32(index + 1)) }
    var columns: Row.Columns?
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW:
        let names = columns ?? Row.Columns(names: columnNames())
        columns = names
        guard visit(Row(columns: names, values: (0..<names.count).map(storedValue))) else { return }
      case SQLITE_DONE: return
      case let code: throw DatabaseError(database.handle, code: code, sql: sql)
      }
    }
  }

  private func bind(_ value: StoredValue, at index: Int32) throws(DatabaseError) {
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      case .real(let number): sqlite3_bind_double(handle, index, number)
      case .text(var text):
        text.withUTF8 {
          // Text without a byte has no address, and would be NULL.
          $0.isEmpty
            ? sqlite3_bind_text(handle, index, "", 0, Self.copied)
            : sqlite3_bind_text64(handle, index, $0.baseAddress, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
        }
      }
    try database.check(code, sql)
  }

  /// SQLITE_TRANSIENT: SQLite makes a copy before the call returns.
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private func columnNames() -> [String] {
    (0..<sqlite3_column_count(handle)).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" }
  }

  private func storedValue(_ column: Int) -> StoredValue {
    let column = Int32(column)
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
    default:
      // Bytes, which none of our tables hold, are read as text.
      guard let text = sqlite3_column_text(handle, column) else { return .text("") }
      let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column)))
      return .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}
