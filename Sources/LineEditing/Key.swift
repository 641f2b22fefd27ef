/// What a person does at the keyboard, as far as editing a line goes.
package enum Key: Equatable, Sendable {
  /// Something typed, or pasted in one piece.
  case text(String)
  case enter
  case backspace, delete
  case left, right, wordLeft, wordRight, home, end
  case up, down
  case deleteToStart, deleteToEnd, deleteWord
  case clearScreen
  /// Ctrl-C, Ctrl-D, Ctrl-Z and Ctrl-\, which arrive as keys.
  case interrupt, endOfInput, suspend, quit
}
