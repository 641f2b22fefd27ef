import Platform

/// Lines that a person enters, one after another: edited on a terminal, read plainly from anything else.
package final class LineReader {
  private let prompt: String
  private let file: HistoryFile?
  private let isEdited: Bool
  private var editor: LineEditor
  private var decoder = KeyDecoder()
  /// Keys that were struck and not yet used.
  private var waiting: [Key] = []
  /// What stands on the cursor's row.
  private var drawn: LineScreen?

  /// Where nothing can be edited the prompt is shown only to a person.
  package init(prompt: String, history file: HistoryFile?) {
    self.prompt = prompt
    isEdited = RawTerminal.isPossible && RawTerminal.enter()
    self.file = isEdited ? file : nil
    editor = LineEditor(history: History(self.file?.load() ?? []))
  }

  deinit { RawTerminal.leave() }

  /// The next line without its end; nil when there are no more.
  package func next() -> String? {
    guard isEdited else { return plainLine() }
    draw()
    while true {
      while !waiting.isEmpty {
        if let end = take(waiting.removeFirst()) { return end.line }
      }
      guard let bytes = RawTerminal.bytes(waits: true) else { return nil }
      waiting += decoder.keys(for: bytes)
      draw()
    }
  }

  /// Whether Ctrl-C has been struck since the last line, while something else is at work. Other keys wait.
  package func isInterrupted() -> Bool {
    guard isEdited, let bytes = RawTerminal.bytes(waits: false), !bytes.isEmpty else { return false }
    for key in decoder.keys(for: bytes) {
      switch key {
      case .interrupt:
        waiting = []
        return true
      case .suspend: RawTerminal.suspend()
      case .quit: RawTerminal.quit()
      default: waiting.append(key)
      }
    }
    return false
  }

  private func take(_ key: Key) -> (line: String?, Void)? {
    switch editor.take(key) {
    case .edited: draw()
    case .entered(let line):
      draw(line)
      leaveRow()
      if editor.history.add(line) { file?.append(line) }
      return (line, ())
    case .endOfInput:
      leaveRow()
      return (nil, ())
    case .clearScreen:
      RawTerminal.show("\u{1B}[H\u{1B}[2J")
      drawn = nil
      draw()
    case .suspend:
      leaveRow()
      RawTerminal.suspend()
      draw()
    case .quit: RawTerminal.quit()
    }
    return nil
  }

  private func leaveRow() {
    RawTerminal.show("\n")
    drawn = nil
  }

  private func draw(_ entered: String? = nil) {
    let line = entered.map { EditedLine($0) } ?? editor.line
    let width = RawTerminal.columns
    let screen = LineScreen(prompt: prompt, line: line, width: width)
    // A terminal that has become narrower has broken the row into several, and the cursor is in one of them.
    let above = (drawn?.cursor ?? 0) / max(1, width)
    let cleared = (drawn?.columns ?? 0) > width
    RawTerminal.show((cleared ? (above > 0 ? "\r\u{1B}[\(above)A" : "\r") + "\u{1B}[J" : "") + screen.drawing)
    drawn = screen
  }

  private func plainLine() -> String? {
    let isTyped = isatty(STDIN_FILENO) == 1
    if isTyped { RawTerminal.show(prompt) }
    let line = readLine()
    if isTyped, line == nil { RawTerminal.show("\n") }
    return line
  }
}
