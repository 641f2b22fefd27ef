/// Where the nodes of a lineage stand: one row each, after all that they were made from, in as few columns as it takes.
///
/// A node stands at the head of its column's line, which goes down to the last row that reads it and is this node's
/// alone until there. So no node covers another, and no line passes through one.
///
/// - Complexity: quadratic in the number of nodes.
struct LineageLayout: Equatable {
  /// The nodes' indices, from the first row to the last.
  let order: [Int]
  /// Row and column of each node, by its index.
  let rows, columns: [Int]
  /// The last row that a node's line reaches, by its index: its own where nothing was made from it.
  let ends: [Int]
  /// How many columns there are.
  let columnCount: Int

  /// Lays a graph out.
  init(_ graph: LineageGraph) {
    order = Self.order(graph)
    var rows = Array(repeating: 0, count: graph.nodes.count)
    for (row, node) in order.enumerated() { rows[node] = row }
    var ends = rows
    for edge in graph.edges { ends[edge.from] = max(ends[edge.from], rows[edge.to]) }
    var columns = rows
    var busyUntil: [Int] = []
    for node in order {
      // A line that ends in this row bends into the node from its own column: that one is free from here on.
      let free = busyUntil.firstIndex { $0 <= rows[node] } ?? busyUntil.count
      if free == busyUntil.count { busyUntil.append(0) }
      columns[node] = free
      busyUntil[free] = max(ends[node], rows[node] + 1)
    }
    (self.rows, self.ends, self.columns, columnCount) = (rows, ends, columns, busyUntil.count)
  }

  /// An order in which each node follows what it was made from, as soon after that as can be. In a circle, which only
  /// a damaged record has, the first node goes first.
  private static func order(_ graph: LineageGraph) -> [Int] {
    var sources = graph.nodes.map { _ in Set<Int>() }
    for edge in graph.edges { sources[edge.to].insert(edge.from) }
    var rows: [Int: Int] = [:]
    var order: [Int] = []
    var waiting = Array(graph.nodes.indices)
    while !waiting.isEmpty {
      let ready = waiting.filter { sources[$0].allSatisfy { rows[$0] != nil } }
      // Of those that can come next, the one that was made from the latest; given files before what nothing needs yet.
      let next = ready.max { latest(of: $0, sources, rows) < latest(of: $1, sources, rows) } ?? waiting[0]
      rows[next] = order.count
      order.append(next)
      waiting.removeAll { $0 == next }
    }
    return order
  }

  private static func latest(of node: Int, _ sources: [Set<Int>], _ rows: [Int: Int]) -> (Int, Int) {
    (sources[node].compactMap { rows[$0] }.max() ?? -1, -node)
  }
}
