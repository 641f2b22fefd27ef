/// One operation as a training step calls it.
struct KernelCall {
  let name: String
  let calls: Int
  let flops: Double
  let work: () -> Void
}

/// The sizes of a model and batch.
struct StepShape {
  let vocabulary, positions, width, layers, heads, feedForward, batch: Int
  /// Groups of the batch in sums over rows.
  var groups = 8

  static let tinyStories = StepShape(
    vocabulary: 10_000, positions: 256, width: 512, layers: 4, heads: 16, feedForward: 1344, batch: 32)

  var rows: Int { batch * positions }
}
