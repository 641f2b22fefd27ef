import StableHLO

/// silu(gate) ⊙ up, or silu(gate), of gateUp (R, 2, F) or (R, 1, F), in float32.
///
/// Backward reads gateUp again, and nothing else is kept: without the barrier a compiler keeps the sigmoids too, which are
/// twice as large in float32.
struct ActivationGraph {
  /// (R, F).
  let value: Value

  init(_ gateUp: Value) throws {
    let parts = try Parts(gateUp)
    let activated = try parts.gate * parts.gate.applying(.logistic)
    value = try (parts.up.map { try activated * $0 } ?? activated)
      .differentiated(
        by: [gateUp],
        CustomGradient { operands, _, gradients in
          guard let gradient = gradients[0] else { return [nil] }
          let read = try operands[0].graph.barrier([operands[0], gradient])
          return [try Parts(read[0]).gradient(read[1].converted(to: .f32))]
        })
  }

  /// gateUp's halves, each (R, F) in float32.
  private struct Parts {
    let gate: Value
    let up: Value?
    private let gateUp: Value

    init(_ gateUp: Value) throws {
      self.gateUp = gateUp
      func part(_ index: Int) throws -> Value {
        try gateUp.sliced(index..<index + 1, dimension: 1).reshaped([gateUp.shape[0], gateUp.shape[2]])
          .converted(to: .f32)
      }
      gate = try part(0)
      up = gateUp.shape[1] == 2 ? try part(1) : nil
    }

    /// With s = σ(gate) and dy (R, F): dy · up · s · (1 + gate · (1 − s)), and dy · gate · s.
    func gradient(_ dy: Value) throws -> Value {
      let sigmoid = try gate.applying(.logistic)
      let one = try gate.filled(with: 1)
      let slope = try sigmoid * (one + gate * (one - sigmoid))
      let dGate = try (up.map { try dy * $0 } ?? dy) * slope
      // σ once more as ½ + ½ tanh(gate / 2): a value that both halves share would be written to memory for them.
      let halves = try [dGate] + (up == nil ? [] : [dy * gate * ((gate * 0.5).applying(.tanh) * 0.5 + 0.5)])
      let shape = [gateUp.shape[0], 1, gateUp.shape[2]]
      return try gate.graph.concatenate(
        halves.map { try $0.converted(to: gateUp.element).reshaped(shape) }, dimension: 1)
    }
  }
}
