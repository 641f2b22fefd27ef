import StableHLO
import Transformer

/// silu(gate) ⊙ up, silu(gate), gelu(gate) or relu(gate)², of gateUp (R, 2, F) or (R, 1, F), in float32.
///
/// Backward reads gateUp again, and nothing else is kept: without the barrier a compiler keeps the sigmoids too, which are
/// twice as large in float32.
struct ActivationGraph {
  /// (R, F).
  let value: Value

  init(_ gateUp: Value, _ kind: FeedForwardKind) throws {
    value = try Parts(gateUp, kind).value
      .differentiated(
        by: [gateUp],
        CustomGradient { operands, _, gradients in
          guard let gradient = gradients[0] else { return [nil] }
          let read = try operands[0].graph.barrier([operands[0], gradient])
          return [try Parts(read[0], kind).gradient(read[1].converted(to: .f32))]
        })
  }

  /// gateUp's halves, each (R, F) in float32.
  private struct Parts {
    let gate: Value
    let up: Value?
    private let gateUp: Value
    private let kind: FeedForwardKind

    init(_ gateUp: Value, _ kind: FeedForwardKind) throws {
      (self.gateUp, self.kind) = (gateUp, kind)
      func part(_ index: Int) throws -> Value {
        try gateUp.sliced(index..<index + 1, dimension: 1).reshaped([gateUp.shape[0], gateUp.shape[2]])
          .converted(to: .f32)
      }
      gate = try part(0)
      up = gateUp.shape[1] == 2 ? try part(1) : nil
    }

    var value: Value {
      get throws {
        if kind == .relu2 { return try positive * positive }
        if kind == .gelu || kind == .geluErf { return try gate * argument().of.applying(.logistic) }
        let activated = try gate * gate.applying(.logistic)
        return try up.map { try activated * $0 } ?? activated
      }
    }

    /// GELU is x · σ(a): by tanh a is 2u of ½ x (1 + tanh u); by erf x · g(x²), as in the kernels. With its slope in x.
    private func argument() throws -> (of: Value, slope: Value) {
      let square = try gate * gate
      guard kind == .geluErf else {
        return (
          try gate * (square * (Self.cubic * Self.linear) + Self.linear),
          try square * (3 * Self.cubic * Self.linear) + Self.linear
        )
      }
      let inside = try square.combined(.minimum, gate.filled(with: 30.25))
      var (value, steep) = (try gate.filled(with: Self.erf[7]), try gate.filled(with: 0))
      for coefficient in Self.erf[..<7].reversed() {
        steep = try steep * inside + value
        value = try value * inside + coefficient
      }
      return (try gate * value, try steep * (inside * 2) + value)
    }

    /// g, from its constant on.
    private static let erf: [Double] = [
      1.5957716703414917, 0.07266046106815338, -5.9748374042101204e-05, -0.0001128009898820892,
      8.35073569760425e-06, -3.0448646270997415e-07, 5.270561764803006e-09, -2.778770442912748e-11,
    ]

    // 2 √(2/π), and what x³ counts beside x.
    private static let (linear, cubic) = (1.5957691216057308, 0.044715)

    /// relu(gate).
    private var positive: Value { get throws { try gate.combined(.maximum, gate.filled(with: 0)) } }

    /// Of dy (R, F): dy · 2 relu(gate); or with s = σ(gate) dy · up · s · (1 + gate · (1 − s)), and dy · gate · s.
    func gradient(_ dy: Value) throws -> Value {
      if kind == .relu2 { return try joined([dy * (positive * 2)]) }
      if kind == .gelu || kind == .geluErf { return try joined([dy * geluSlope]) }
      let sigmoid = try gate.applying(.logistic)
      let one = try gate.filled(with: 1)
      let slope = try sigmoid * (one + gate * (one - sigmoid))
      let dGate = try (up.map { try dy * $0 } ?? dy) * slope
      // σ once more as ½ + ½ tanh(gate / 2): a value that both halves share would be written to memory for them.
      return try joined([dGate] + (up == nil ? [] : [dy * gate * ((gate * 0.5).applying(.tanh) * 0.5 + 0.5)]))
    }

    /// σ + x · σ · (1 − σ) · a′ with σ = σ(a).
    private var geluSlope: Value {
      get throws {
        let (argument, steep) = try argument()
        let sigmoid = try argument.applying(.logistic)
        return try sigmoid + gate * sigmoid * (gate.filled(with: 1) - sigmoid) * steep
      }
    }

    private func joined(_ halves: [Value]) throws -> Value {
      let shape = [gateUp.shape[0], 1, gateUp.shape[2]]
      return try gate.graph.concatenate(
        halves.map { try $0.converted(to: gateUp.element).reshaped(shape) }, dimension: 1)
    }
  }
}
