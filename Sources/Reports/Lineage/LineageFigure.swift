/// A lineage as one SVG: a row for each run and each kind of file, from given texts down to the runs of the report, and
/// lines from what was read to what was made of it.
///
/// The bytes are a function of the values alone. Colours stand in attributes and in classes, as in `LossFigure`.
package struct LineageFigure {
  private let graph: LineageGraph
  private let layout: LineageLayout
  private let colours: [String]

  private static let rowHeight = 26.0
  private static let columnWidth = 18.0
  private static let margin = 14.0
  /// Characters of a name and of a remark that are shown; the rest is told to who points at it.
  private static let longestName = 64
  private static let longestRemark = 48

  /// A figure of a graph, in a report of so many runs.
  package init(_ graph: LineageGraph, runs: Int) {
    self.graph = graph
    layout = LineageLayout(graph)
    colours = Palette.colours(count: runs).light
  }

  /// The figure, an element `<svg>`.
  package var svg: String {
    let height = 2 * Self.margin + Self.rowHeight * Double(max(0, graph.nodes.count - 1))
    let title = "Lineage: \(graph.nodes.count { $0.kind == .run }) runs and the files between them"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(text(width)) \(text(height))" width="\(text(width))" \
      height="\(text(height))" class="figure lineage" role="img" aria-label="\(title)" \
      font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif" font-size="12.5" \
      fill="#57606a">
      <title>\(title)</title>
      <g fill="none" stroke-linejoin="round">
      \(graph.edges.map(line).joined(separator: "\n"))
      </g>
      \(layout.order.map(node).joined(separator: "\n"))
      </svg>

      """
  }

  private var textStart: Double { Self.margin + Self.columnWidth * Double(layout.columnCount) }

  private var width: Double {
    let longest =
      graph.nodes.map { node in
        min(Self.longestName, node.name.count) + min(Self.longestRemark, node.remark.count)
      }.max() ?? 0
    return textStart + 40 + 7.4 * Double(longest)
  }

  private func x(_ node: Int) -> Double { Self.margin + Self.columnWidth * Double(layout.columns[node]) }
  private func y(_ node: Int) -> Double { Self.margin + Self.rowHeight * Double(layout.rows[node]) }
  private func text(_ value: Double) -> String { NumberText.coordinate(value) }

  /// Down the column of what was read, then across to what was made.
  private func line(_ edge: LineageGraph.Edge) -> String {
    let (from, to) = (x(edge.from), x(edge.to))
    let path: String
    if from == to {
      path = "M\(text(from)) \(text(y(edge.from)))V\(text(y(edge.to)))"
    } else {
      let bend = to > from ? 7.0 : -7.0
      path =
        "M\(text(from)) \(text(y(edge.from)))V\(text(y(edge.to) - 7))q0 7 \(text(bend)) 7H\(text(to))"
    }
    return "<path class=\"base\" d=\"\(path)\" stroke=\"#8c959f\" stroke-width=\"1.4\"/>"
  }

  private func node(_ index: Int) -> String {
    let node = graph.nodes[index]
    let name = shortened(node.name, Self.longestName)
    let weight = node.kind == .run ? " font-weight=\"600\"" : ""
    return """
      <g class="node">\(mark(index))\
      <text class="name" x="\(text(textStart))" y="\(text(y(index)))" dy=".34em" fill="#1f2328"\(weight)>\
      \(MarkupText.escaped(name))\(remark(node))</text>\
      <title>\(MarkupText.escaped(node.name + (node.remark.isEmpty ? "" : ", " + node.remark)))</title></g>
      """
  }

  private func remark(_ node: LineageGraph.Node) -> String {
    guard !node.remark.isEmpty else { return "" }
    let text = MarkupText.escaped(shortened(node.remark, Self.longestRemark))
    return "<tspan class=\"remark\" dx=\"10\" fill=\"#57606a\" font-weight=\"400\">\(text)</tspan>"
  }

  /// A square for a run, a ring for files, a dot for given ones; in its colour for a run of the report.
  private func mark(_ index: Int) -> String {
    let node = graph.nodes[index]
    let place = (x: x(index), y: y(index))
    let shown = node.shown.flatMap { colours.indices.contains($0) ? $0 : nil }
    switch node.kind {
    case .run:
      let fill = shown.map { "class=\"f\($0)\" fill=\"\(colours[$0])\"" } ?? "class=\"dot\" fill=\"#57606a\""
      return
        "<rect \(fill) x=\"\(text(place.x - 5.5))\" y=\"\(text(place.y - 5.5))\" width=\"11\" height=\"11\" rx=\"2.5\"/>"
    case .files:
      let stroke =
        shown.map { "class=\"ring c\($0)\" stroke=\"\(colours[$0])\"" } ?? "class=\"ring plain\" stroke=\"#8c959f\""
      return
        "<circle \(stroke) cx=\"\(text(place.x))\" cy=\"\(text(place.y))\" r=\"4.5\" stroke-width=\"2\" fill=\"#ffffff\"/>"
    case .given:
      return "<circle class=\"dot\" cx=\"\(text(place.x))\" cy=\"\(text(place.y))\" r=\"4.5\" fill=\"#57606a\"/>"
    }
  }

  /// A path loses its beginning, of which many have the same.
  private func shortened(_ text: String, _ limit: Int) -> String {
    text.count <= limit ? text : "…" + text.suffix(limit - 1)
  }
}
