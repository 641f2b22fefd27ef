extension CPUOperations {
  package func add(
    out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: 16384) { range in
      for i in range { out[i] = a[i] + b[i] }
    }
  }

  package func scale(x: UnsafeMutablePointer<Float>, factor: Float, count: Int) {
    team.perform(over: count, grain: 16384) { range in
      for i in range { x[i] *= factor }
    }
  }
}
