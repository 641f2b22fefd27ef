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
        stride: s.heads * s.headWidth, batch: s.batch, positions: s.positions, settings: s.settings(), gains: nil)
      let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
      expectClose(out.values, expected.out, "\(s): out")
      expectClose(logSumExp.values, expected.logSumExp, "\(s): logSumExp")

      let gradients = (0..<3).map { _ in GuardedFloats(unwritten: s.count) }
      operations.attentionBackward(
        dq: gradients[0].pointer, dk: gradients[1].pointer, dv: gradients[2].pointer, dGains: nil,
        dOut: GuardedFloats(d).pointer, out: out.pointer, logSumExp: logSumExp.pointer,
        q: qIn.pointer, k: kIn.pointer, v: vIn.pointer,
        stride: s.heads * s.headWidth, batch: s.batch, positions: s.positions, settings: s.settings(), gains: nil,
        groups: 1)
      let slow = SlowOperations.attentionBackward(
        dOut: d.doubles, q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
      expectClose(gradients[0].values, slow.dq, "\(s): dq", within: 4e-6, size: 1)
      expectClose(gradients[1].values, slow.dk, "\(s): dk", within: 4e-6, size: 1)
      expectClose(gradients[2].values, slow.dv, "\(s): dv", within: 4e-6, size: 1)

      operations.attentionBackward(
        dq: qIn.pointer, dk: kIn.pointer, dv: vIn.pointer, dGains: nil,
        dOut: GuardedFloats(d).pointer, out: out.pointer, logSumExp: logSumExp.pointer,
        q: qIn.pointer, k: kIn.pointer, v: vIn.pointer,
        stride: s.heads * s.headWidth, batch: s.batch, positions: s.positions, settings: s.settings(), gains: nil,
        groups: 1)
      for (inPlace, apart) in zip([qIn, kIn, vIn], gradients) {
        #expect(inPlace.values.bits == apart.values.bits, "\(s): in place")
      }
    }
  }

  @Test("queries and keys turned on the way, lying side by side with the values", arguments: instructionSets)
  func rotated(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for headWidth in [2, 10, 16, 20, 32, 64] {
      let s = AttentionShape(batch: 2, positions: 70, heads: 3, headWidth: headWidth)
      let (width, rows) = (s.heads * headWidth, s.batch * s.positions)
      let inputs = (0..<4).map { randoms(s.count, seed: $0) }
      func turned(_ x: [Double], back: Bool = false) -> [Double] {
        SlowOperations.rope(
          x: x, rows: rows, positions: s.positions, firstPosition: 0, heads: s.heads, headWidth: headWidth,
          theta: 100, direction: back ? -1 : 1)
      }
      let (q, k, v) = (turned(inputs[0].doubles), turned(inputs[1].doubles), inputs[2].doubles)
      var sideBySide: [Float] = []
      for row in 0..<rows { for x in inputs[0..<3] { sideBySide += x[(row * width)..<(row * width + width)] } }
      let projected = GuardedFloats(sideBySide)
      let (out, logSumExp) = (GuardedFloats(unwritten: s.count), GuardedFloats(unwritten: rows * s.heads))
      let query = projected.pointer
      operations.attentionForward(
        out: out.pointer, logSumExp: logSumExp.pointer, q: query, k: query + width, v: query + 2 * width,
        stride: 3 * width, batch: s.batch, positions: s.positions, settings: s.settings(theta: 100), gains: nil)
      let expected = SlowOperations.attention(q: q, k: k, v: v, shape: s)
      expectClose(out.values, expected.out, "width \(headWidth): out")

      operations.attentionBackward(
        dq: query, dk: query + width, dv: query + 2 * width, dGains: nil, dOut: GuardedFloats(inputs[3]).pointer,
        out: out.pointer, logSumExp: logSumExp.pointer, q: query, k: query + width, v: query + 2 * width,
        stride: 3 * width, batch: s.batch, positions: s.positions, settings: s.settings(theta: 100), gains: nil,
        groups: 1)
      let slow = SlowOperations.attentionBackward(dOut: inputs[3].doubles, q: q, k: k, v: v, shape: s)
      let gradients = [turned(slow.dq, back: true), turned(slow.dk, back: true), slow.dv]
      for (index, gradient) in gradients.enumerated() {
        var found: [Float] = []
        for row in 0..<rows {
          let start = (row * 3 + index) * width
          found += projected.values[start..<(start + width)]
        }
        expectClose(found, gradient, "width \(headWidth): gradient \(index)", within: 4e-6, size: 1)
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
      v: GuardedFloats(v).pointer, stride: s.headWidth, batch: 1, positions: s.positions,
      settings: s.settings(), gains: nil)
    let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s)
    // A score near 1,000 is itself only known to about 1e-4 in single precision.
    expectClose(out.values, expected.out, "out", within: 1e-3)
    expectClose(logSumExp.values, expected.logSumExp, "logSumExp")
  }

  @Test("over a cache, in one step, in steps of one and of several", arguments: instructionSets, [1, 3, 4, 5, 29])
  func overCache(instructionSet: String, step: Int) throws {
    let operations = try operations(instructionSet)
    for headWidth in [10, 16, 32, 64] {
      let s = AttentionShape(batch: 2, positions: 29, heads: 3, headWidth: headWidth)
      let width = s.heads * s.headWidth
      let capacity = 40
      let (q, k, v) = (randoms(s.count, seed: 1), randoms(s.count, seed: 2), randoms(s.count, seed: 3))
      let expected = SlowOperations.attention(q: q.doubles, k: k.doubles, v: v.doubles, shape: s).out

      for past in stride(from: 0, to: s.positions, by: step) {
        let new = min(step, s.positions - past)
        /// Positions `first ..< first + count` of a (B, T, H, K) array.
        func rows(_ x: [Float], from first: Int, count: Int) -> [Float] {
          (0..<s.batch).flatMap { b in
            let start = (b * s.positions + first) * width
            return x[start..<start + count * width]
          }
        }
        /// The first `count` positions of a (B, T, H, K) array in the layout of a cache (B, H, capacity, K).
        func cached(_ x: [Float], count: Int) -> [Float] {
          (0..<s.batch * s.heads).flatMap { task in
            (0..<capacity).flatMap { position in
              let row = (task / s.heads * s.positions + max(0, min(position, count - 1))) * s.heads + task % s.heads
              let values = x[row * headWidth..<(row + 1) * headWidth]
              return position < count ? Array(values) : Array(repeating: 0, count: headWidth)
            }
          }
        }
        let out = GuardedFloats(unwritten: s.batch * new * width)
        let (keys, values) = (GuardedFloats(cached(k, count: past)), GuardedFloats(cached(v, count: past)))
        let cache = KeyValueMemory(
          keys: keys.pointer, values: values.pointer, capacity: capacity, heads: s.heads, headWidth: headWidth)
        operations.appendToCache(
          cache, k: rows(k, from: past, count: new), v: rows(v, from: past, count: new), stride: width, batch: s.batch,
          newPositions: new, pastPositions: past)
        #expect(keys.values == cached(k, count: past + new) && values.values == cached(v, count: past + new))
        operations.cachedAttention(
          out: out.pointer, q: GuardedFloats(rows(q, from: past, count: new)).pointer, stride: width, cache: cache,
          batch: s.batch, newPositions: new, pastPositions: past, settings: s.settings())
        let slice = rows(expected.map { Float($0) }, from: past, count: new)
        expectClose(out.values, slice.doubles, "width \(headWidth), past \(past)")
      }
    }
  }
}
