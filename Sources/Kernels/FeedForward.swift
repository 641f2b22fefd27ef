extension CPUOperations {
  package func swigluForward(
    out: UnsafeMutablePointer<Float>, gateUp: UnsafePointer<Float>, rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: max(1, Self.elementGrain / width)) { range in
      for r in range {
        let gate = gateUp + r * 2 * width
        kernels.swiglu(out + r * width, gate, gate + width, width)
      }
    }
  }

  package func swigluBackward(
    gateUp: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: max(1, Self.elementGrain / width)) { range in
      for r in range {
        let gate = gateUp + r * 2 * width
        kernels.swiglu_backward(gate, gate + width, dOut + r * width, width)
      }
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

  package func geluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.gelu(out + range.lowerBound, x + range.lowerBound, range.count)
    }
  }

  package func geluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.gelu_backward(x + range.lowerBound, dOut + range.lowerBound, range.count)
    }
  }

  package func geluErfForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.gelu_erf(out + range.lowerBound, x + range.lowerBound, range.count)
    }
  }

  package func geluErfBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.gelu_erf_backward(x + range.lowerBound, dOut + range.lowerBound, range.count)
    }
  }

  package func reluSquaredForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.relu2(out + range.lowerBound, x + range.lowerBound, range.count)
    }
  }

  package func reluSquaredBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.relu2_backward(x + range.lowerBound, dOut + range.lowerBound, range.count)
    }
  }
}
