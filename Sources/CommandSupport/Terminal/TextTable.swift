import Messages

/// Columns for a terminal: as wide as their widest cell, two spaces between, the last one ragged.
package struct TextTable {
  /// The heads of the columns.
  package let heads: [String]
  /// Columns of numbers, flush right.
  package var numbers: Set<String>
  /// Columns that may be cut where the terminal is narrow, first those that matter least.
  package var elastic: [String]
  /// The rows, as many cells each as there are heads.
  package var rows: [[String]]

  /// A table of rows under heads.
  package init(heads: [String], numbers: Set<String> = [], elastic: [String] = [], rows: [[String]] = []) {
    (self.heads, self.numbers, self.elastic, self.rows) = (heads, numbers, elastic, rows)
  }

  /// What is left of an elastic column at least; below that it goes altogether.
  private static let least = 10

  /// The table with a line of heads, each line ending in a line feed; control characters escaped.
  ///
  /// `width` is the number of the terminal's columns; nil cuts nothing.
  package func text(width: Int? = nil) -> String {
    let lines = ([heads] + rows).map { $0.map(Printable.line) }
    let widths = fitted(heads.indices.map { column in lines.map { DisplayWidth.of($0[column]) }.max() ?? 0 }, to: width)
    return lines.map { cells in
      let shown = heads.indices.filter { widths[$0] > 0 }.map { cell(cells[$0], heads[$0], widths[$0]) }
      var line = shown.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private func cell(_ text: String, _ head: String, _ width: Int) -> String {
    let cut = DisplayWidth.of(text) > width ? DisplayWidth.prefix(text, columns: width - 1) + "…" : text
    let space = String(repeating: " ", count: max(0, width - DisplayWidth.of(cut)))
    return numbers.contains(head) ? space + cut : cut + space
  }

  /// Widths that fit. Elastic columns give what is too much, those first that matter least; where even that is not
  /// enough, these go altogether, one after the other. A column that nobody fills has no width.
  private func fitted(_ widths: [Int], to limit: Int?) -> [Int] {
    let wanted = zip(heads.indices, widths).map { column, width in
      rows.isEmpty || rows.contains { !$0[column].isEmpty } ? width : 0
    }
    guard let limit else { return wanted }
    let columns = elastic.compactMap { heads.firstIndex(of: $0) }.filter { wanted[$0] > 0 }
    var best = wanted
    for dropped in 0...columns.count {
      best = wanted
      for column in columns.prefix(dropped) { best[column] = 0 }
      for column in columns.dropFirst(dropped) where total(best) > limit {
        best[column] = min(best[column], max(Self.least, best[column] - (total(best) - limit)))
      }
      if total(best) <= limit { break }
    }
    return best
  }

  private func total(_ widths: [Int]) -> Int { widths.reduce(-2) { $0 + ($1 > 0 ? $1 + 2 : 0) } }
}
