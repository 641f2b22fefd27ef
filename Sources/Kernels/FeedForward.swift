extension CPUOperations {
  package func swigluForward(
    out: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.swiglu(out + i, gate + i, up + i, range.count)
    }
  }

  package func swigluBackward(
    dGate: UnsafeMutablePointer<Float>, dUp: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.swiglu_backward(dGate + i, dUp + i, dOut + i, gate + i, up + i, range.count)
    }
  }

  package func siluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.silu(out + range.lowerBound, x + range.lowerBound, range.count)
    }
  }

  package func siluBackward(
    dx: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.silu_backward(dx + i, dOut + i, x + i, range.count)
    }
  }
}
