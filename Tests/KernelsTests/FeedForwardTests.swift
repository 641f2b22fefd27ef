import Reference
import Testing

@testable import Kernels

@Suite("Feed-forward activations")
struct FeedForwardTests {
  @Test("SwiGLU, and its gradient in place", arguments: instructionSets)
  func swiglu(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let inputs = (0..<3).map { randoms(count, seed: $0).map { $0 * 12 } }
      let (gate, up, d) = (inputs[0], inputs[1], inputs[2])
      let (dGate, dUp, dOut) = (GuardedFloats(gate), GuardedFloats(up), GuardedFloats(d))
      let out = GuardedFloats(unwritten: count)
      operations.swigluForward(out: out.pointer, gate: dGate.pointer, up: dUp.pointer, count: count)
      expectClose(
        out.values, SlowOperations.swiglu(gate: gate.doubles, up: up.doubles), "out of \(count)", within: 5e-7)

      operations.swigluBackward(gate: dGate.pointer, up: dUp.pointer, dOut: dOut.pointer, count: count)
      #expect(dOut.values.bits == out.values.bits)
      let slow = SlowOperations.swigluBackward(dOut: d.doubles, gate: gate.doubles, up: up.doubles)
      // The slope of silu at 12 holds 12 · (1 − σ), with σ rounded to 6e-8.
      expectClose(dGate.values, slow.dGate, "dGate of \(count)", within: 1e-6)
      expectClose(dUp.values, slow.dUp, "dUp of \(count)", within: 5e-7)
    }
  }

  @Test("SiLU, and its gradient in place", arguments: instructionSets)
  func silu(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let (x, d) = (randoms(count, seed: 1).map { $0 * 12 }, randoms(count, seed: 2))
      let out = GuardedFloats(unwritten: count)
      operations.siluForward(out: out.pointer, x: GuardedFloats(x).pointer, count: count)
      expectClose(out.values, SlowOperations.silu(x: x.doubles), "out of \(count)", within: 5e-7)
      let (dx, dOut) = (GuardedFloats(x), GuardedFloats(d))
      operations.siluBackward(x: dx.pointer, dOut: dOut.pointer, count: count)
      #expect(dOut.values.bits == out.values.bits)
      expectClose(dx.values, SlowOperations.siluBackward(dOut: d.doubles, x: x.doubles), "dx of \(count)", within: 1e-6)
    }
  }
}
