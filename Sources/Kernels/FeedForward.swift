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
    gate: UnsafeMutablePointer<Float>, up: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.swiglu_backward(gate + i, up + i, dOut + i, range.count)
    }
  }

  package func siluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.silu(out + range.lowerBound, x + range.lowerBound, range.count)
    }
  }

  package func siluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.silu_backward(x + range.lowerBound, dOut + range.lowerBound, range.count)
    }
  }
}
