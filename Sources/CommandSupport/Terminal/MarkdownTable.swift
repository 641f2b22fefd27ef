import Messages

/// A table in Markdown that also reads well as plain text: columns are padded, numbers stand to the right.
package struct MarkdownTable: Sendable, Equatable {
  /// A column's head, and whether it holds numbers.
  package struct Column: Sendable, Equatable {
    package var head: String
    package var isNumber: Bool

    /// A column.
    package init(_ head: String, isNumber: Bool = true) {
      self.head = head
      self.isNumber = isNumber
    }
  }

  package var columns: [Column]
  /// Cells row by row; missing ones are empty, those beyond the columns are left out.
  package var rows: [[String]]

  /// A table of rows under columns.
  package init(columns: [Column], rows: [[String]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The table, each line ending in a line feed; control characters and `|` are escaped.
  package var text: String {
    let cells = ([columns.map(\.head)] + rows).map { row in
      columns.indices.map { Self.escaped($0 < row.count ? row[$0] : "") }
    }
    let widths = columns.indices.map { column in max(3, cells.map { $0[column].count }.max() ?? 0) }
    var lines = cells.map { row in line(zip(row, columns).map { ($0, $1.isNumber) }, widths) }
    let rule = zip(columns, widths).map { column, width in
      (column.isNumber ? "" : "-") + String(repeating: "-", count: width - 1) + (column.isNumber ? ":" : "")
    }
    lines.insert(line(rule.map { ($0, false) }, widths), at: 1)
    return lines.joined()
  }

  private func line(_ cells: [(text: String, toTheRight: Bool)], _ widths: [Int]) -> String {
    let padded = zip(cells, widths).map { cell, width in
      let space = String(repeating: " ", count: max(0, width - cell.text.count))
      return cell.toTheRight ? space + cell.text : cell.text + space
    }
    return "| " + padded.joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    Printable.line(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
