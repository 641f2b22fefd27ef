import CKernels
import Platform
import Testing

@testable import Kernels

@Suite("The vectorised exponential")
struct ExponentialTests {
  private func exponentials(_ x: [Float], _ instructionSet: String) throws -> [Float] {
    let out = GuardedFloats(unwritten: x.count)
    try operations(instructionSet).kernels.exponential(out.pointer, GuardedFloats(x).pointer, x.count)
    return out.values
  }

  @Test("is within 1.25 units in the last place of libm, over its whole range", arguments: instructionSets)
  func errorBound(instructionSet: String) throws {
    let steps = 360_000
    let x: [Float] = (0...steps).map { -87 + 175.72 * Float($0) / Float(steps) }
    let values = try exponentials(x, instructionSet)
    var worst = 0.0
    for (x, value) in zip(x, values) {
      let exact = exp(Double(x))
      worst = max(worst, abs(Double(value) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst < 1.25, "off by \(worst) units")
  }

  @Test("treats the ends of the range and what is no number as it says", arguments: instructionSets)
  func ends(instructionSet: String) throws {
    let x: [Float] = [0, -0.0, -87.1, -1000, -.infinity, 88.73, 1000, .infinity, .nan, 1e-30]
    let values = try exponentials(x, instructionSet)
    #expect(values[0...1] == [1, 1])
    #expect(values[2...4] == [0, 0, 0])
    #expect(values[5...7] == [.infinity, .infinity, .infinity])
    #expect(values[8].isNaN)
    #expect(values[9] == 1)
  }

  @Test("the logarithm is within 2 units in the last place of libm from 1 on", arguments: instructionSets)
  func logarithm(instructionSet: String) throws {
    func logarithms(_ x: [Float]) throws -> [Float] {
      let out = GuardedFloats(unwritten: x.count)
      try operations(instructionSet).kernels.logarithm(out.pointer, GuardedFloats(x).pointer, x.count)
      return out.values
    }
    let x: [Float] = (0...200_000).map { Float(exp(Double($0) * 88 / 200_000)) }
    var worst = 0.0
    for (x, value) in zip(x, try logarithms(x)) where x > 1 {
      let exact = log(Double(x))
      worst = max(worst, abs(Double(value) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst < 2, "off by \(worst) units")
    let ends = try logarithms([1, .infinity, .nan])
    #expect(ends[0] == 0 && ends[1] == .infinity && ends[2].isNaN)
  }
}
