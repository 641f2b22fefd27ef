import CSQLite
import TestSupport
import Testing

@testable import SQLite

@Suite struct DatabaseTests {
  private func filled() throws -> Database {
    let database = try Database(path: nil)
    try database.execute("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two')")
    return database
  }

  @Test func rowsAndValuesComeInOrder() throws {
    let database = try filled()
    let rows = try database.rows("SELECT a, b FROM t ORDER BY a DESC")
    #expect(rows.map { $0["b"] as String } == ["two", "one"] && rows.map { $0[0] as Int } == [2, 1])
    #expect(try database.values("SELECT b FROM t WHERE a > ? ORDER BY a", [0]) == ["one", "two"])
    #expect(try database.value("SELECT count(*) FROM t WHERE a = ?1 OR a = ?1 + 1", [1]) == 2)
    #expect(try database.value("SELECT a FROM t WHERE a > 5") == (nil as Int?))
    #expect(try database.row("SELECT * FROM t WHERE b = ?", ["three"]) == nil)
    #expect(try database.row("SELECT a, NULL AS c FROM t")?.texts.map(\.text) == ["1", nil])
  }

  /// The same text with other arguments, many times: what was bound before is gone.
  @Test func statementsAreUsedAgain() throws {
    let database = try filled()
    for number in 0..<50 {
      try database.run("INSERT INTO t (a, b) VALUES (?, ?)", [number, number % 2 == 0 ? nil : "odd"])
    }
    #expect(try database.value("SELECT count(*) FROM t WHERE b IS NULL") == 25)
    // A statement that was left after its first row holds no lock.
    #expect(try database.row("SELECT a FROM t ORDER BY a") != nil)
    try database.execute("DROP TABLE t")
    #expect(throws: DatabaseError.self) { try database.rows("SELECT a FROM t ORDER BY a") }
  }

  @Test func whatIsThrownInATransactionUndoesIt() throws {
    struct Stop: Error {}
    let database = try filled()
    #expect(throws: Stop.self) {
      try database.write { db in
        try db.run("DELETE FROM t")
        throw Stop()
      }
    }
    #expect(try database.value("SELECT count(*) FROM t") == 2)
    #expect(throws: DatabaseError.self) { try database.write { try $0.run("INSERT INTO nothing VALUES (1)") } }
    try database.write { try $0.run("DELETE FROM t WHERE a = 1") }
    #expect(try database.read { try $0.value("SELECT count(*) FROM t") } == 1)
  }

  @Test func errorsSayWhatSQLiteSays() throws {
    let database = try filled()
    let syntax = try #require(throws: DatabaseError.self) { try database.rows("SELEC 1") }
    #expect(syntax.code == SQLITE_ERROR && syntax.description.hasSuffix("near \"SELEC\": syntax error in: SELEC 1"))
    try database.execute("CREATE UNIQUE INDEX i ON t (a)")
    let twice = try #require(throws: DatabaseError.self) { try database.run("INSERT INTO t VALUES (?, ?)", [1, "x"]) }
    #expect(twice.code == SQLITE_CONSTRAINT && twice.extendedCode > 255)
    let folder = try TestFolder()
    let missing = try #require(throws: DatabaseError.self) { try Database(path: folder.file("none/x.db")) }
    #expect(missing.code == SQLITE_CANTOPEN)
    let absent = try #require(throws: DatabaseError.self) { try Database(path: folder.file("x.db"), readonly: true) }
    #expect(absent.code == SQLITE_CANTOPEN)
    try folder.write("this is no database, but it is long enough to be looked at", to: "text.db")
    let text = try #require(throws: DatabaseError.self) {
      try Database(path: folder.file("text.db")).rows("SELECT * FROM sqlite_master")
    }
    #expect(text.code == SQLITE_NOTADB)
  }

  @Test func theBusyHandlerDecidesHowLongToWait() throws {
    let folder = try TestFolder()
    let holder = try Database(path: folder.file("x.db"))
    try holder.execute("CREATE TABLE t (a); BEGIN EXCLUSIVE")
    var asked: [Int] = []
    let waiting = try Database(path: folder.file("x.db")) { tries in
      asked.append(tries)
      return tries < 3
    }
    let busy = try #require(throws: DatabaseError.self) { try waiting.write { _ in } }
    #expect(busy.code == SQLITE_BUSY && asked == [0, 1, 2, 3])
    asked = []
    try holder.execute("COMMIT")
    try waiting.write { try $0.run("INSERT INTO t VALUES (1)") }
    #expect(asked.isEmpty)
  }

  @Test func aCopyHasAllRowsAndIsItsOwn() throws {
    let folder = try TestFolder()
    let (database, copy) = (try filled(), try Database(path: folder.file("copy.db")))
    try copy.execute("CREATE TABLE old (x)")
    try database.copy(into: copy)
    try database.run("DELETE FROM t")
    #expect(try copy.values("SELECT name FROM sqlite_master") == ["t"])
    #expect(try copy.value("SELECT count(*) FROM t") == 2)
    try copy.close()
    try copy.close()
    #expect(try Database(path: folder.file("copy.db"), readonly: true).value("SELECT count(*) FROM t") == 2)
  }

  @Test func namesAreQuoted() throws {
    let database = try Database(path: nil)
    for name in ["a", "a b", "a\"b", "\"", ";--", "select"] {
      try database.execute("CREATE TABLE \(Database.quoted(name)) (x)")
      try database.execute("DROP TABLE \(Database.quoted(name))")
    }
    #expect(Database.quoted("a\"b") == "\"a\"\"b\"")
  }
}
