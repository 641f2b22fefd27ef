import Testing

@testable import SQLite

@Suite struct ColumnValueTests {
  private func roundTrip<Value: ColumnValue>(_ value: Value) throws -> Value {
    let row = try Database(path: nil).row("SELECT ? AS x", [value])
    return try #require(row)["x"]
  }

  @Test(arguments: ["", "a", "é 🙂", "nul \0 inside", "\u{FFFD}", String(repeating: "long ", count: 100_000)])
  func textsComeBackAsTheyWere(text: String) throws {
    #expect(try roundTrip(text) == text)
    #expect(try Database(path: nil).value("SELECT typeof(?)", [text]) == "text")
  }

  @Test(arguments: [0, 1, -1, .max, .min] as [Int64]) func integersComeBackAsTheyWere(number: Int64) throws {
    #expect(try roundTrip(number) == number)
    #expect(try roundTrip(Int(number)) == Int(number))
  }

  @Test(arguments: [0, -0.0, 0.1, 1e308, .leastNonzeroMagnitude, -.infinity] as [Double]) func realsComeBackAsTheyWere(
    number: Double
  ) throws {
    #expect(try roundTrip(number).bitPattern == number.bitPattern)
  }

  @Test func nothingAndTruth() throws {
    #expect(try roundTrip(nil as String?) == nil && roundTrip("x" as String?) == "x")
    #expect(try roundTrip(true) && !roundTrip(false))
  }

  /// What a hostile database holds in place of what is expected is converted, and ends nothing.
  @Test(
    arguments: [
      ("NULL", "", 0, 0), ("12", "12", 12, 12), ("'x'", "x", 0, 0), ("' 7'", " 7", 0, 0), ("'7'", "7", 7, 7),
      ("-2.5", "-2.5", -2, -2.5), ("1e300", "1e+300", .max, 1e300), ("-1e300", "-1e+300", .min, -1e300),
      ("9e999", "inf", .max, .infinity), ("x'41ff'", "A\u{FFFD}", 0, 0),
    ] as [(String, String, Int, Double)])
  func columnsOfAnotherKind(sql: String, text: String, integer: Int, real: Double) throws {
    let row = try #require(try Database(path: nil).row("SELECT \(sql) AS x"))
    #expect(row["x"] as String == text)
    #expect(row["x"] as Int == integer)
    #expect(row["x"] as Double == real)
    #expect(row["x"] as Bool == (integer != 0))
    #expect((row["x"] as Int?) == (sql == "NULL" ? nil : integer))
  }
}
