import StableHLO

/// The output layer and −log p of the targets, in chunks of rows, so that the logits of a batch never exist as a whole.
struct CrossEntropyGraph {
  let precision: ProgramPrecision
  /// V.
  let vocabulary: Int
  /// How many logits may exist at the same time.
  var logitsAtOnce = 1 << 25

  /// The loss and, of `scale` times it, the gradients.
  ///
  /// Each chunk is differentiated where it is computed, so backward never needs its logits again.
  ///
  /// - Parameters:
  ///   - hidden: (R, D) float32
  ///   - head: (V, D) float32
  ///   - targets: (R) of i32
  ///   - scale: what the loss is multiplied with
  /// - Returns: Σ losses of all rows, dHidden (R, D) and dHead (V, D), float32
  /// - Throws: `GraphError` for sizes that cannot be counted
  func lossAndGradients(
    hidden: Value, head: Value, targets: Value, scale: Double
  ) throws -> (loss: Value, dHidden: Value, dHead: Value) {
    let (graph, chunks) = (hidden.graph, chunks(rows: hidden.shape[0]))
    let rows = hidden.shape[0] / chunks
    let start = try [graph.constant(0, .f32), graph.constant(0, hidden.type), graph.constant(0, head.type)]
    let read = try [
      chunked(hidden.converted(to: precision.element), rows), head.converted(to: precision.element),
      chunked(targets, rows),
    ]
    let found = try turns(chunks, carrying: [start[0], chunked(start[1], rows), start[2]], reading: read) {
      graph, index, carried, read in
      let (hidden, head) = (try read[0].element(at: index), read[1])
      let loss = try losses(hidden, head, read[2].element(at: index)).total()
      let seed = try graph.constant(scale, .f32)
      let gradients = try graph.gradients(of: loss, seed: seed, withRespectTo: [hidden, head])
      return try [
        carried[0] + loss, carried[1].replacing(at: index, with: gradients[0].converted(to: .f32)),
        carried[2] + gradients[1].converted(to: .f32),
      ]
    }
    return (found[0], try found[1].reshaped(hidden.shape), found[2])
  }

  /// losses (R) of all rows, without gradients.
  func losses(hidden: Value, head: Value, targets: Value) throws -> Value {
    let (graph, chunks) = (hidden.graph, chunks(rows: hidden.shape[0]))
    let rows = hidden.shape[0] / chunks
    let read = try [
      chunked(hidden.converted(to: precision.element), rows), head.converted(to: precision.element),
      chunked(targets, rows),
    ]
    let start = try graph.constant(0, TensorType([chunks, rows], .f32))
    let found = try turns(chunks, carrying: [start], reading: read) { _, index, carried, read in
      let part = try losses(read[0].element(at: index), read[1], read[2].element(at: index))
      return [try carried[0].replacing(at: index, with: part)]
    }
    return try found[0].reshaped(targets.shape)
  }

  /// −log softmax(hidden (r, D) · head (V, D)ᵀ)[targets (r)], in float32.
  private func losses(_ hidden: Value, _ head: Value, _ targets: Value) throws -> Value {
    let logits = try hidden.dot(head, DotDimensions(contracting: ([1], [1])), element: .f32)
    func spread(_ row: Value) throws -> Value { try row.broadcast(to: logits.shape, dimensions: [0]) }
    let largest = try logits.reduced(.maximum, [1]).detached()
    let sum = try (logits - spread(largest)).applying(.exponential).reduced(.sum, [1])
    let isTarget = try logits.graph.iota(logits.type.with(.i32), dimension: 1).compared(.equal, spread(targets))
    let ofTarget = try isTarget.select(logits, logits.filled(with: 0)).reduced(.sum, [1])
    return try sum.applying(.log) + largest - ofTarget
  }

  /// The fewest equal chunks whose logits are within the limit.
  func chunks(rows: Int) -> Int {
    let least = max(1, rows * vocabulary / max(1, logitsAtOnce))
    return (least...max(least, rows)).first {
      rows.isMultiple(of: $0) && rows / $0 * vocabulary <= logitsAtOnce
    } ?? rows
  }

  private func chunked(_ x: Value, _ rows: Int) throws -> Value {
    try x.reshaped([x.shape[0] / rows, rows] + x.shape.dropFirst())
  }

  /// A loop; of one turn, what the turn does. Either way gradients end at what it carries and reads.
  private func turns(
    _ count: Int, carrying carried: [Value], reading read: [Value],
    _ body: (_ graph: Graph, _ index: Value, _ carried: [Value], _ read: [Value]) throws -> [Value]
  ) throws -> [Value] {
    let graph = carried[0].graph
    if count == 1 {
      return try body(graph, graph.constant(0, .i32), carried.map { try $0.detached() }, read.map { try $0.detached() })
    }
    return try graph.repeated(count, carrying: carried, reading: read, body)
  }
}
