import Transformer

/// Inputs and targets of one pass: each target is the token after its input.
struct TokenBatch {
  private(set) var inputs: [UInt32]  // (B, T)
  private(set) var targets: [UInt32]  // (B, T)
  private var window: [UInt32]  // (T + 1)

  init(capacity: BatchShape) {
    inputs = [UInt32](repeating: 0, count: capacity.rows)
    targets = inputs
    window = [UInt32](repeating: 0, count: capacity.positions + 1)
  }

  /// Fills sequence number `sequence` from the `positions + 1` tokens at `start`.
  mutating func fill(
    _ sequence: Int, from source: any TokenSource, at start: Int, positions: Int
  ) throws {
    try window.withUnsafeMutableBufferPointer { window in
      guard let base = window.baseAddress else { return }
      try source.copyTokens(at: start, count: positions + 1, into: base)
    }
    let rows = sequence * positions..<(sequence + 1) * positions
    inputs.replaceSubrange(rows, with: window[..<positions])
    targets.replaceSubrange(rows, with: window[1...positions])
  }

  /// Calls `body` with the memory of inputs and targets.
  func withPointers<Result>(
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
