import CSQLite

/// A connection to an SQLite database; belongs to one thread at a time, and is closed when it goes.
///
///     let database = try Database(path: "manifest.db")
///     try database.write {
///       try database.run("INSERT INTO run (id, stage) VALUES (?, ?)", [id, "shard"])
///     }
///     let stages: [String] = try database.read { try database.values("SELECT stage FROM run") }
///
/// Statements are compiled once for each text and kept. All errors are `DatabaseError`s.
package final class Database {
  /// Asked when another process has the database locked: how often it was tried already, and whether to try again.
  package typealias BusyHandler = (_ tries: Int) -> Bool

  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  private let busyHandler: BusyHandlerBox?
  private var isClosed = false

  /// Opens a database, making an empty file if there is none.
  /// - Parameters:
  ///   - path: The file; nil for a database in memory.
  ///   - readonly: Whether nothing will be written; the file must exist then.
  ///   - busyHandler: Asked while other processes have the database locked; without one, such calls fail at once.
  /// - Throws: `DatabaseError`.
  package init(path: String?, readonly: Bool = false, busyHandler: BusyHandler? = nil) throws(DatabaseError) {
    var opened: OpaquePointer?
    let mode = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path ?? ":memory:", &opened, mode | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else { throw DatabaseError(code: SQLITE_NOMEM, message: "out of memory") }
    guard code == SQLITE_OK else {
      defer { sqlite3_close_v2(opened) }
      throw DatabaseError(opened, code: code)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    self.busyHandler = busyHandler.map(BusyHandlerBox.init)
    guard let box = self.busyHandler else { return }
    // Safety: the box lives as long as the connection.
    let context = Unmanaged.passUnretained(box).toOpaque()
    sqlite3_busy_handler(
      handle,
      { context, tries in
        guard let context else { return 0 }
        return Unmanaged<BusyHandlerBox>.fromOpaque(context).takeUnretainedValue().isToTryAgain(Int(tries)) ? 1 : 0
      }, context)
  }

  deinit { try? close() }

  /// Closes the connection, which cannot be used after it.
  /// - Throws: `DatabaseError`.
  package func close() throws(DatabaseError) {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements.values { statement.finalize() }
    statements = [:]
    try check(sqlite3_close_v2(handle))
  }

  // MARK: Statements

  /// Runs statements without parameters that give no rows, several if a semicolon separates them.
  /// - Throws: `DatabaseError`.
  package func execute(_ sql: String) throws(DatabaseError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil), sql)
  }

  /// Runs a statement that gives no rows; `arguments` take the places of its `?`.
  /// - Throws: `DatabaseError`.
  package func run(_ sql: String, _ arguments: Arguments = []) throws(DatabaseError) {
    try statement(sql).forEachRow(arguments) { _ in false }
  }

  /// The rows of a query.
  /// - Throws: `DatabaseError`.
  package func rows(_ sql: String, _ arguments: Arguments = []) throws(DatabaseError) -> [Row] {
    var rows: [Row] = []
    try statement(sql).forEachRow(arguments) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  /// The first row of a query; nil if there is none.
  /// - Throws: `DatabaseError`.
  package func row(_ sql: String, _ arguments: Arguments = []) throws(DatabaseError) -> Row? {
    var first: Row?
    try statement(sql).forEachRow(arguments) { row in
      first = row
      return false
    }
    return first
  }

  /// The first column of a query's rows.
  /// - Throws: `DatabaseError`.
  package func values<Value: ColumnValue>(
    _ sql: String, _ arguments: Arguments = []
  ) throws(DatabaseError) -> [Value] {
    try rows(sql, arguments).map { $0[0] }
  }

  /// The first column of a query's first row; nil if there is none, or NULL.
  /// - Throws: `DatabaseError`.
  package func value<Value: ColumnValue>(
    _ sql: String, _ arguments: Arguments = []
  ) throws(DatabaseError) -> Value? {
    guard let row = try row(sql, arguments) else { return nil }
    return row[0]
  }

  /// A name as SQL takes it, whatever characters it has.
  package static func quoted(_ name: String) -> String {
    "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }

  private func statement(_ sql: String) throws(DatabaseError) -> Statement {
    if let statement = statements[sql] { return statement }
    let statement = try Statement(sql, self)
    statements[sql] = statement
    return statement
  }

  /// Throws what SQLite says of the last call, unless it went well.
  func check(_ code: Int32, _ sql: String? = nil) throws(DatabaseError) {
    guard code != SQLITE_OK else { return }
    throw DatabaseError(handle, code: code, sql: sql)
  }
}

/// Holds a closure where C can keep a pointer to it.
private final class BusyHandlerBox {
  let isToTryAgain: Database.BusyHandler

  init(_ isToTryAgain: @escaping Database.BusyHandler) { self.isToTryAgain = isToTryAgain }
}
