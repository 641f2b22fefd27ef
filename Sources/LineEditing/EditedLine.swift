/// A line of text with a cursor in it. Moves and deletes what a reader sees as one character.
package struct EditedLine: Equatable, Sendable {
  /// What stands before and after the cursor.
  package private(set) var left = ""
  package private(set) var right = ""

  package init(_ text: String = "") { left = text }

  package var text: String { left + right }
  package var isEmpty: Bool { left.isEmpty && right.isEmpty }

  package mutating func insert(_ text: String) { left += text }

  package mutating func moveLeft() {
    if let character = left.popLast() { right.insert(character, at: right.startIndex) }
  }

  package mutating func moveRight() {
    if let character = right.first {
      left.append(character)
      right.removeFirst()
    }
  }

  package mutating func moveToStart() { (left, right) = ("", text) }
  package mutating func moveToEnd() { (left, right) = (text, "") }

  package mutating func moveWordLeft() {
    let start = startOfWord
    (left, right) = (String(left[..<start]), left[start...] + right)
  }

  package mutating func moveWordRight() {
    let word = right.drop(while: \.isWhitespace).drop { !$0.isWhitespace }
    (left, right) = (left + right[..<word.startIndex], String(word))
  }

  package mutating func deleteLeft() { _ = left.popLast() }
  package mutating func deleteRight() { right = String(right.dropFirst()) }
  package mutating func deleteToStart() { left = "" }
  package mutating func deleteToEnd() { right = "" }
  package mutating func deleteWord() { left = String(left[..<startOfWord]) }

  /// Where the word before the cursor begins, spaces after it passed over.
  private var startOfWord: String.Index {
    var index = left.endIndex
    func before() -> Character? { index > left.startIndex ? left[left.index(before: index)] : nil }
    while let character = before(), character.isWhitespace { index = left.index(before: index) }
    while let character = before(), !character.isWhitespace { index = left.index(before: index) }
    return index
  }
}
