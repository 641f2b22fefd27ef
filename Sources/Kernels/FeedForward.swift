#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CPUOperations {
  package func swigluForward(
    out: UnsafeMutablePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: 4096) { range in
      for i in range { out[i] = gate[i] / (1 + exp(-gate[i])) * up[i] }
    }
  }

  package func swigluBackward(
    dGate: UnsafeMutablePointer<Float>, dUp: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: 4096) { range in
      for i in range {
        let d = dOut[i]
        let x = gate[i]
        let sigmoid = 1 / (1 + exp(-x))
        dUp[i] = d * x * sigmoid
        dGate[i] = d * up[i] * sigmoid * (1 + x * (1 - sigmoid))
      }
    }
  }

  package func siluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: 4096) { range in
      for i in range { out[i] = x[i] / (1 + exp(-x[i])) }
    }
  }

  package func siluBackward(
    dx: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: 4096) { range in
      for i in range {
        let sigmoid = 1 / (1 + exp(-x[i]))
        dx[i] = dOut[i] * sigmoid * (1 + x[i] * (1 - sigmoid))
      }
    }
  }
}
