import CommandSupport

/// Columns for a terminal: as wide as their widest cell, two spaces between, the last one ragged.
struct TextTable {
  /// The heads of the columns.
  let heads: [String]
  /// The rows, as many cells each as there are heads.
  var rows: [[String]] = []

  /// The table with a line of heads, each line ending in a line feed; control characters escaped.
  var text: String {
    let lines = ([heads] + rows).map { $0.map(OneLine.escaped) }
    let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      var line = padded.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
