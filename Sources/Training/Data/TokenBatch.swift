import Kernels
import Transformer

/// Inputs and targets of one pass: each target is the token after its input, or none if that is not asked for.
package struct TokenBatch {
  /// Sequences and positions of the pass.
  package private(set) var shape: BatchShape
  package private(set) var inputs: [UInt32]  // (B, T)
  package private(set) var targets: [UInt32]  // (B, T)
  /// Targets that are asked for.
  package private(set) var asked = 0
  private var window: [UInt32]  // (T + 1)
  private var marks: [Bool]  // (T + 1)

  /// A batch of up to so many sequences and positions.
  package init(capacity: BatchShape) {
    shape = capacity
    inputs = [UInt32](repeating: 0, count: capacity.rows)
    targets = inputs
    window = [UInt32](repeating: 0, count: capacity.positions + 1)
    marks = [Bool](repeating: false, count: capacity.positions + 1)
  }

  /// Fills the batch with windows of a source: `start` gives the first token of each of `shape`'s sequences.
  ///
  /// - Throws: what the source throws
  package mutating func fill(
    _ shape: BatchShape, from source: any TokenSource, start: (_ sequence: Int) -> Int
  ) throws {
    self.shape = shape
    asked = shape.rows
    for sequence in 0..<shape.batch {
      let first = start(sequence)
      try window.withUnsafeMutableBufferPointer { window in
        guard let base = window.baseAddress else { return }
        try source.copyTokens(at: first, count: shape.positions + 1, into: base)
      }
      let rows = sequence * shape.positions..<(sequence + 1) * shape.positions
      inputs.replaceSubrange(rows, with: window[..<shape.positions])
      targets.replaceSubrange(rows, with: window[1...shape.positions])
      if source.marksPrompts { try dropPrompts(rows, from: source, at: first) }
    }
  }

  /// Makes no targets of the tokens of prompts.
  private mutating func dropPrompts(_ rows: Range<Int>, from source: any TokenSource, at first: Int) throws {
    try marks.withUnsafeMutableBufferPointer { marks in
      guard let base = marks.baseAddress else { return }
      try source.copyPromptMarks(at: first, count: rows.count + 1, into: base)
    }
    for (place, row) in rows.enumerated() where marks[place + 1] {
      targets[row] = ignoredTarget
      asked -= 1
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
