import Transformer

/// Inputs and targets of one pass: each target is the token after its input.
package struct TokenBatch {
  /// Sequences and positions of the pass.
  package private(set) var shape: BatchShape
  package private(set) var inputs: [UInt32]  // (B, T)
  package private(set) var targets: [UInt32]  // (B, T)
  private var window: [UInt32]  // (T + 1)

  /// A batch of up to so many sequences and positions.
  package init(capacity: BatchShape) {
    shape = capacity
    inputs = [UInt32](repeating: 0, count: capacity.rows)
    targets = inputs
    window = [UInt32](repeating: 0, count: capacity.positions + 1)
  }

  /// Fills the batch with windows of a source: `start` gives the first token of each of `shape`'s sequences.
  ///
  /// - Throws: what the source throws
  package mutating func fill(
    _ shape: BatchShape, from source: any TokenSource, start: (_ sequence: Int) -> Int
  ) throws {
    self.shape = shape
    for sequence in 0..<shape.batch {
      try window.withUnsafeMutableBufferPointer { window in
        guard let base = window.baseAddress else { return }
        try source.copyTokens(at: start(sequence), count: shape.positions + 1, into: base)
      }
      let rows = sequence * shape.positions..<(sequence + 1) * shape.positions
      inputs.replaceSubrange(rows, with: window[..<shape.positions])
      targets.replaceSubrange(rows, with: window[1...shape.positions])
    }
  }

  /// Calls `body` with the memory of inputs and targets.
  package func withPointers<Result>(
    _ body: (_ inputs: UnsafePointer<UInt32>, _ targets: UnsafePointer<UInt32>) throws -> Result
  ) rethrows -> Result? {
    try inputs.withUnsafeBufferPointer { inputs in
      try targets.withUnsafeBufferPointer { targets in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else { return nil }
        return try body(inputs, targets)
      }
    }
  }
}
