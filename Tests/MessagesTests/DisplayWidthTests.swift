import Testing

@testable import Messages

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("naïve", 5), ("nai\u{308}ve", 5), ("猫", 2), ("한국어", 6), ("ｆｕｌｌ", 8), ("🙂", 2),
    ("👩‍👩‍👧", 2), ("❤️", 2), ("🇨🇭", 2), ("a\u{200B}b", 2), ("…", 1), ("–", 1), ("𠮷", 2),
  ])
  func countsColumns(text: String, columns: Int) { #expect(DisplayWidth.of(text) == columns) }

  @Test func cutsBetweenCharacters() {
    #expect(DisplayWidth.prefix("a猫b", columns: 2) == "a")
    #expect(DisplayWidth.prefix("a猫b", columns: 3) == "a猫")
    #expect(DisplayWidth.prefix("a猫b", columns: 9) == "a猫b")
    #expect(DisplayWidth.prefix("猫", columns: 0) == "")
  }
}
