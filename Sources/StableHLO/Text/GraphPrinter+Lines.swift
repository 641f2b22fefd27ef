extension GraphPrinter {
  /// What stands on lines of its own before an operation.
  func linesBefore(_ node: Graph.Node, name own: String) -> [String] {
    switch node.operation {
    case .reduce(let reduction, _):
      let element = node.types[0].element
      let start = DecimalText.constant(reduction == .sum ? 0 : -element.largest, element)
      return ["\(own)s = stablehlo.constant dense<\(start)> : \(TensorType.scalar(element))"]
    case .dot(let dimensions, _) where isWidened(node):
      return linesBeforeWidened(node, dimensions, name: own)
    default: return []
    }
  }

  /// Whether a product's operands are made float32 before it.
  func isWidened(_ node: Graph.Node) -> Bool { productsInFloat32 && type(of: node.operands[0]).element == .bf16 }

  /// Both operands as float32; for a result of bfloat16 the product too.
  private func linesBeforeWidened(_ node: Graph.Node, _ dimensions: DotDimensions, name own: String) -> [String] {
    let operands = zip(node.operands, ["l", "r"]).map { operand, side in
      let type = type(of: operand)
      return "\(own)\(side) = stablehlo.convert \(name(operand)) : (\(type)) -> \(type.with(.f32))"
    }
    return node.types[0].element == .f32 ? operands : operands + ["\(own)w = " + product(node, dimensions, name: own)]
  }

  /// The product of the widened operands, or what is made of it.
  func widenedText(_ node: Graph.Node, _ dimensions: DotDimensions, name own: String) -> String {
    let type = node.types[0]
    if type.element == .f32 { return product(node, dimensions, name: own) }
    return "stablehlo.convert \(own)w : (\(type.with(.f32))) -> \(type)"
  }

  private func product(_ node: Graph.Node, _ dimensions: DotDimensions, name own: String) -> String {
    let types = node.operands.map { "\(type(of: $0).with(.f32))" }.joined(separator: ", ")
    return "stablehlo.dot_general \(own)l, \(own)r\(attributes(dimensions, .highest)) : (\(types)) -> "
      + "\(node.types[0].with(.f32))"
  }
}
