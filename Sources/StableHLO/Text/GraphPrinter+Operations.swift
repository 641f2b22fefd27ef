extension GraphPrinter {
  /// What stands right of the equals sign.
  func text(of node: Graph.Node, name own: String) -> String {
    let head = "stablehlo." + node.operation.name
    let (operands, type) = (names(node.operands), node.types[0])
    func call(_ attributes: String = "") -> String { "\(head) \(operands)\(attributes) : \(signature(node))" }
    switch node.operation {
    case .argument, .detach, .differentiated: return operands
    case .splat(let number): return "\(head) dense<\(DecimalText.constant(number, type.element))> : \(type)"
    case .dense(let numbers):
      return "\(head) dense<\(DecimalText.nested(numbers[...], type.shape[...], type.element))> : \(type)"
    case .iota(let dimension): return "\(head) dim = \(dimension) : \(type)"
    case .unary, .convert, .reshape: return call()
    case .binary: return "\(head) \(operands) : \(type)"
    case .barrier: return "\(head) \(operands) : \(node.types.map(\.description).joined(separator: ", "))"
    case .compare(let comparison):
      let element = self.type(of: node.operands[0]).element
      let kind = element.isFloat ? "FLOAT" : element.isUnsigned || element == .i1 ? "UNSIGNED" : "SIGNED"
      return "\(head) \(comparison.rawValue), \(operands), \(kind) : \(signature(node))"
    case .select: return "\(head) \(operands) : \(self.type(of: node.operands[0])), \(type)"
    case .broadcast(let dimensions): return call(", dims = \(dimensions)")
    case .transpose(let permutation): return call(", dims = \(permutation)")
    case .slice(let starts, let limits, let strides):
      let ranges = starts.indices.map { "\(starts[$0]):\(limits[$0]):\(strides[$0])" }.joined(separator: ", ")
      return "\(head) \(operands) [\(ranges)] : \(signature(node))"
    case .pad(let low, let high, let interior):
      return call(", low = \(low), high = \(high), interior = \(interior)")
    case .concatenate(let dimension): return call(", dim = \(dimension)")
    case .dot(let dimensions, let precision):
      return isWidened(node)
        ? widenedText(node, dimensions, name: own) : call(attributes(dimensions, precision))
    case .dynamicSlice(let sizes): return call(", sizes = \(sizes)")
    case .dynamicUpdateSlice: return call()
    case .reduce, .gatherRows, .scatterAddRows, .loop, .allReduce, .customCall:
      return genericText(of: node, name: own)
    }
  }

  func attributes(_ dimensions: DotDimensions, _ precision: DotPrecision) -> String {
    let (left, right) = (dimensions.leftBatching, dimensions.rightBatching)
    let batching = left.isEmpty ? "" : ", batching_dims = \(left) x \(right)"
    return batching + ", contracting_dims = \(dimensions.leftContracting) x \(dimensions.rightContracting)"
      + ", precision = [\(precision.rawValue), \(precision.rawValue)]"
  }

  /// Operations with a region or many attributes, in the form that all of MLIR shares.
  private func genericText(of node: Graph.Node, name own: String) -> String {
    let head = "\"stablehlo.\(node.operation.name)\"(\(names(node.operands)))"
    let element = node.types[0].element
    switch node.operation {
    case .reduce(let reduction, let dimensions):
      return reduceText(node, reduction, dimensions, name: own)
    case .gatherRows:
      let width = node.types[0].shape[1]
      return head
        + " <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], "
        + "start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, "
        + "slice_sizes = array<i64: 1, \(width)>}> : \(signature(node))"
    case .scatterAddRows:
      return head
        + " <{indices_are_sorted = false, scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], "
        + "inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>, "
        + "unique_indices = false}> (\(combining("add", element, name: own))) : \(signature(node))"
    case .loop(let condition, let body):
      return head + " (\(region(condition, name: own + "c")), \(region(body, name: own + "b"))) : \(signature(node))"
    case .allReduce(let replicas):
      let group = (0..<replicas).map(String.init).joined(separator: ", ")
      return head + " <{replica_groups = dense<[[\(group)]]> : tensor<1x\(replicas)xi64>}> "
        + "(\(combining("add", element, name: own))) : \(signature(node))"
    case .customCall(let call):
      func layouts(_ all: [[Int]]) -> String {
        "[" + all.map { "dense<\($0.isEmpty ? "" : "\($0)")> : tensor<\($0.count)xindex>" }.joined(separator: ", ")
          + "]"
      }
      return head + " <{api_version = 2 : i32, backend_config = \"\(Self.escaped(call.configuration))\", "
        + "call_target_name = \"\(Self.escaped(call.target))\", operand_layouts = \(layouts(call.operandLayouts)), "
        + "result_layouts = \(layouts(call.resultLayouts))}> : \(signature(node))"
    default: return head
    }
  }

  /// The short form of a reduction.
  private func reduceText(
    _ node: Graph.Node, _ reduction: Reduction, _ dimensions: [Int], name own: String
  ) -> String {
    let scalar = TensorType.scalar(node.types[0].element)
    return "stablehlo.reduce(\(names(node.operands)) init: \(own)s) applies stablehlo.\(reduction.rawValue) "
      + "across dimensions = \(dimensions) : (\(type(of: node.operands[0])), \(scalar)) -> \(node.types[0])"
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
