import Testing

@testable import Kernels

@Suite("Elementwise")
struct ElementwiseTests {
  @Test("sums, in place and not, copying and zeroing", arguments: instructionSets)
  func elementwise(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [70_000] {
      let (a, b) = (randoms(count, seed: 1), randoms(count, seed: 2))
      let (out, inPlace) = (GuardedFloats(unwritten: count), GuardedFloats(a))
      operations.add(out: out.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(out.values == zip(a, b).map { $0 + $1 })
      operations.add(out: inPlace.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(inPlace.values == out.values)
      operations.copy(out: out.pointer, x: GuardedFloats(a).pointer, count: count)
      #expect(out.values == a)
      #expect(operations.sum(x: out.pointer, count: count, groups: 1) == a.reduce(0) { $0 + Double($1) })
      inPlace.pointer[0] = .nan
      operations.zero(x: inPlace.pointer, count: count)
      #expect(inPlace.values.bits == [UInt32](repeating: 0, count: count))
    }
  }
}
