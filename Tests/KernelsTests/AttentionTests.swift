import Reference
import Testing

@testable import Kernels

@Suite("Causal attention", .serialized)
struct AttentionTests {
  static let shapes: [AttentionShape] =
    [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100].map {
      AttentionShape(batch: 1, positions: $0, heads: 2, headWidth: 32)
    }
    + [1, 3, 8, 10, 16, 20, 33, 48, 64, 80].map {
      AttentionShape(batch: 2, positions: 37, heads: 3, headWidth: $0)
    }

  @Test("forward and backward", arguments: instructionSets)
  func bothWays(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for s in Self.shapes {
      let inputs = (0..<4).map { randoms(s.count, seed: $0).map { $0 * 2 } }
      let (q, k, v, d) = (inputs[0], inputs[1], inputs[2], inputs[3])
      let (qIn, kIn, vIn) = (GuardedFloats(q), GuardedFloats(k), GuardedFloats(v))
      let out = GuardedFloats(unwritten: s.count)
      let logSumExp = GuardedFloats(unwritten: s.batch * s.heads * s.positions)
      operations.attentionForward(
        out: out.pointer, logSumExp: logSumExp.pointer, q: qIn.pointer, k: kIn.pointer, v: vIn.pointer,
        batch: s.batch, positions: s.positions, heads: s.heads, headWidth: s.headWidth)
      let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
      expectClose(out.values, expected.out, "\(s): out")
      expectClose(logSumExp.values, expected.logSumExp, "\(s): logSumExp")

      let gradients = (0..<3).map { _ in GuardedFloats(unwritten: s.count) }
      operations.attentionBackward(
        dq: gradients[0].pointer, dk: gradients[1].pointer, dv: gradients[2].pointer,
        dOut: GuardedFloats(d).pointer, out: out.pointer, logSumExp: logSumExp.pointer,
        q: qIn.pointer, k: kIn.pointer, v: vIn.pointer,
        batch: s.batch, positions: s.positions, heads: s.heads, headWidth: s.headWidth)
      let slow = SlowOperations.attentionBackward(
        dOut: d.doubles, q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
      expectClose(gradients[0].values, slow.dq, "\(s): dq", within: 4e-6, size: 1)
      expectClose(gradients[1].values, slow.dk, "\(s): dk", within: 4e-6, size: 1)
      expectClose(gradients[2].values, slow.dv, "\(s): dv", within: 4e-6, size: 1)

      operations.attentionBackward(
        dq: qIn.pointer, dk: kIn.pointer, dv: vIn.pointer,
        dOut: GuardedFloats(d).pointer, out: out.pointer, logSumExp: logSumExp.pointer,
        q: qIn.pointer, k: kIn.pointer, v: vIn.pointer,
        batch: s.batch, positions: s.positions, heads: s.heads, headWidth: s.headWidth)
      for (inPlace, apart) in zip([qIn, kIn, vIn], gradients) {
        #expect(inPlace.values.bits == apart.values.bits, "\(s): in place")
      }
    }
  }

  @Test("scores far from zero neither overflow nor vanish", arguments: instructionSets)
  func largeScores(instructionSet: String) throws {
    let s = AttentionShape(batch: 1, positions: 130, heads: 1, headWidth: 16)
    let q = randoms(s.count, seed: 1).map { $0 * 40 }
    let k = randoms(s.count, seed: 2).map { $0 * 40 }
    let v = randoms(s.count, seed: 3)
    let out = GuardedFloats(unwritten: s.count)
    let logSumExp = GuardedFloats(unwritten: s.positions)
    try operations(instructionSet).attentionForward(
      out: out.pointer, logSumExp: logSumExp.pointer, q: GuardedFloats(q).pointer, k: GuardedFloats(k).pointer,
      v: GuardedFloats(v).pointer, batch: 1, positions: s.positions, heads: 1, headWidth: s.headWidth)
    let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
    // A score near 1,000 is itself only known to about 1e-4 in single precision.
    expectClose(out.values, expected.out, "out", within: 1e-3)
    expectClose(logSumExp.values, expected.logSumExp, "logSumExp")
  }

  @Test("over a cache, in one step, in steps of one and of several", arguments: instructionSets, [1, 3, 4, 5, 29])
  func cached(instructionSet: String, step: Int) throws {
    let operations = try operations(instructionSet)
    for headWidth in [10, 16, 32, 64] {
      let s = AttentionShape(batch: 2, positions: 29, heads: 3, headWidth: headWidth)
      let width = s.heads * s.headWidth
      let capacity = 40
      let (q, k, v) = (randoms(s.count, seed: 1), randoms(s.count, seed: 2), randoms(s.count, seed: 3))
      let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s).out

      for past in stride(from: 0, to: s.positions, by: step) {
        let new = min(step, s.positions - past)
        /// Rows of a (B, T, D) array in the layout of (B, room, D).
        func laidOut(_ x: [Float], from first: Int, count: Int, room: Int) -> [Float] {
          (0..<s.batch).flatMap { b in
            let start = (b * s.positions + first) * width
            return x[start..<start + count * width] + [Float](repeating: 0, count: (room - count) * width)
          }
        }
        let out = GuardedFloats(unwritten: s.batch * new * width)
        operations.cachedAttention(
          out: out.pointer, q: GuardedFloats(laidOut(q, from: past, count: new, room: new)).pointer,
          keyCache: GuardedFloats(laidOut(k, from: 0, count: past + new, room: capacity)).pointer,
          valueCache: GuardedFloats(laidOut(v, from: 0, count: past + new, room: capacity)).pointer,
          batch: s.batch, newPositions: new, pastPositions: past, capacity: capacity, heads: s.heads,
          headWidth: s.headWidth)
        let slice = laidOut(expected.map { Float($0) }, from: past, count: new, room: new)
        expectClose(out.values, slice.doubles, "width \(headWidth), past \(past)")
      }
    }
  }
}
