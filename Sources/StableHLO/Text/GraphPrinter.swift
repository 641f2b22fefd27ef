/// Writes a graph's operations, one a line; a region's are indented below its operation.
struct GraphPrinter {
  private let graph: Graph
  /// Keeps the names of different regions apart; begins with a letter, as MLIR asks.
  private let prefix: String
  private let argumentPrefix: String
  let productsInFloat32: Bool
  private let indentation: String
  /// Names of the values so far, by number.
  private var names: [Int: String] = [:]
  private var lines: [String] = []
  private var nextName = 0

  init(_ graph: Graph, prefix: String, argumentPrefix: String, productsInFloat32: Bool, indentation: String) {
    (self.graph, self.prefix, self.indentation) = (graph, prefix, indentation)
    (self.argumentPrefix, self.productsInFloat32) = (argumentPrefix, productsInFloat32)
  }

  /// The operations that `results` need, in the graph's order.
  mutating func lines(upTo results: [Int]) -> String {
    let needed = nodesNeeded(by: results)
    for index in graph.nodes.indices where needed[index] { add(index) }
    return lines.joined(separator: "\n")
  }

  /// `%1, %2`.
  func names(_ values: [Int]) -> String { values.map(name).joined(separator: ", ") }

  func name(_ value: Int) -> String { names[value] ?? "%missing" }

  private func nodesNeeded(by results: [Int]) -> [Bool] {
    var needed = [Bool](repeating: false, count: graph.nodes.count)
    var open = results
    while let value = open.popLast() {
      let node = graph.values[value].node
      if needed[node] { continue }
      needed[node] = true
      open += graph.nodes[node].operands
    }
    return needed
  }

  private mutating func add(_ index: Int) {
    let node = graph.nodes[index]
    let results = graph.results(ofNode: index)
    switch node.operation {
    case .argument(let number):
      names[results[0].index] = "%\(argumentPrefix)\(number)"
      return
    case .detach, .differentiated:
      names[results[0].index] = name(node.operands[0])
      return
    default: break
    }
    let own = "%\(prefix)\(nextName)"
    nextName += 1
    for (number, result) in results.enumerated() {
      names[result.index] = results.count == 1 ? own : "\(own)#\(number)"
    }
    let target = results.count == 1 ? own : "\(own):\(results.count)"
    lines += linesBefore(node, name: own).map { indentation + $0 }
    lines.append(indentation + target + " = " + text(of: node, name: own))
  }

  /// `(tensor<f32>, tensor<f32>) -> tensor<f32>`.
  func signature(_ node: Graph.Node) -> String {
    let operands = node.operands.map { "\(graph.value($0).type)" }.joined(separator: ", ")
    let results = node.types.map(\.description).joined(separator: ", ")
    return "(\(operands)) -> " + (node.types.count == 1 ? results : "(\(results))")
  }

  /// A region in the generic form.
  func region(_ region: Region, name: String) -> String {
    let inner = indentation + "  "
    let prefix = name.dropFirst() + "_"
    var printer = GraphPrinter(
      region.graph, prefix: String(prefix), argumentPrefix: prefix + "arg", productsInFloat32: productsInFloat32,
      indentation: inner)
    let arguments = region.graph.arguments.enumerated().map { "%\(prefix)arg\($0): \($1)" }.joined(separator: ", ")
    let body = printer.lines(upTo: region.results)
    let types = region.types.map(\.description).joined(separator: ", ")
    let head = "{\n\(indentation)^bb0(\(arguments)):\n" + (body.isEmpty ? "" : body + "\n")
    return head + "\(inner)stablehlo.return \(printer.names(region.results)) : \(types)\n\(indentation)}"
  }

  /// A region that combines two scalars.
  func combining(_ operation: String, _ element: ElementType, name: String) -> String {
    let (type, inner, prefix) = ("tensor<\(element.text)>", indentation + "  ", name.dropFirst() + "_")
    return """
      {
      \(indentation)^bb0(%\(prefix)a: \(type), %\(prefix)b: \(type)):
      \(inner)%\(prefix)c = stablehlo.\(operation) %\(prefix)a, %\(prefix)b : \(type)
      \(inner)stablehlo.return %\(prefix)c : \(type)
      \(indentation)}
      """
  }

  func type(of value: Int) -> TensorType { graph.value(value).type }
}
