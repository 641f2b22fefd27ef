import Testing

@testable import Kernels

@Suite("Elementwise")
struct ElementwiseTests {
  @Test("sum, scaling, in place and not, and zeroing", arguments: instructionSets)
  func addAndScale(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [70_000] {
      let (a, b) = (randoms(count, seed: 1), randoms(count, seed: 2))
      let (out, inPlace) = (GuardedFloats(unwritten: count), GuardedFloats(a))
      operations.add(out: out.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(out.values == zip(a, b).map { $0 + $1 })
      operations.add(out: inPlace.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(inPlace.values == out.values)
      operations.scale(x: inPlace.pointer, factor: 0.3, count: count)
      #expect(inPlace.values == out.values.map { $0 * 0.3 })
      inPlace.pointer[0] = .nan
      operations.zero(x: inPlace.pointer, count: count)
      #expect(inPlace.values.bits == [UInt32](repeating: 0, count: count))
    }
  }
}
