import Reference
import Testing

@testable import Kernels

extension AttentionShape {
  func settings(theta: Float? = nil) -> AttentionSettings {
    AttentionSettings(
      heads: heads, keyValueHeads: keyValueHeads, headWidth: headWidth, rotation: theta.map { Rotation(theta: $0) },
      window: window, normEpsilon: 1e-3)
  }
}

@Suite("Attention with shared keys and values, a window, and normed queries and keys", .serialized)
struct AttentionSettingsTests {
  /// Heads that share, around and beyond whole tiles; windows shorter and longer than blocks and chunks. Guarded memory is
  /// never given back, and a process has so many mappings only: few of each.
  static let shapes: [AttentionShape] =
    [(1, 4, 2), (2, 6, 3), (1, 3, 1), (2, 2, 2)].flatMap { batch, heads, shared -> [AttentionShape] in
      let sizes: [(Int, Int, [Int?])] = [
        (5, 16, [nil, 1, 2, 7]), (33, 10, [1, 31, 33]), (70, 32, [nil, 7, 64]), (300, 20, [nil, 33, 150, 400]),
      ]
      return sizes.flatMap { positions, width, windows in
        windows.map { window in
          AttentionShape(
            batch: batch, positions: positions, heads: heads, headWidth: width, keyValueHeads: shared, window: window)
        }
      }
    }

  /// What attention reads, side by side, and what it shall give.
  struct Case {
    let shape: AttentionShape
    let q, k, v, dOut, queryGain, keyGain: [Float]

    init(_ shape: AttentionShape) {
      self.shape = shape
      (q, dOut) = (randoms(shape.count, seed: 1), randoms(shape.count, seed: 4))
      (k, v) = (randoms(shape.keyValueCount, seed: 2), randoms(shape.keyValueCount, seed: 3))
      queryGain = randoms(shape.headWidth, seed: 5).map { 1 + $0 / 2 }
      keyGain = randoms(shape.headWidth, seed: 6).map { 1 - $0 / 2 }
    }

    var rows: Int { shape.batch * shape.positions }
    var widths: [Int] { [shape.heads, shape.keyValueHeads, shape.keyValueHeads].map { $0 * shape.headWidth } }
    var stride: Int { widths.reduce(0, +) }

    /// q, k and v of each row, one behind another.
    var sideBySide: [Float] {
      (0..<rows).flatMap { row in
        zip([q, k, v], widths).flatMap { values, width in values[row * width..<(row + 1) * width] }
      }
    }

    /// One of the three out of rows that lie side by side.
    func part(_ index: Int, of values: [Float]) -> [Float] {
      let first = widths.prefix(index).reduce(0, +)
      return (0..<rows).flatMap { values[$0 * stride + first..<$0 * stride + first + widths[index]] }
    }

    /// The oracle: norms, rotation and attention, one after the other.
    func expected(theta: Float?, isNormed: Bool) -> (out: [Double], gradients: [[Double]], gains: [[Double]]) {
      let (a, b) = (Placed(self, q, 0, queryGain, theta, isNormed), Placed(self, k, 1, keyGain, theta, isNormed))
      let found = SlowOperations.attention(q: a.placed, k: b.placed, v: v.doubles, shape: shape)
      let back = SlowOperations.attentionBackward(
        dOut: dOut.doubles, q: a.placed, k: b.placed, v: v.doubles, shape: shape)
      let (dq, dk) = (a.back(back.dq), b.back(back.dk))
      return (found.out, [dq.dx, dk.dx, back.dv], [dq.dGain, dk.dGain])
    }
  }

  /// Queries or keys as they meet, and the way back.
  struct Placed {
    let placed: [Double]
    let back: ([Double]) -> (dx: [Double], dGain: [Double])

