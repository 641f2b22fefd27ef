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
        if kind == .gelu { return try gate * argument.applying(.logistic) }
        let activated = try gate * gate.applying(.logistic)
        return try up.map { try activated * $0 } ?? activated
      }
    }

    /// 2u of GELU by tanh, ½ x (1 + tanh u), which is x · σ(2u).
    private var argument: Value {
      get throws { try gate * ((gate * gate) * (Self.cubic * Self.linear) + Self.linear) }
    }

    // 2 √(2/π), and what x³ counts beside x.
    private static let (linear, cubic) = (1.5957691216057308, 0.044715)

    /// relu(gate).
    private var positive: Value { get throws { try gate.combined(.maximum, gate.filled(with: 0)) } }

    /// Of dy (R, F): dy · 2 relu(gate); or with s = σ(gate) dy · up · s · (1 + gate · (1 − s)), and dy · gate · s.
    func gradient(_ dy: Value) throws -> Value {
      if kind == .relu2 { return try joined([dy * (positive * 2)]) }
      if kind == .gelu { return try joined([dy * geluSlope]) }
      let sigmoid = try gate.applying(.logistic)
      let one = try gate.filled(with: 1)
      let slope = try sigmoid * (one + gate * (one - sigmoid))
      let dGate = try (up.map { try dy * $0 } ?? dy) * slope
      // σ once more as ½ + ½ tanh(gate / 2): a value that both halves share would be written to memory for them.
      return try joined([dGate] + (up == nil ? [] : [dy * gate * ((gate * 0.5).applying(.tanh) * 0.5 + 0.5)]))
    }

    /// σ + x · σ · (1 − σ) · (2u)′ with σ = σ(2u).
    private var geluSlope: Value {
      get throws {
        let sigmoid = try argument.applying(.logistic)
        let steep = try (gate * gate) * (3 * Self.cubic * Self.linear) + Self.linear
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
