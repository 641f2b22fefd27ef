/// Gradients of a graph's values as far as they are known, by number: each is the sum of what the value's readers give.
struct GradientSums {
  private let graph: Graph
  private var parts: [Int: [Value]] = [:]

  init(_ graph: Graph) { self.graph = graph }

  func hasAny(_ index: Int) -> Bool { parts[index] != nil }

  mutating func add(_ gradient: Value, to index: Int) { parts[index, default: []].append(gradient) }

  /// The sum of all that was added; nil of nothing. Of different precisions it has the higher one.
  subscript(index: Int) -> Value? {
    get throws {
      guard let parts = parts[index] else { return nil }
      let element: ElementType = parts.allSatisfy { $0.element == parts[0].element } ? parts[0].element : .f32
      if let joined = try joined(parts, element) { return joined }
      return try parts.dropFirst().reduce(parts[0].converted(to: element)) { try $0 + $1.converted(to: element) }
    }
  }

  /// Gradients of slices that make up the whole along one dimension, side by side: their sum, without adding zeros.
  private func joined(_ parts: [Value], _ element: ElementType) throws -> Value? {
    let pads = parts.compactMap(Padding.init)
    guard parts.count > 1, pads.count == parts.count else { return nil }
    let dimensions = pads[0].low.indices.filter { dimension in
      pads.contains { $0.low[dimension] != 0 || $0.high[dimension] != 0 }
    }
    guard dimensions.count == 1 else { return nil }
    let dimension = dimensions[0]
    let inOrder = pads.sorted { $0.low[dimension] < $1.low[dimension] }
    var end = 0
    for pad in inOrder {
      guard pad.low[dimension] == end else { return nil }
      end += pad.source.shape[dimension]
    }
    guard end == parts[0].shape[dimension] else { return nil }
    return try graph.concatenate(inOrder.map { try $0.source.converted(to: element) }, dimension: dimension)
  }
}

/// What a value is that was padded with zeros.
private struct Padding {
  let source: Value
  let low, high: [Int]

  /// Nil for any other value.
  init?(_ value: Value) {
    let (graph, node) = (value.graph, value.graph.node(of: value))
    guard case .pad(let low, let high, let interior) = node.operation, interior.allSatisfy({ $0 == 0 }),
      (low + high).allSatisfy({ $0 >= 0 }), case .splat(0) = graph.node(of: graph.value(node.operands[1])).operation
    else { return nil }
    (source, self.low, self.high) = (graph.value(node.operands[0]), low, high)
  }
}
