import CKernels

/// Products with stored weights. Rows that are to have the bits of each row alone go through the kernel for few
/// rows; a prompt is many rows, and goes through the packed product like a training batch.
extension CPUOperations {
  package func embed(
    out: UnsafeMutablePointer<Float>, table: StoredMatrix, ids: UnsafePointer<UInt16>, rows: Int
  ) {
    for row in 0..<rows { expand(row: Int(ids[row]), of: table, to: out + row * table.inputs) }
  }

  package func project(
    _ x: UnsafePointer<Float>, rows: Int, to projections: [Projection], separately: Bool
  ) {
    guard separately || rows <= kernels.few_rows else {
      for one in projections { multiply(x, rows: rows, one) }
      return
    }
    inRanges(of: projections.map(\.weight)) { index, outputs in
      let one = projections[index]
      few(x, rows: rows, one.weight, outputs, y: one.y, accumulate: one.accumulate)
    }
  }

  package func projectGated(
    _ x: UnsafePointer<Float>, rows: Int, gate: StoredMatrix, up: StoredMatrix?,
    out: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, separately: Bool
  ) {
    guard separately || rows <= kernels.few_rows else {
      multiply(x, rows: rows, Projection(gate, to: out))
      if let up { multiply(x, rows: rows, Projection(up, to: scratch)) }
      team.perform(over: rows * gate.outputs, grain: Self.elementGrain) { range in
        activate(out + range.lowerBound, up == nil ? nil : scratch + range.lowerBound, count: range.count)
      }
      return
    }
    inRanges(of: [gate]) { _, outputs in
      few(x, rows: rows, gate, outputs, y: out, accumulate: false)
      if let up { few(x, rows: rows, up, outputs, y: scratch, accumulate: false) }
      for row in 0..<rows {
        let at = row * gate.outputs + outputs.lowerBound
        activate(out + at, up == nil ? nil : scratch + at, count: outputs.count)
      }
    }
  }

  /// gate = silu(gate) ⊙ up, in place.
  private func activate(_ gate: UnsafeMutablePointer<Float>, _ up: UnsafeMutablePointer<Float>?, count: Int) {
    if let up { kernels.swiglu(gate, gate, up, count) } else { kernels.silu(gate, gate, count) }
  }

  /// Many rows: the weight as floats, then the packed product.
  private func multiply(_ x: UnsafePointer<Float>, rows: Int, _ one: Projection) {
    let (outputs, inputs) = (one.weight.outputs, one.weight.inputs)
    func multiply(_ weight: UnsafePointer<Float>) {
      linearForward(
        y: one.y, x: x, weight: weight, rows: rows, inputs: inputs, outputs: outputs,
        onto: one.accumulate ? UnsafePointer(one.y) : nil)
    }
    guard one.weight.precision != .fp32 else { return multiply(one.weight.floats) }
    scratch.borrow(outputs * inputs) { floats in
      expand(one.weight, to: floats)
      multiply(floats)
    }
  }

  /// Columns `outputs` of y, rows apart from each other.
  private func few(
    _ x: UnsafePointer<Float>, rows: Int, _ weight: StoredMatrix, _ outputs: Range<Int>,
    y: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let (first, last, add) = (outputs.lowerBound, outputs.upperBound, Int32(accumulate ? 1 : 0))
    let (y_row, inputs) = (weight.outputs, weight.inputs)
    switch weight.precision {
    case .fp32:
      kernels.vector_product_float32(y, y_row, x, weight.floats, nil, rows, inputs, first, last, add, nil)
    case .bf16:
      scratch.borrow(4 * inputs) { scratch in
        kernels.vector_product_bfloat16(y, y_row, x, weight.bfloats, nil, rows, inputs, first, last, add, scratch)
      }
    case .int8:
      scratch.borrow(4 * inputs) { scratch in
        kernels.vector_product_int8(
          y, y_row, x, weight.integers, weight.scales, rows, inputs, first, last, add, scratch)
      }
    }
  }

  /// Runs `body` on ranges of outputs that together cover every matrix, in one round of the threads.
  private func inRanges(of matrices: [StoredMatrix], _ body: (_ index: Int, _ outputs: Range<Int>) -> Void) {
    let ranges = OutputRanges(counts: matrices.map(\.outputs), threads: team.threadsHere)
    team.perform(tasks: ranges.all.count) { task in body(ranges.all[task].matrix, ranges.all[task].outputs) }
  }
}

/// How outputs are dealt out to threads that read weights: first the greater part, in ranges so long that memory is read
/// at full speed, then ever shorter ones, so that all threads are done at nearly the same moment. Whole groups of four
/// outputs: any cut gives the same bits.
struct OutputRanges {
  private(set) var all: [(matrix: Int, outputs: Range<Int>)] = []

  init(counts: [Int], threads: Int) {
    var left = counts.reduce(0, +)
    all.reserveCapacity(Self.usualCount)  // some twenty rounds a token: arrays that grow are felt
    for (matrix, count) in counts.enumerated() {
      var first = 0
      while first < count {
        let share = threads > 1 ? left * 3 / (4 * threads) : left
        let length = min(max(Self.shortest, share / 4 * 4), count - first)
        all.append((matrix, first..<first + length))
        first += length
        left -= length
      }
    }
  }

  private static let shortest = 16

  /// As many as two threads have of any matrix in use.
  private static let usualCount = 32
}
