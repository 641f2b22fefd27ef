import StableHLO

/// Computes graphs in the most obvious way: one operation after another, an element at a time. It is the oracle of programs
/// where no plugin is installed.
package struct GraphInterpreter {
  /// Whether numbers are rounded to their types. Without it everything is a `Double`, for finite differences.
  package let isRounding: Bool

  package init(isRounding: Bool = true) { self.isRounding = isRounding }

  package struct Failure: Error, Equatable {
    package let what: String
  }

  /// Runs a program on one replica.
  package func run(_ program: Program, _ arguments: [SlowTensor]) throws -> [SlowTensor] {
    try run(program, replicas: [arguments])[0]
  }

  /// Runs a program on all replicas at once, operation by operation.
  ///
  /// - Returns: for each replica what it returns
  package func run(_ program: Program, replicas: [[SlowTensor]]) throws -> [[SlowTensor]] {
    try run(program.graph, program.results.map(\.index), replicas)
  }

  /// Values of a graph, for each replica, from the graph's arguments.
  package func run(_ graph: Graph, _ results: [Int], _ replicas: [[SlowTensor]]) throws -> [[SlowTensor]] {
    for arguments in replicas where arguments.map(\.type) != graph.arguments {
      throw Failure(what: "arguments \(arguments.map(\.type)) (expected \(graph.arguments))")
    }
    let needed = Self.nodesNeeded(graph, results)
    var values = replicas.map { _ in [Int: SlowTensor]() }
    for (index, node) in graph.nodes.enumerated() where needed.contains(index) {
      let operands = values.map { values in node.operands.compactMap { values[$0] } }
      let found = try outcome(of: node, operands, arguments: replicas)
      for (replica, tensors) in found.enumerated() {
        for (number, tensor) in tensors.enumerated() {
          values[replica][graph.firstResults[index] + number] = isRounding ? Self.rounded(tensor) : tensor
        }
      }
    }
    return values.map { values in results.compactMap { values[$0] } }
  }

  private static func nodesNeeded(_ graph: Graph, _ results: [Int]) -> Set<Int> {
    var nodeOfValue: [Int] = []
    for (index, node) in graph.nodes.enumerated() { nodeOfValue += node.types.map { _ in index } }
    var (needed, open) = (Set<Int>(), results)
    while let value = open.popLast() {
      if needed.insert(nodeOfValue[value]).inserted { open += graph.nodes[nodeOfValue[value]].operands }
    }
    return needed
  }

  private static func rounded(_ tensor: SlowTensor) -> SlowTensor {
    SlowTensor(tensor.type, tensor.values.map(tensor.type.element.rounded))
  }

  /// Operations that see all replicas, or run graphs; the others are taken replica by replica.
  private func outcome(
    of node: Graph.Node, _ operands: [[SlowTensor]], arguments: [[SlowTensor]]
  ) throws -> [[SlowTensor]] {
    switch node.operation {
    case .argument(let number): return arguments.map { [$0[number]] }
    case .loop(let condition, let body): return try loop(condition, body, operands)
    case .allReduce(let count):
      guard count == operands.count else {
        throw Failure(what: "all_reduce of \(count) replicas on \(operands.count)")
      }
      var sum = operands[0][0]
      for other in operands.dropFirst() { sum.values = zip(sum.values, other[0].values).map { $0 + $1 } }
      return operands.map { _ in [sum] }
    case .detach, .barrier: return operands
    case .customCall(let call): throw Failure(what: "custom call \(call.target)")
    default: return operands.map { [Self.result(of: node, $0)] }
    }
  }

  private func loop(_ condition: Region, _ body: Region, _ start: [[SlowTensor]]) throws -> [[SlowTensor]] {
    var state = start
    while true {
      let answers = try run(condition.graph, condition.results, state).map { $0[0].values[0] }
      guard Set(answers).count == 1 else { throw Failure(what: "replicas disagree about a loop's end") }
      if answers[0] == 0 { return state }
      state = try run(body.graph, body.results, state)
    }
  }
}
