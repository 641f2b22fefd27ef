import Reference
import Testing

@testable import Kernels

@Suite("Feed-forward activations")
struct FeedForwardTests {
  @Test("SwiGLU, and its gradient in place", arguments: instructionSets)
  func swiglu(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, width) in oddCounts.map({ (2, $0) }) + [(50, 800), (2, 40_000)] {
      let count = rows * width
      let inputs = (0..<3).map { randoms(count, seed: $0).map { $0 * 12 } }
      let (gate, up, d) = (inputs[0], inputs[1], inputs[2])
      func sideBySide(_ a: [Float], _ b: [Float]) -> [Float] {
        var joined: [Float] = []
        for row in 0..<rows {
          joined += a[(row * width)..<(row * width + width)]
          joined += b[(row * width)..<(row * width + width)]
        }
        return joined
      }
      let (gateUp, dOut) = (GuardedFloats(sideBySide(gate, up)), GuardedFloats(d))
      let out = GuardedFloats(unwritten: count)
      operations.swigluForward(out: out.pointer, gateUp: gateUp.pointer, rows: rows, width: width)
      expectClose(
        out.values, SlowOperations.swiglu(gate: gate.doubles, up: up.doubles), "out of \(width)", within: 5e-7)

      operations.swigluBackward(gateUp: gateUp.pointer, dOut: dOut.pointer, rows: rows, width: width)
      #expect(dOut.values.bits == out.values.bits)
      let slow = SlowOperations.swigluBackward(dOut: d.doubles, gate: gate.doubles, up: up.doubles)
      let expected = sideBySide(slow.dGate.map { Float($0) }, slow.dUp.map { Float($0) })
      // The slope of silu at 12 holds 12 · (1 − σ), with σ rounded to 6e-8.
      expectClose(gateUp.values, expected.doubles, "gradient of \(width)", within: 1e-6)
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

  @Test("GELU, and its gradient in place", arguments: instructionSets)
  func gelu(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let (x, d) = (randoms(count, seed: 1).map { $0 * 8 }, randoms(count, seed: 2))
      let out = GuardedFloats(unwritten: count)
      operations.geluForward(out: out.pointer, x: GuardedFloats(x).pointer, count: count)
      expectClose(out.values, SlowOperations.gelu(x: x.doubles), "out of \(count)", within: 1e-6)
      let (dx, dOut) = (GuardedFloats(x), GuardedFloats(d))
      operations.geluBackward(x: dx.pointer, dOut: dOut.pointer, count: count)
      #expect(dOut.values.bits == out.values.bits)
      expectClose(dx.values, SlowOperations.geluBackward(dOut: d.doubles, x: x.doubles), "dx of \(count)", within: 2e-6)
    }
  }

  @Test("GELU by erf, and its gradient in place", arguments: instructionSets)
  func geluErf(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let (x, d) = (randoms(count, seed: 1).map { $0 * 8 }, randoms(count, seed: 2))
      let out = GuardedFloats(unwritten: count)
      operations.geluErfForward(out: out.pointer, x: GuardedFloats(x).pointer, count: count)
      expectClose(out.values, SlowOperations.geluErf(x: x.doubles), "out of \(count)", within: 1e-6)
      let (dx, dOut) = (GuardedFloats(x), GuardedFloats(d))
      operations.geluErfBackward(x: dx.pointer, dOut: dOut.pointer, count: count)
      #expect(dOut.values.bits == out.values.bits)
      expectClose(
        dx.values, SlowOperations.geluErfBackward(dOut: d.doubles, x: x.doubles), "dx of \(count)", within: 3e-6)
    }
  }

  @Test("squared ReLU, and its gradient in place", arguments: instructionSets)
  func reluSquared(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let (x, d) = (randoms(count, seed: 1).map { $0 * 12 }, randoms(count, seed: 2))
      let out = GuardedFloats(unwritten: count)
      operations.reluSquaredForward(out: out.pointer, x: GuardedFloats(x).pointer, count: count)
      expectClose(out.values, SlowOperations.reluSquared(x: x.doubles), "out of \(count)", within: 5e-7)
      let (dx, dOut) = (GuardedFloats(x), GuardedFloats(d))
      operations.reluSquaredBackward(x: dx.pointer, dOut: dOut.pointer, count: count)
      #expect(dOut.values.bits == out.values.bits)
      let slow = SlowOperations.reluSquaredBackward(dOut: d.doubles, x: x.doubles)
      expectClose(dx.values, slow, "dx of \(count)", within: 5e-7)
    }
  }
}
