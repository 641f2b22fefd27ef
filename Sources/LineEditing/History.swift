/// The lines that were entered before, and the place where a person leafs through them.
package struct History: Equatable, Sendable {
  /// The oldest first.
  package private(set) var entries: [String]
  /// Which entry is shown; nil for the line that is being written.
  private var position: Int?
  /// The line that was being written when the leafing began.
  private var draft = ""

  /// More than anybody leafs through.
  package static let limit = 1000

  package init(_ entries: [String] = []) { self.entries = Array(entries.suffix(Self.limit)) }

  /// Takes a line that was entered; ends the leafing.
  ///
  /// - Returns: false for one that says nothing new: empty, or the same as the last
  @discardableResult
  package mutating func add(_ line: String) -> Bool {
    position = nil
    guard !line.allSatisfy(\.isWhitespace), line != entries.last else { return false }
    entries = (entries + [line]).suffix(Self.limit)
    return true
  }

  /// The line before the one that is shown; nil at the oldest.
  package mutating func older(than shown: String) -> String? {
    let next = (position ?? entries.count) - 1
    guard next >= 0 else { return nil }
    if position == nil { draft = shown }
    position = next
    return entries[next]
  }

  /// The line after the one that is shown, at last the one that was being written; nil when that is shown.
  package mutating func newer() -> String? {
    guard let shown = position else { return nil }
    position = shown + 1 < entries.count ? shown + 1 : nil
    return position.map { entries[$0] } ?? draft
  }

  /// Shows the line that is being written again, without a word.
  package mutating func leave() { position = nil }
}
