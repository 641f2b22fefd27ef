extension Graph {
  /// Runs `body` while `condition` is true.
  ///
  /// - Parameters:
  ///   - state: what the first turn gets
  ///   - condition: gives one truth value for a state, in a graph of its own
  ///   - body: gives the next state, of the same types, in a graph of its own
  /// - Returns: the last state
  /// - Throws: ``GraphError`` if the state changes its types, or a region reads from outside
  package func loop(
    _ state: [Value], while condition: (_ region: Graph, _ state: [Value]) throws -> Value,
    body: (_ region: Graph, _ state: [Value]) throws -> [Value]
  ) throws -> [Value] {
    let types = state.map(\.type)
    let check = try Region(types) { [try condition($0, $1)] }
    let turn = try Region(types, body)
    let found = [check.types, turn.types]
    guard found == [[.scalar(.i1)], types] else {
      throw GraphError.mismatch(
        operation: "while", expected: "i1, and \(types.map(\.description).joined(separator: ", "))",
        found: Array(found.joined()))
    }
    return try add(.loop(condition: check, body: turn), state, types: types)
  }

  /// Runs `body` a given number of times.
  ///
  /// - Parameters:
  ///   - count: how often
  ///   - carried: what the first turn gets and each turn hands on
  ///   - read: what every turn reads
  ///   - body: gives the next `carried`; `index` counts from 0
  /// - Returns: the last `carried`
  /// - Throws: as above
  package func repeated(
    _ count: Int, carrying carried: [Value], reading read: [Value],
    _ body: (_ region: Graph, _ index: Value, _ carried: [Value], _ read: [Value]) throws -> [Value]
  ) throws -> [Value] {
    let carriedCount = carried.count
    let state = try [constant(0, .i32)] + carried + read
    let last = try loop(state) { region, state in
      try state[0].compared(.less, region.constant(Double(count), .i32))
    } body: { region, state in
      let kept = Array(state[(carriedCount + 1)...])
      return try [state[0] + 1] + body(region, state[0], Array(state[1...carriedCount]), kept) + kept
    }
    return Array(last[1..<(carriedCount + 1)])
  }
}

extension Region {
  init(_ types: [TensorType], _ build: (_ region: Graph, _ arguments: [Value]) throws -> [Value]) throws {
    graph = Graph()
    let values = try build(graph, try types.map(graph.argument))
    for value in values where value.graph !== graph { throw GraphError.foreignValue(operation: "return") }
    results = values.map(\.index)
  }

  /// What it returns.
  package var types: [TensorType] { results.map { graph.value($0).type } }
}
