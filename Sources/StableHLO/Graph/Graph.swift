/// Operations on tensors, each after those that it reads: what a device is given to compute.
///
/// Values are made by the methods of ``Value`` and of this class, which check types and throw ``GraphError``. An operation
/// that is in the graph already is not added again. Nothing here computes: a plugin does, or `GraphInterpreter` of
/// module `Reference`.
package final class Graph {
  /// An operation with what it reads and what it gives. Values are counted through the graph.
  package struct Node: Hashable {
    package let operation: Operation
    /// The values that it reads.
    package let operands: [Int]
    /// The types of the values that it gives, which follow one another from `firstResult` on.
    package let types: [TensorType]
  }

  package private(set) var nodes: [Node] = []
  /// The first value that each node gives.
  package private(set) var firstResults: [Int] = []
  /// Types of its arguments.
  package private(set) var arguments: [TensorType] = []

  /// The type of every value, and the node that gives it.
  private(set) var values: [(type: TensorType, node: Int)] = []
  private var known: [Node: Int] = [:]

  /// Without an operation.
  package init() {}

  /// A new argument, after those that there are.
  ///
  /// - Throws: ``GraphError/impossibleType(_:)``
  package func argument(_ type: TensorType) throws -> Value {
    let value = try add(.argument(arguments.count), [], type)
    arguments.append(type)
    return value
  }

  /// The value of this number.
  package func value(_ index: Int) -> Value { Value(graph: self, index: index, type: values[index].type) }

  /// The node that gives a value.
  func node(of value: Value) -> Node { nodes[values[value.index].node] }

  /// What a node reads.
  func operands(of node: Node) -> [Value] { node.operands.map(value) }

  /// What the node of this number gives.
  func results(ofNode index: Int) -> [Value] {
    nodes[index].types.indices.map { value(firstResults[index] + $0) }
  }

  func add(_ operation: Operation, _ operands: [Value], _ type: TensorType) throws -> Value {
    try add(operation, operands, types: [type])[0]
  }

  /// Adds an operation whose types have been checked.
  func add(_ operation: Operation, _ operands: [Value], types: [TensorType]) throws -> [Value] {
    guard operands.allSatisfy({ $0.graph === self }) else {
      throw GraphError.foreignValue(operation: operation.name)
    }
    // A custom call may have a result without elements: room that the plugin makes as large as it needs.
    let least = if case .customCall = operation { 0 } else { 1 }
    for type in types { try Self.check(type, least: least) }
    let node = Node(operation: operation, operands: operands.map(\.index), types: types)
    if let index = known[node] { return results(ofNode: index) }
    known[node] = nodes.count
    firstResults.append(values.count)
    values += types.map { ($0, nodes.count) }
    nodes.append(node)
    return results(ofNode: nodes.count - 1)
  }

  private static func check(_ type: TensorType, least: Int) throws {
    var count = 1
    for size in type.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= least, !overflow, product < 1 << 48 else { throw GraphError.impossibleType(type) }
      count = product
    }
  }
}

/// A tensor in a graph.
package struct Value {
  package let graph: Graph
  /// Its number among the graph's values.
  package let index: Int
  package let type: TensorType

  package var shape: [Int] { type.shape }
  package var element: ElementType { type.element }
}