    init(_ c: Case, _ x: [Float], _ index: Int, _ gain: [Float], _ theta: Float?, _ isNormed: Bool) {
      let (shape, heads) = (c.shape, c.widths[index] / c.shape.headWidth)
      func turned(_ x: [Double], _ direction: Double) -> [Double] {
        guard let theta else { return x }
        return SlowOperations.rope(
          x: x, rows: c.rows, positions: shape.positions, firstPosition: 0, heads: heads, headWidth: shape.headWidth,
          theta: Double(theta), direction: direction)
      }
      guard isNormed else {
        placed = turned(x.doubles, 1)
        back = { (turned($0, -1), []) }
        return
      }
      let (normed, inverseRMS) = SlowOperations.rmsNorm(
        x: x.doubles, gain: gain.doubles, rows: c.rows * heads, width: shape.headWidth, epsilon: 1e-3)
      placed = turned(normed, 1)
      back = { dOut in
        SlowOperations.rmsNormBackward(
          dOut: turned(dOut, -1), x: x.doubles, gain: gain.doubles, inverseRMS: inverseRMS, rows: c.rows * heads,
          width: shape.headWidth)
      }
    }
  }

  @Test("forward and backward, in place", arguments: instructionSets, [false, true])
  func bothWays(instructionSet: String, isNormed: Bool) throws {
    let operations = try operations(instructionSet)
    for (number, shape) in Self.shapes.enumerated() {
      // Rotated or not, in turn.
      let theta: Float? = number.isMultiple(of: 2) == isNormed ? nil : 100
      let c = Case(shape)
      let expected = c.expected(theta: theta, isNormed: isNormed)
      let (out, logSumExp) = (GuardedFloats(unwritten: shape.count), GuardedFloats(unwritten: c.rows * shape.heads))
      let qkv = GuardedFloats(c.sideBySide)
      let (query, key) = (qkv.pointer, qkv.pointer + c.widths[0])
      let value = key + c.widths[1]
      let gains = HeadGains(query: GuardedFloats(c.queryGain).pointer, key: GuardedFloats(c.keyGain).pointer)
      operations.attentionForward(
        out: out.pointer, logSumExp: logSumExp.pointer, q: query, k: key, v: value, stride: c.stride,
        batch: shape.batch, positions: shape.positions, settings: shape.settings(theta: theta),
        gains: isNormed ? gains : nil)
      let name = "\(shape), theta \(theta ?? 0)"
      expectClose(out.values, expected.out, "\(name): out")
      let dGains = (0..<2).map { _ in GuardedFloats([Float](repeating: 0.25, count: shape.headWidth)) }
      operations.attentionBackward(
        dq: query, dk: key, dv: value,
        dGains: isNormed ? HeadGainGradients(query: dGains[0].pointer, key: dGains[1].pointer) : nil,
        dOut: GuardedFloats(c.dOut).pointer, out: out.pointer, logSumExp: logSumExp.pointer, q: query, k: key,
        v: value, stride: c.stride, batch: shape.batch, positions: shape.positions,
        settings: shape.settings(theta: theta), gains: isNormed ? gains : nil, groups: shape.batch)
      for (index, gradient) in expected.gradients.enumerated() {
        expectClose(
          c.part(index, of: qkv.values), gradient, "\(name): gradient \(index)", within: 6e-6, size: 1)
      }
      for (found, gradient) in zip(dGains, isNormed ? expected.gains : []) {
        expectClose(found.values.map { $0 - 0.25 }, gradient, "\(name): gain", within: 2e-5, size: 1)
      }
    }
  }

