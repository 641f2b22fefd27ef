import Messages
import Testing

@testable import LineEditing

/// Bytes in, the row of the terminal and the entered lines out.
struct LineEditorTests {
  private struct Session {
    var decoder = KeyDecoder()
    var editor = LineEditor()
    var outcomes: [LineEditor.Outcome] = []

    mutating func type(_ text: String) {
      for key in decoder.keys(for: Array(text.utf8)) {
        let outcome = editor.take(key)
        if case .entered(let line) = outcome { editor.history.add(line) }
        if outcome != .edited { outcomes.append(outcome) }
      }
    }

    func screen(width: Int = 40) -> LineScreen { LineScreen(prompt: "> ", line: editor.line, width: width) }
  }

  private func session(_ text: String) -> Session {
    var session = Session()
    session.type(text)
    return session
  }

  @Test(arguments: [
    ("hello", "hello", 5), ("hello\u{1B}[D\u{1B}[Dx", "helxlo", 4), ("hello\u{1}x", "xhello", 1),
    ("hello\u{1}\u{5}x", "hellox", 6), ("hello\u{7F}\u{7F}", "hel", 3), ("hello\u{1}\u{1B}[3~", "ello", 0),
    ("hello\u{1}\u{4}", "ello", 0), ("one two\u{17}", "one ", 4), ("one two  \u{17}", "one ", 4),
    ("one two\u{1B}[D\u{15}", "o", 0), ("one two\u{1B}b\u{B}", "one ", 4), ("one two\u{1}\u{1B}fx", "onex two", 4),
    ("one\u{3}two", "two", 3), ("猫\u{1B}[Da", "a猫", 1), ("猫犬\u{7F}", "猫", 1), ("e\u{301}x\u{7F}\u{7F}", "", 0),
    ("\u{7F}\u{1B}[C\u{1B}[D\u{1B}[3~", "", 0),
  ])
  func editing(bytes: String, text: String, cursor: Int) {
    let line = session(bytes).editor.line
    #expect(line.text == text)
    #expect(line.left.count == cursor)
  }

  @Test func linesAreEnteredWhereverTheCursorIs() {
    #expect(session("one\u{1}\rtwo\r").outcomes == [.entered("one"), .entered("two")])
    #expect(session("\u{4}").outcomes == [.endOfInput])
    #expect(session("a\u{4}").outcomes == [])
  }

  @Test func theHistoryIsLeafedThrough() {
    var session = session("one\rtwo\rdraft")
    func shown(_ keys: String) -> String {
      session.type(keys)
      return session.editor.line.text
    }
    #expect(shown("\u{1B}[A") == "two")
    #expect(shown("\u{1B}[A") == "one")
    #expect(shown("\u{1B}[A") == "one")
    #expect(shown("\u{1B}[B") == "two")
    #expect(shown("\u{1B}[B") == "draft")
    #expect(shown("\u{1B}[B") == "draft")
    #expect(shown("\u{1B}[A!\r") == "")
    #expect(session.editor.history.entries == ["one", "two", "two!"])
    #expect(shown("\u{1B}[A\u{3}\u{1B}[A") == "two!")
  }

  @Test func theHistoryHasNothingTwiceInARowAndAnEnd() {
    var history = History()
    for line in ["a", "a", " ", "b"] { history.add(line) }
    #expect(history.entries == ["a", "b"])
    for number in 0..<1500 { history.add("\(number)") }
    #expect(history.entries.count == History.limit)
    #expect(history.entries.last == "1499")
  }

  @Test func theScreenShowsTheLineAndTheCursor() {
    #expect(session("hello\u{1B}[D").screen().drawing == "\r> hello\u{1B}[K\r\u{1B}[6C")
    let wide = session("a猫b\u{1B}[D").screen()
    #expect(wide.text == "> a猫b")
    #expect(wide.cursor == 5)
    #expect(session("\u{1B}[200~one\ntwo\u{1B}[201~").screen().text == "> one⏎two")
  }

  @Test func aLongLineIsShownAroundTheCursor() {
    var session = session("The quick brown fox jumps over the lazy dog")
    #expect(session.screen(width: 20).text == "> …ver the lazy dog")
    session.type("\u{1}")
    #expect(session.screen(width: 20).text == "> The quick brown …")
    for keys in ["", "\u{1}", "\u{1B}f", "\u{1B}f", "\u{1B}[C", "\u{1B}f", "\u{1B}f", "\u{5}", "猫猫猫猫猫猫", "\u{1B}[D"] {
      session.type(keys)
      for width in 2...60 {
        let screen = session.screen(width: width)
        #expect(DisplayWidth.of(screen.text) < max(width, 4), "width \(width): \(screen.text)")
        #expect(screen.cursor < max(width, 4))
      }
    }
  }
}
