extension CPUOperations {
  package func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    team.perform(tasks: rows) { r in
      for o in 0..<outputs {
        var sum = SIMD8<Float>.zero
        let a = x + r * inputs
        let b = weight + o * inputs
        var i = 0
        while i + 8 <= inputs {
          let u = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Float>.self)
          let v = UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Float>.self)
          sum += u * v
          i += 8
        }
        var total = sum.sum()
        while i < inputs {
          total += a[i] * b[i]
          i += 1
        }
        y[r * outputs + o] = accumulate ? y[r * outputs + o] + total : total
      }
    }
  }

  package func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    team.perform(tasks: rows) { r in
      let dx = dx + r * inputs
      if !accumulate { dx.update(repeating: 0, count: inputs) }
      for o in 0..<outputs {
        let factor = dy[r * outputs + o]
        let w = weight + o * inputs
        for i in 0..<inputs { dx[i] += factor * w[i] }
      }
    }
  }

  package func linearBackwardWeight(
    dWeight: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, x: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int
  ) {
    team.perform(tasks: outputs) { o in
      let dw = dWeight + o * inputs
      for r in 0..<rows {
        let factor = dy[r * outputs + o]
        let x = x + r * inputs
        for i in 0..<inputs { dw[i] += factor * x[i] }
      }
    }
  }
}
