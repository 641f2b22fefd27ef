import Reference
import Testing

@testable import Kernels

@Suite("RMSNorm")
struct RMSNormTests {
  @Test("forward and backward", arguments: instructionSets, [false, true])
  func bothWays(instructionSet: String, accumulate: Bool) throws {
    let operations = try operations(instructionSet)
    for (rows, width) in oddCounts.map({ (5, $0) }) + [1, 127, 128, 129, 300].map({ ($0, 37) }) {
      let (x, gain, d) = (
        randoms(rows * width, seed: 1), randoms(width, seed: 2), randoms(rows * width, seed: 3)
      )
      let out = GuardedFloats(unwritten: rows * width)
      let inverse = GuardedFloats(unwritten: rows)
      let (xIn, gainIn) = (GuardedFloats(x), GuardedFloats(gain))
      operations.rmsNormForward(
        out: out.pointer, inverseRMS: inverse.pointer, x: xIn.pointer, gain: gainIn.pointer,
        rows: rows, width: width, epsilon: 1e-5)
      let expected = SlowOperations.rmsNorm(
        x: x.doubles, gain: gain.doubles, rows: rows, width: width, epsilon: 1e-5)
      expectClose(out.values, expected.out, "\(rows) × \(width): out")
      expectClose(inverse.values, expected.inverseRMS, "\(rows) × \(width): inverseRMS")

      let dxBefore = randoms(rows * width, seed: 4)
      let dGainBefore = randoms(width, seed: 5)
      let dx = accumulate ? GuardedFloats(dxBefore) : GuardedFloats(unwritten: rows * width)
      let dGain = GuardedFloats(dGainBefore)
      operations.rmsNormBackward(
        dx: dx.pointer, dGain: dGain.pointer, dOut: GuardedFloats(d).pointer, x: xIn.pointer, gain: gainIn.pointer,
        inverseRMS: inverse.pointer, rows: rows, width: width, groups: 1, accumulate: accumulate)
      let slow = SlowOperations.rmsNormBackward(
        dOut: d.doubles, x: x.doubles, gain: gain.doubles, inverseRMS: expected.inverseRMS, rows: rows, width: width)
      let dxExpected = accumulate ? zip(slow.dx, dxBefore).map { $0 + Double($1) } : slow.dx
      // With one column dx is a difference of equal numbers, so its error is relative to them.
      expectClose(dx.values, dxExpected, "\(rows) × \(width): dx", within: width == 1 ? 1e-2 : 4e-6)
      expectClose(dGain.values, zip(slow.dGain, dGainBefore).map { $0 + Double($1) }, "\(rows) × \(width): dGain")
      guard !accumulate else { continue }
      let inPlace = GuardedFloats(d)
      operations.rmsNormBackward(
        dx: inPlace.pointer, dGain: dGain.pointer, dOut: inPlace.pointer, x: xIn.pointer, gain: gainIn.pointer,
        inverseRMS: inverse.pointer, rows: rows, width: width, groups: 1, accumulate: false)
      #expect(inPlace.values.bits == dx.values.bits, "\(rows) × \(width): dx in place")
    }
  }
}
