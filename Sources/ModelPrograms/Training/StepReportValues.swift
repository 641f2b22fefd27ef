import StableHLO

/// What the steps of a launch say: the loss and norm of each, how many changed the state, and whether all did so far.
struct StepReportValues {
  let losses, norms: Value  // (K)
  /// 1 as long as no step diverged.
  let taken: Value  // (1)
  let isAlive: Value  // scalar i1

  /// Of no steps yet.
  init(in graph: Graph, steps: Int) throws {
    losses = try graph.constant(0, TensorType([steps], .f32))
    norms = losses
    taken = try graph.constant(0, TensorType([1], .i32))
    isAlive = try graph.constant(1, .i1)
  }

  init(_ values: ArraySlice<Value>) {
    let values = Array(values)
    (losses, norms, taken, isAlive) = (values[0], values[1], values[2], values[3])
  }

  private init(losses: Value, norms: Value, taken: Value, isAlive: Value) {
    (self.losses, self.norms, self.taken, self.isAlive) = (losses, norms, taken, isAlive)
  }

  var values: [Value] { [losses, norms, taken, isAlive] }

  /// With the loss and norm (scalars) of one more step: 0 if an earlier one diverged.
  func adding(loss: Value, norm: Value, at index: Value) throws -> StepReportValues {
    let isFinite = try loss.applying(.isFinite).combined(.and, norm.applying(.isFinite))
    let isTaken = try isAlive.combined(.and, isFinite)
    let zero = try loss.filled(with: 0)
    return StepReportValues(
      losses: try losses.replacing(at: index, with: isAlive.select(loss, zero)),
      norms: try norms.replacing(at: index, with: isAlive.select(norm, zero)),
      taken: try taken + isTaken.converted(to: .i32).reshaped([1]), isAlive: isTaken)
  }

  static func bindings(steps: Int) -> [Binding] {
    [
      Binding("losses", TensorType([steps], .f32), .result), Binding("norms", TensorType([steps], .f32), .result),
      Binding("taken", TensorType([1], .i32), .result),
    ]
  }
}
