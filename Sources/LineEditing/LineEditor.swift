/// Editing of one line after another: keys in, lines out. Knows no terminal.
package struct LineEditor: Sendable {
  /// What is to be done after a key.
  package enum Outcome: Equatable, Sendable {
    /// The line may look different.
    case edited
    /// A line was entered; the next one is empty.
    case entered(String)
    case endOfInput
    case clearScreen, suspend, quit
  }

  package private(set) var line = EditedLine()
  package var history: History

  package init(history: History = History()) { self.history = history }

  /// Takes a key.
  package mutating func take(_ key: Key) -> Outcome {
    switch key {
    case .enter: return .entered(entered())
    case .endOfInput:
      if line.isEmpty { return .endOfInput }
      line.deleteRight()
    case .interrupt:
      line = EditedLine()
      history.leave()
    case .suspend: return .suspend
    case .quit: return .quit
    case .clearScreen: return .clearScreen
    case .up: if let older = history.older(than: line.text) { line = EditedLine(older) }
    case .down: if let newer = history.newer() { line = EditedLine(newer) }
    default: edit(key)
    }
    return .edited
  }

  private mutating func entered() -> String {
    defer { line = EditedLine() }
    history.leave()
    return line.text
  }

  private mutating func edit(_ key: Key) {
    switch key {
    case .text(let text): line.insert(text)
    case .backspace: line.deleteLeft()
    case .delete: line.deleteRight()
    case .left: line.moveLeft()
    case .right: line.moveRight()
    case .wordLeft: line.moveWordLeft()
    case .wordRight: line.moveWordRight()
    case .home: line.moveToStart()
    case .end: line.moveToEnd()
    case .deleteToStart: line.deleteToStart()
    case .deleteToEnd: line.deleteToEnd()
    case .deleteWord: line.deleteWord()
    default: break
    }
  }
}
