import StableHLO
import Training

/// One move of AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) in the CPU kernel's order of operations.
/// Every parameter decays.
struct AdamWGraph {
  struct State {
    let parameter, firstMoment, secondMoment: Value
  }

  let settings: AdamWSettings
  /// What ``StepScalars`` gives, as scalars of the graph.
  let stepSize, correction, keep: Value
  /// What gradients are multiplied with.
  let gradientScale: Value

  /// m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², p = p · keep − stepSize · m / (√v / correction + ε).
  func moved(_ state: State, by gradient: Value) throws -> State {
    let shape = gradient.shape
    func spread(_ scalar: Value) throws -> Value { try scalar.broadcast(to: shape) }
    let g = try gradient * spread(gradientScale)
    let (m, v) = (state.firstMoment, state.secondMoment)
    let first = try m + (g - m) * (1 - settings.beta1)
    let second = try v * settings.beta2 + g * (1 - settings.beta2) * g
    let denominator = try second.applying(.sqrt) / spread(correction) + settings.epsilon
    let parameter = try state.parameter * spread(keep) - spread(stepSize) * first / denominator
    return State(parameter: parameter, firstMoment: first, secondMoment: second)
  }
}