  @Test("a half of the batch is a branch of the gains' sum", arguments: instructionSets)
  func gainsInGroups(instructionSet: String) throws {
    let whole = AttentionShape(batch: 4, positions: 37, heads: 4, headWidth: 10, keyValueHeads: 2)
    let c = Case(whole)
    /// The gradients of both gains from some sequences.
    func gains(_ sequences: Range<Int>, groups: Int, threads: Int) throws -> [Float] {
      let operations = try operations(instructionSet, threads: threads)
      let (rows, first) = (sequences.count * whole.positions, sequences.lowerBound * whole.positions)
      let qkv = GuardedFloats(Array(c.sideBySide[first * c.stride..<(first + rows) * c.stride]))
      let (key, value) = (qkv.pointer + c.widths[0], qkv.pointer + c.widths[0] + c.widths[1])
      let gains = HeadGains(query: GuardedFloats(c.queryGain).pointer, key: GuardedFloats(c.keyGain).pointer)
      let out = GuardedFloats(unwritten: rows * c.widths[0])
      let logSumExp = GuardedFloats(unwritten: rows * whole.heads)
      operations.attentionForward(
        out: out.pointer, logSumExp: logSumExp.pointer, q: qkv.pointer, k: key, v: value, stride: c.stride,
        batch: sequences.count, positions: whole.positions, settings: whole.settings(theta: 100), gains: gains)
      let sums = (0..<2).map { _ in GuardedFloats([Float](repeating: 0, count: whole.headWidth)) }
      operations.attentionBackward(
        dq: qkv.pointer, dk: key, dv: value,
        dGains: HeadGainGradients(query: sums[0].pointer, key: sums[1].pointer),
        dOut: GuardedFloats(Array(c.dOut[first * c.widths[0]..<(first + rows) * c.widths[0]])).pointer,
        out: out.pointer, logSumExp: logSumExp.pointer, q: qkv.pointer, k: key, v: value, stride: c.stride,
        batch: sequences.count, positions: whole.positions, settings: whole.settings(theta: 100), gains: gains,
        groups: groups)
      return sums[0].values + sums[1].values
    }
    let all = try gains(0..<4, groups: 4, threads: 1)
    #expect(try gains(0..<4, groups: 4, threads: 2).bits == all.bits)
    let halves = try zip(gains(0..<2, groups: 2, threads: 2), gains(2..<4, groups: 2, threads: 1)).map { $0 + $1 }
    #expect(halves.bits == all.bits)
  }

  @Test("norms of heads, alone", arguments: instructionSets)
  func normHeads(instructionSet: String) throws {
    for width in [1, 5, 16, 17, 32, 33] {
      let (rows, heads) = (71, 3)
      let x = randoms(rows * (heads * width + 2), seed: 1)
      let gain = randoms(width, seed: 2)
      let found = GuardedFloats(x)
      try operations(instructionSet).normHeads(
        x: found.pointer, stride: heads * width + 2, rows: rows, heads: heads, headWidth: width,
        gain: GuardedFloats(gain).pointer, epsilon: 1e-3)
      for row in 0..<rows {
        let start = row * (heads * width + 2)
        let expected = SlowOperations.rmsNorm(
          x: x[start..<start + heads * width].map(Double.init), gain: gain.doubles, rows: heads, width: width,
          epsilon: 1e-3)
        expectClose(Array(found.values[start..<start + heads * width]), expected.out, "width \(width), row \(row)")
        #expect(found.values[start + heads * width] == x[start + heads * width], "what lies behind the heads")
      }
    }
  }

  @Test("over a cache, with shared heads and a window", arguments: instructionSets, [1, 4, 5, 40])
  func overCache(instructionSet: String, step: Int) throws {
    let operations = try operations(instructionSet)
    for window in [nil, 1, 3, 11, 60] {
      let s = AttentionShape(batch: 2, positions: 40, heads: 6, headWidth: 10, keyValueHeads: 2, window: window)
      let c = Case(s)
      let expected = SlowOperations.attention(q: c.q.doubles, k: c.k.doubles, v: c.v.doubles, shape: s).out
      let capacity = 44
      let memory = (0..<2).map { _ in GuardedFloats(unwritten: s.batch * s.keyValueHeads * capacity * s.headWidth) }
      let cache = KeyValueMemory(
        keys: memory[0].pointer, values: memory[1].pointer, capacity: capacity, heads: s.keyValueHeads,
        headWidth: s.headWidth)
      for past in stride(from: 0, to: s.positions, by: step) {
        let new = min(step, s.positions - past)
        func rows(_ x: [Float], _ width: Int) -> [Float] {
          (0..<s.batch).flatMap { sequence in
            let first = sequence * s.positions + past
            return x[first * width..<(first + new) * width]
          }
        }
        operations.appendToCache(
          cache, k: rows(c.k, c.widths[1]), v: rows(c.v, c.widths[1]), stride: c.widths[1], batch: s.batch,
          newPositions: new, pastPositions: past)
        let out = GuardedFloats(unwritten: s.batch * new * c.widths[0])
        operations.cachedAttention(
          out: out.pointer, q: rows(c.q, c.widths[0]), stride: c.widths[0], cache: cache, batch: s.batch,
          newPositions: new, pastPositions: past, settings: s.settings())
        let slice = rows(expected.map { Float($0) }, c.widths[0])
        expectClose(out.values, slice.doubles, "window \(window ?? 0), past \(past)")
      }
    }
  }
}
