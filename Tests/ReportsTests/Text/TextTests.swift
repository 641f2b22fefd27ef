import Formats
import Testing

@testable import Reports

@Suite struct TextTests {
  @Test(arguments: [
    ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;"), ("\u{1B}[31m", "\\u{1B}[31m"), ("a\nb", "a\\u{A}b"),
    ("x\u{202E}y", "x\\u{202E}y"), ("\u{FFFE}", "\\u{FFFE}"), ("ü 中 🙂", "ü 中 🙂"),
  ])
  func markupIsEscaped(_ text: String, _ expected: String) {
    #expect(MarkupText.escaped(text) == expected)
  }

  @Test(arguments: [(1234.5, "1,235"), (-2.4, "−2"), (5e15, "5000T")])
  func amountsAreWholeOrShort(_ value: Double, _ expected: String) {
    #expect(NumberText.rounded(value) == expected)
  }

  /// Found with the target `report`: this was "infe-310".
  @Test func numbersTooSmallForTheirPowerOfTen() {
    #expect(NumberText.significant(0x1p-1030, 15) == "\(0x1p-1030)")
    #expect(!NumberText.significant(.leastNonzeroMagnitude, 4).contains("inf"))
  }

  @Test func blocksKeepTheirLines() {
    #expect(MarkupText.escapedBlock("a\n\tb\r<") == "a\n\tb\\u{D}&lt;")
  }

  @Test func scriptStringsCannotEndTheScript() throws {
    let hostile = "</script><!-- \" \\ \n \u{2028} &"
    let literal = MarkupText.scriptString(hostile)
    #expect(!literal.contains("<") && !literal.contains("\n"))
    #expect(try JSONValue(parsing: Array(literal.utf8)) == "</script><!-- \" \\ \n \\u{2028} &")
  }

  @Test(arguments: [
    ("a/b.json", "./a/b.json"), ("../a b", "../a%20b"), ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
    ("/x/\"y", "/x/%22y"), ("ä", "./%C3%A4"),
  ])
  func linksStayPaths(_ path: String, _ expected: String) {
    #expect(MarkupText.link(path) == expected)
  }

  @Test(arguments: [
    (0.00030000000000000003, 6, "3e-4"), (0.001, 6, "0.001"), (12, 4, "12"), (1.23456, 3, "1.23"), (0, 3, "0"),
    (1e-8, 6, "1e-8"), (0.00012345, 3, "1.23e-4"), (-2.5, 4, "-2.5"), (123_456, 3, "123000"), (1e16, 3, "1e16"),
  ])
  func significantDigits(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(NumberText.significant(value, digits) == expected)
  }

  @Test(arguments: [
    (800, "800"), (1500, "1,500"), (20_000, "20k"), (1_500_000, "1.5M"), (999_999, "1M"), (2.5, "2.5"),
    (8.19e9, "8.19G"),
  ])
  func amountsHavePrefixes(_ value: Double, _ expected: String) {
    #expect(NumberText.prefixed(value) == expected)
  }

  @Test(arguments: [
    (0.5, "0.50 s"), (59, "59.0 s"), (245, "4 min 05 s"), (12_000, "3 h 20 min"), (187_200, "2 d 04 h"),
  ])
  func spansOfTime(_ seconds: Double, _ expected: String) {
    #expect(NumberText.duration(seconds) == expected)
  }

  @Test(
    arguments: [
      (true, "yes"), (.null, "–"), ("pre", "pre"), (0.1, "0.1"), (32, "32"), (1_000_000, "1,000,000"),
    ] as [(JSONValue, String)])
  func settingsAsTyped(_ value: JSONValue, _ expected: String) {
    #expect(NumberText.setting("some", value) == expected)
  }

  @Test(arguments: [
    (1e-4, "1e-4"), (0.001, "1e-3"), (0.0025, "2.5e-3"), (0.1, "1e-1"), (1, "1"), (2.5, "2.5"), (1000, "1e3"),
    (1e30, "1e30"), (0, "0"),
  ])
  func ratesInOneNotation(_ value: Double, _ expected: String) {
    #expect(NumberText.setting("lr", .number(value)) == expected)
    #expect(NumberText.setting("min_lr", .number(value)) == expected)
  }

  @Test func coordinatesAndFixedNumbers() {
    #expect(NumberText.coordinate(12.34) == "12.3" && NumberText.coordinate(-0.04) == "0")
    #expect(NumberText.coordinate(-3.46) == "-3.5" && NumberText.coordinate(.infinity) == "99999")
    #expect(NumberText.fixed(1.23456, 4) == "1.2346" && NumberText.fixed(-0.5, 1) == "−0.5")
  }
}
