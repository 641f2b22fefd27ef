import Testing

@testable import CommandSupport

struct OneLineTests {
  @Test(arguments: [
    ("plain – text é 😀", "plain – text é 😀"), ("a\nb", "a\\nb"), ("tab\tcr\r", "tab\\tcr\\r"),
    ("\u{1B}[31mred", "\\u{1B}[31mred"), ("\u{7F}\u{85}\u{2028}\u{202E}", "\\u{7F}\\u{85}\\u{2028}\\u{202E}"),
    ("a\u{0}b", "a\\u{0}b"),
  ])
  func escapes(text: String, line: String) {
    #expect(OneLine.escaped(text) == line)
    #expect(OneLine.escaped(line) == line)
  }
}
