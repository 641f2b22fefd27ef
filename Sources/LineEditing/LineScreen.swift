import Messages

/// A line as one row of a terminal shows it: of a long one, the part around the cursor.
package struct LineScreen: Equatable, Sendable {
  /// The row's text.
  package let text: String
  /// The cursor's column, from 0.
  package let cursor: Int

  /// One character as it is shown.
  private struct Cell {
    let text: String
    let columns: Int

    init(_ character: Character) {
      text = character == "\n" ? "⏎" : Printable.line(String(character))
      columns = DisplayWidth.of(text)
    }
  }

  /// Shows a line behind a prompt in so many columns. The last column stays free: some terminals wrap there.
  package init(prompt: String, line: EditedLine, width: Int) {
    let shown = DisplayWidth.of(prompt) + 8 < width ? prompt : ""
    let room = max(2, width - 1 - DisplayWidth.of(shown))
    let before = line.left.map(Cell.init)
    let after = line.right.map(Cell.init)
    let ahead = Self.columns(after)
    let behind = Self.columns(before)
    guard behind + ahead > room else {
      text = shown + Self.text(before) + Self.text(after)
      cursor = DisplayWidth.of(shown) + behind
      return
    }
    // A quarter of the row shows what comes after the cursor, if there is as much; a column each is for the marks.
    let start = Self.tail(before, columns: room - 1 - min(ahead, room / 4))
    let left = (start.count < before.count ? "…" : "") + Self.text(start)
    let end = Self.head(after, columns: room - DisplayWidth.of(left))
    text = shown + left + end
    cursor = DisplayWidth.of(shown + left)
  }

  /// How much of the row it takes.
  package var columns: Int { DisplayWidth.of(text) }

  /// What draws the row over the one that the terminal's cursor is in.
  package var drawing: String { "\r\(text)\u{1B}[K\r" + (cursor > 0 ? "\u{1B}[\(cursor)C" : "") }

  private static func columns(_ cells: some Sequence<Cell>) -> Int { cells.reduce(0) { $0 + $1.columns } }
  private static func text(_ cells: some Sequence<Cell>) -> String { cells.map(\.text).joined() }

  /// The last cells that fit, with a column left for a mark.
  private static func tail(_ cells: [Cell], columns: Int) -> ArraySlice<Cell> {
    var left = columns
    let count = cells.reversed().prefix { cell in
      left -= cell.columns
      return left >= 0
    }.count
    return cells.suffix(count)
  }

  /// The first cells that fit, and a mark if there are more.
  private static func head(_ cells: [Cell], columns: Int) -> String {
    guard Self.columns(cells) > columns else { return text(cells) }
    var left = columns - 1
    let fitting = cells.prefix { cell in
      left -= cell.columns
      return left >= 0
    }
    return columns > 0 ? text(fitting) + "…" : ""
  }
}
