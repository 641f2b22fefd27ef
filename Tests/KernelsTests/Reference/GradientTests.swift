import Reference
import Testing

/// The backward passes of the reference against central finite differences of its forward passes, in double
/// precision: with h = 1e-5 the difference quotient is right to about 1e-9.
@Suite("Reference gradients agree with finite differences")
struct GradientTests {
  /// ∂ Σ weights·f(x) / ∂x, one element at a time.
  private func differences(_ x: [Double], _ weights: [Double], _ f: ([Double]) -> [Double]) -> [Double] {
    let h = 1e-5
    func loss(_ x: [Double]) -> Double { zip(f(x), weights).reduce(0) { $0 + $1.0 * $1.1 } }
    return x.indices.map { i in
      var up = x
      var down = x
      up[i] += h
      down[i] -= h
      return (loss(up) - loss(down)) / (2 * h)
    }
  }

  private func expectEqual(_ gradient: [Double], _ differences: [Double], _ what: String) {
    #expect(gradient.count == differences.count)
    let worst = zip(gradient, differences).map { abs($0 - $1) }.max() ?? 0
    #expect(worst < 1e-8, "\(what): off by \(worst)")
  }

  private func values(_ count: Int, _ seed: UInt64) -> [Double] { randoms(count, seed: seed).doubles }

  @Test func embedding() {
    let ids: [UInt32] = [2, 0, 2, 4]
    let (weight, d) = (values(15, 1), values(12, 2))
    let dWeight = SlowOperations.embeddingBackward(dOut: d, ids: ids, width: 3, vocabulary: 5)
    expectEqual(dWeight, differences(weight, d) { SlowOperations.embedding(weight: $0, ids: ids, width: 3) }, "dWeight")
  }

  @Test func rmsNorm() {
    let (x, gain, d) = (values(15, 1), values(5, 2), values(15, 3))
    func forward(_ x: [Double], _ gain: [Double]) -> (out: [Double], inverseRMS: [Double]) {
      SlowOperations.rmsNorm(x: x, gain: gain, rows: 3, width: 5, epsilon: 1e-5)
    }
    let (dx, dGain) = SlowOperations.rmsNormBackward(
      dOut: d, x: x, gain: gain, inverseRMS: forward(x, gain).inverseRMS, rows: 3, width: 5)
    expectEqual(dx, differences(x, d) { forward($0, gain).out }, "dx")
    expectEqual(dGain, differences(gain, d) { forward(x, $0).out }, "dGain")
  }

  @Test func layerNorm() {
    let (x, gain, bias, d) = (values(15, 1), values(5, 2), values(5, 4), values(15, 3))
    func forward(_ x: [Double], _ gain: [Double], _ bias: [Double]) -> (out: [Double], inverseDeviation: [Double]) {
      SlowOperations.layerNorm(x: x, gain: gain, bias: bias, rows: 3, width: 5, epsilon: 1e-5)
    }
    let (dx, dGain, dBias) = SlowOperations.layerNormBackward(
      dOut: d, x: x, gain: gain, inverseDeviation: forward(x, gain, bias).inverseDeviation, rows: 3, width: 5)
    expectEqual(dx, differences(x, d) { forward($0, gain, bias).out }, "dx")
    expectEqual(dGain, differences(gain, d) { forward(x, $0, bias).out }, "dGain")
    expectEqual(dBias, differences(bias, d) { forward(x, gain, $0).out }, "dBias")
  }

  @Test func gelu() {
    let (x, d) = (values(20, 1).map { 4 * $0 }, values(20, 2))
    expectEqual(
      SlowOperations.geluBackward(dOut: d, x: x), differences(x, d) { SlowOperations.gelu(x: $0) }, "dx")
  }

  @Test func geluByErf() {
    let (x, d) = (values(20, 1).map { 4 * $0 }, values(20, 2))
    expectEqual(
      SlowOperations.geluErfBackward(dOut: d, x: x), differences(x, d) { SlowOperations.geluErf(x: $0) }, "dx")
  }

  @Test func linear() {
    let (x, w, d) = (values(12, 1), values(20, 2), values(15, 3))
    func forward(_ x: [Double], _ w: [Double]) -> [Double] {
      SlowOperations.linear(x: x, weight: w, rows: 3, inputs: 4, outputs: 5)
    }
    let dx = SlowOperations.linearBackwardInput(dy: d, weight: w, rows: 3, inputs: 4, outputs: 5)
    let dw = SlowOperations.linearBackwardWeight(dy: d, x: x, rows: 3, inputs: 4, outputs: 5)
    expectEqual(dx, differences(x, d) { forward($0, w) }, "dx")
    expectEqual(dw, differences(w, d) { forward(x, $0) }, "dWeight")
  }

  @Test func rope() {
    let (x, d) = (values(24, 1), values(24, 2))
    func turn(_ x: [Double], _ direction: Double) -> [Double] {
      SlowOperations.rope(
        x: x, rows: 3, positions: 2, firstPosition: 5, heads: 2, headWidth: 4, theta: 100, direction: direction)
    }
    expectEqual(turn(d, -1), differences(x, d) { turn($0, 1) }, "dx")
  }

  @Test func attention() {
    let shape = AttentionShape(batch: 2, positions: 4, heads: 2, headWidth: 3)
    let (q, k, v, d) = (values(shape.count, 1), values(shape.count, 2), values(shape.count, 3), values(shape.count, 4))
    let (dq, dk, dv) = SlowOperations.attentionBackward(dOut: d, q: q, k: k, v: v, shape: shape)
    expectEqual(dq, differences(q, d) { SlowOperations.attention(q: $0, k: k, v: v, shape: shape).out }, "dq")
    expectEqual(dk, differences(k, d) { SlowOperations.attention(q: q, k: $0, v: v, shape: shape).out }, "dk")
    expectEqual(dv, differences(v, d) { SlowOperations.attention(q: q, k: k, v: $0, shape: shape).out }, "dv")
  }

  @Test func swiglu() {
    let (gate, up, d) = (values(9, 1), values(9, 2), values(9, 3))
    let (dGate, dUp) = SlowOperations.swigluBackward(dOut: d, gate: gate, up: up)
    expectEqual(dGate, differences(gate, d) { SlowOperations.swiglu(gate: $0, up: up) }, "dGate")
    expectEqual(dUp, differences(up, d) { SlowOperations.swiglu(gate: gate, up: $0) }, "dUp")
  }

  @Test func silu() {
    let (x, d) = (values(9, 1), values(9, 2))
    expectEqual(SlowOperations.siluBackward(dOut: d, x: x), differences(x, d) { SlowOperations.silu(x: $0) }, "dx")
  }

  @Test func crossEntropy() {
    let (hidden, weight) = (values(12, 1), values(28, 2))
    let targets: [UInt32] = [6, 0, 3]
    func forward(_ hidden: [Double], _ weight: [Double]) -> [Double] {
      SlowOperations.crossEntropy(hidden: hidden, weight: weight, targets: targets, width: 4, vocabulary: 7)
    }
    let (dHidden, dWeight) = SlowOperations.crossEntropyBackward(
      hidden: hidden, weight: weight, targets: targets, width: 4, vocabulary: 7, scale: 0.25)
    let d = [0.25, 0.25, 0.25]
    expectEqual(dHidden, differences(hidden, d) { forward($0, weight) }, "dHidden")
    expectEqual(dWeight, differences(weight, d) { forward(hidden, $0) }, "dWeight")
  }
}
