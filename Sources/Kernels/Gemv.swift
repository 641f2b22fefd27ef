import CKernels

/// Products of few rows with weights as they are stored, nothing packed: y = or += x Wᵀ. A row's result does not depend
/// on the other rows.
extension CPUOperations {
  package var gemvRows: Int { kernels.gemv_rows }

  func gemv(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: WeightMatrix, rows: Int, accumulate: Bool
  ) {
    let ranges = OutputRanges(count: weight.outputs, threads: team.threadsHere).all
    team.perform(tasks: ranges.count) { task in
      gemv(y: y, x: x, weight: weight, rows: rows, outputs: ranges[task], accumulate: accumulate)
    }
  }

  /// Columns `outputs` of y.
  private func gemv(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: WeightMatrix, rows: Int, outputs: Range<Int>,
    accumulate: Bool
  ) {
    let (first, last, add) = (outputs.lowerBound, outputs.upperBound, Int32(accumulate ? 1 : 0))
    let (y_row, inputs) = (weight.outputs, weight.inputs)
    switch weight.precision {
    case .fp32:
      kernels.gemv_float32(y, y_row, x, weight.floats, nil, rows, inputs, first, last, add, nil)
    case .bf16:
      workspaces.borrow(4 * inputs) { workspace in
        kernels.gemv_bfloat16(y, y_row, x, weight.bfloats, nil, rows, inputs, first, last, add, workspace)
      }
    case .int8:
      workspaces.borrow(4 * inputs) { workspace in
        kernels.gemv_int8(y, y_row, x, weight.integers, weight.scales, rows, inputs, first, last, add, workspace)
      }
    }
  }
}

/// How outputs are dealt out to threads that read a weight: first the greater part, in ranges so long that memory is read
/// at full speed, then ever shorter ones, so that all threads are done at nearly the same moment. Whole groups of four
/// outputs: any cut gives the same bits.
struct OutputRanges {
  private(set) var all: [Range<Int>] = []

  init(count: Int, threads: Int) {
    all.reserveCapacity(Self.usualCount)  // some ten rounds a token: arrays that grow are felt
    var first = 0
    while first < count {
      let left = count - first
      let share = threads > 1 ? left * 3 / (4 * threads) : left
      let length = min(max(Self.shortest, share / 4 * 4), left)
      all.append(first..<first + length)
      first += length
    }
  }

  private static let shortest = 16

  /// As many as two threads have of any matrix in use.
  private static let usualCount = 32
}
