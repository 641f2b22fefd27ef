import Testing

@testable import Messages

struct PrintableTests {
  @Test(arguments: [
    ("plain – text é 😀", "plain – text é 😀"), ("a\nb", "a\\nb"), ("tab\tcr\r", "tab\\tcr\\r"),
    ("\u{1B}[31mred", "\\u{1B}[31mred"), ("\u{7F}\u{85}\u{2028}\u{202E}", "\\u{7F}\\u{85}\\u{2028}\\u{202E}"),
    ("a\u{0}b", "a\\u{0}b"),
  ])
  func escapes(text: String, line: String) {
    #expect(Printable.line(text) == line)
    #expect(Printable.line(line) == line)
  }

  @Test func textOnATerminalCannotGiveItOrders() {
    #expect(Printable.lines("a story\n\twith 猫 and é\n") == "a story\n\twith 猫 and é\n")
    #expect(Printable.lines("red \u{1B}[31m\u{7}\r\n") == "red \\u{1B}[31m\\u{7}\\r\n")
    #expect(Printable.lines("\u{202E}evil\u{9B}2J") == "\\u{202E}evil\\u{9B}2J")
    #expect(Printable.lines("") == "")
  }

  @Test func jsonStaysJSON() {
    #expect(Printable.lines("[\n\t\"\u{1B}[2J\"\r\n]\n", as: .json) == "[\n\t\"\\u001B[2J\"\\u000D\n]\n")
  }

  /// Paths and what was found in files: the same form for every character.
  @Test func pathsAndQuotations() {
    #expect(Printable.path("a\nb") == "a\\u{A}b")
    #expect(Printable.quoted("a\u{202E}b") == "\"a\\u{202E}b\"")
    #expect(Printable.brief("abcdef\n", limit: 3) == "abc…")
  }
}
