extension CPUOperations {
  /// Elements in a task of an elementwise operation, a multiple of every vector.
  static let elementGrain = 32_768

  package func add(
    out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.add(out + i, a + i, b + i, range.count)
    }
  }

  package func zero(x: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: 8 * Self.elementGrain) { range in
      (x + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  package func scale(x: UnsafeMutablePointer<Float>, factor: Float, count: Int) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      kernels.scale(x + range.lowerBound, factor, range.count)
    }
  }
}
