import StableHLO
import Transformer

/// The output layer and −log p of the targets, in chunks of rows, so that the logits of a batch never exist as a whole.
struct CrossEntropyGraph {
  let precision: ProgramPrecision
  /// What logits are kept in.
  let logits: ElementType
  /// V.
  let vocabulary: Int
  /// The size at which logits are capped; nil for none.
  let cap: Double?
  /// How many logits may exist at the same time.
  var logitsAtOnce = 1 << 27

  /// Behind a norm logits are small enough to be kept in the products' precision; without one they may be large, and a
  /// rounded large one would be off by more than a loss is told with.
  init(_ configuration: ModelConfiguration, _ precision: ProgramPrecision, logitsAtOnce: Int = 1 << 27) {
    (self.precision, vocabulary, self.logitsAtOnce) = (precision, configuration.vocabulary, logitsAtOnce)
    logits = configuration.norm == .none ? .f32 : precision.element
    cap = configuration.logitCap
  }

  /// The loss and, of `scale` times it, the gradients.
  ///
  /// Each chunk's gradient is computed with its loss, so backward never needs its logits again.
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
      _, index, carried, read in
      let rows = try RowLosses(read[0].element(at: index), read[1], read[2].element(at: index), logits, cap)
      let dLogits = try rows.gradient(scale: scale)
      let dHidden = try dLogits.dot(rows.head, DotDimensions(contracting: ([1], [0])), element: .f32)
      let dHead = try dLogits.dot(rows.hidden, DotDimensions(contracting: ([0], [0])), element: .f32)
      return try [
        carried[0] + rows.losses.total(), carried[1].replacing(at: index, with: dHidden), carried[2] + dHead,
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
      let part = try RowLosses(read[0].element(at: index), read[1], read[2].element(at: index), logits, cap)
      return [try carried[0].replacing(at: index, with: part.losses)]
    }
    return try found[0].reshaped(targets.shape)
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

/// −log softmax(hidden (r, D) · head (V, D)ᵀ)[targets (r)] of some rows.
///
/// Logits of bfloat16 halve what is read three times; the softmax and its sums are float32, and so is the logit of each
/// target, which is multiplied once more.
private struct RowLosses {
  let hidden, head: Value
  /// (r), float32.
  let losses: Value
  /// Capped, if there is a cap.
  private let logits, targets: Value
  private let cap: Double?
  /// log Σ exp(logits), (r).
  private let logSum: Value

  init(_ hidden: Value, _ head: Value, _ targets: Value, _ element: ElementType, _ cap: Double?) throws {
    (self.hidden, self.head, self.targets, self.cap) = (hidden, head, targets, cap)
    logits = try hidden.dot(head, DotDimensions(contracting: ([1], [1])), element: element).converted(to: .f32)
      .capped(at: cap)
    let largest = try logits.reduced(.maximum, [1])
    let sum = try (logits - largest.broadcast(to: logits.shape, dimensions: [0])).applying(.exponential)
      .reduced(.sum, [1])
    logSum = try sum.applying(.log) + largest
    let ofTarget = try (hidden.converted(to: .f32) * head.rows(at: targets).converted(to: .f32)).reduced(.sum, [1])
    losses = try logSum - ofTarget.capped(at: cap)
  }

  /// scale · (softmax − 1 at the target) · the cap's slope, (r, V), in the products' precision.
  func gradient(scale: Double) throws -> Value {
    func spread(_ row: Value) throws -> Value { try row.broadcast(to: logits.shape, dimensions: [0]) }
    let probabilities = try (logits - spread(logSum)).applying(.exponential)
    let isTarget = try logits.graph.iota(logits.type.with(.i32), dimension: 1).compared(.equal, spread(targets))
    let difference = try isTarget.select(probabilities - probabilities.filled(with: 1), probabilities)
    let slope = try cap.map { try 1 - (logits * (1 / $0)) * (logits * (1 / $0)) }
    let ofCapped = try difference * scale
    return try (slope.map { try ofCapped * $0 } ?? ofCapped).converted(to: hidden.element)
  }
}

extension Value {
  /// cap · tanh(x / cap); x itself without a cap.
  func capped(at cap: Double?) throws -> Value {
    guard let cap else { return self }
    return try (self * (1 / cap)).applying(.tanh) * cap
  }
}
