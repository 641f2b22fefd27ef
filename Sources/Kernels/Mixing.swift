import CKernels

/// Mixing with values from elsewhere in the model, by a number that is learnt.
extension CPUOperations {
  /// Rows in a task. A gradient of the number is summed apart in each.
  private static let grain = 128

  package func lerp(
    x: UnsafeMutablePointer<Float>, stride: Int, toward y: UnsafePointer<Float>, yStride: Int,
    kept: UnsafeMutablePointer<Float>?, by: UnsafePointer<Float>, rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: Self.grain) { range in
      let first = range.lowerBound
      kernels.lerp_rows(
        x + first * stride, stride, y + first * yStride, yStride, kept.map { $0 + first * width }, by[0], range.count,
        width)
    }
  }

  package func lerpBackward(
    dx: UnsafeMutablePointer<Float>, stride: Int, dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>,
    y: UnsafePointer<Float>, yStride: Int, kept: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int,
    groups: Int
  ) {
    dBy[0] += sumOverRows(rows, groups: groups) { range in
      let first = range.lowerBound
      return kernels.lerp_rows_backward(
        dx + first * stride, stride, dy + first * width, y + first * yStride, yStride, kept + first * width, by[0],
        range.count, width)
    }
  }

  package func addScaled(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, by: UnsafePointer<Float>,
    rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: Self.grain) { range in
      for row in range { kernels.add_scaled(x + row * stride, y + row * yStride, by[0], width) }
    }
  }

  package func addScaledBackward(
    dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>, dx: UnsafePointer<Float>,
    y: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int, groups: Int
  ) {
    dBy[0] += sumOverRows(rows, groups: groups) { range in
      let (first, count) = (range.lowerBound * width, range.count * width)
      kernels.add_scaled(dy + first, dx + first, by[0], count)
      return kernels.dot(dx + first, y + first, count)
    }
  }

  /// The sum of what `body` gives for some rows at a time: in order within a group, and groups along the tree.
  private func sumOverRows(_ rows: Int, groups: Int, _ body: (_ rows: Range<Int>) -> Double) -> Float {
    let (height, each) = (rows / groups, Self.mixingShares(rows: rows, groups: groups) / groups)
    return workspaces.borrow(2 * groups * each) { memory in
      memory.withMemoryRebound(to: Double.self, capacity: groups * each) { shares in
        team.perform(tasks: groups * each) { task in
          let (group, start) = (task / each, task % each * Self.grain)
          let first = group * height + start
          shares[task] = body(first..<first + min(Self.grain, height - start))
        }
        // Groups are added as floats, as in all other gradients: whoever has some of them sends floats.
        return treeSum(
          (0..<groups).map { group in Float((0..<each).reduce(0) { $0 + shares[group * each + $1] }) })
      }
    }
  }

  /// Numbers that wait to be summed, two floats each.
  static func mixingShares(rows: Int, groups: Int) -> Int { (rows / groups + grain - 1) / grain * groups }
}

extension WorkspaceEstimate {
  package func lerpBackward(
    dx: UnsafeMutablePointer<Float>, stride: Int, dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>,
    y: UnsafePointer<Float>, yStride: Int, kept: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int,
    groups: Int
  ) { borrow(2 * CPUOperations.mixingShares(rows: rows, groups: groups)) }

  package func addScaledBackward(
    dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>, dx: UnsafePointer<Float>,
    y: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int, groups: Int
  ) { borrow(2 * CPUOperations.mixingShares(rows: rows, groups: groups)) }
}
