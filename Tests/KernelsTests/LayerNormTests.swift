import Reference
import Testing

@testable import Kernels

@Suite("LayerNorm")
struct LayerNormTests {
  @Test("forward and backward", arguments: instructionSets, [false, true])
  func bothWays(instructionSet: String, accumulate: Bool) throws {
    let operations = try operations(instructionSet)
    for (rows, width) in oddCounts.filter({ $0 > 1 }).map({ (5, $0) }) + [1, 127, 128, 129, 300].map({ ($0, 37) }) {
      // Far from 0, so that a variance without its mean would show.
      let x = randoms(rows * width, seed: 1).map { $0 + 3 }
      let (gain, bias, d) = (randoms(width, seed: 2), randoms(width, seed: 6), randoms(rows * width, seed: 3))
      let (out, inverse) = (GuardedFloats(unwritten: rows * width), GuardedFloats(unwritten: rows))
      let (xIn, gainIn) = (GuardedFloats(x), GuardedFloats(gain))
      operations.layerNormForward(
        out: out.pointer, inverseDeviation: inverse.pointer, x: xIn.pointer, gain: gainIn.pointer,
        bias: GuardedFloats(bias).pointer, rows: rows, width: width, epsilon: 1e-5)
      let expected = SlowOperations.layerNorm(
        x: x.doubles, gain: gain.doubles, bias: bias.doubles, rows: rows, width: width, epsilon: 1e-5)
      expectClose(out.values, expected.out, "\(rows) × \(width): out", within: 2e-5)
      expectClose(inverse.values, expected.inverseDeviation, "\(rows) × \(width): inverseDeviation", within: 2e-5)

      let (dxBefore, before) = (randoms(rows * width, seed: 4), randoms(width, seed: 5))
      let dx = accumulate ? GuardedFloats(dxBefore) : GuardedFloats(unwritten: rows * width)
      let (dGain, dBias) = (GuardedFloats(before), GuardedFloats(before))
      operations.layerNormBackward(
        dx: dx.pointer, dGain: dGain.pointer, dBias: dBias.pointer, dOut: GuardedFloats(d).pointer, x: xIn.pointer,
        gain: gainIn.pointer, inverseDeviation: inverse.pointer, rows: rows, width: width, groups: 1,
        accumulate: accumulate)
      let slow = SlowOperations.layerNormBackward(
        dOut: d.doubles, x: x.doubles, gain: gain.doubles, inverseDeviation: expected.inverseDeviation, rows: rows,
        width: width)
      let dxExpected = accumulate ? zip(slow.dx, dxBefore).map { $0 + Double($1) } : slow.dx
      // With two columns dx is a difference of equal numbers, so its error is relative to them.
      expectClose(dx.values, dxExpected, "\(rows) × \(width): dx", within: width == 2 ? 1e-2 : 1e-4)
      expectClose(
        dGain.values, zip(slow.dGain, before).map { $0 + Double($1) }, "\(rows) × \(width): dGain", within: 2e-5)
      expectClose(dBias.values, zip(slow.dBias, before).map { $0 + Double($1) }, "\(rows) × \(width): dBias")
      guard !accumulate else { continue }
      let inPlace = GuardedFloats(d)
      operations.layerNormBackward(
        dx: inPlace.pointer, dGain: dGain.pointer, dBias: dBias.pointer, dOut: inPlace.pointer, x: xIn.pointer,
        gain: gainIn.pointer, inverseDeviation: inverse.pointer, rows: rows, width: width, groups: 1, accumulate: false)
      #expect(inPlace.values.bits == dx.values.bits, "\(rows) × \(width): dx in place")
    }
  }
}
