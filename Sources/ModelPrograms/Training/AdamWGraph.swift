import StableHLO
import Training

/// One move of AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) in the CPU kernel's order of operations.
/// Every parameter decays, or with cautious decay those that the step makes smaller as well.
struct AdamWGraph {
  struct State {
    let parameter, firstMoment, secondMoment: Value
  }

  let settings: AdamWSettings
  /// What ``StepScalars`` gives, as scalars of the graph.
  let stepSize, correction, keep: Value

  /// m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², p = p · keep − stepSize · m / (√v / correction + ε), for a gradient g
  /// that was clipped.
  func moved(_ state: State, by g: Value) throws -> State {
    let shape = g.shape
    let (m, v) = (state.firstMoment, state.secondMoment)
    let first = try m + (g - m) * (1 - settings.beta1)
    let second = try v * settings.beta2 + g * (1 - settings.beta2) * g
    let denominator = try second.applying(.sqrt) / correction.broadcast(to: shape) + settings.epsilon
    let decayed = try state.parameter.decayed(by: keep, against: settings.isCautious ? first : nil)
    let parameter = try decayed - stepSize.broadcast(to: shape) * first / denominator
    return State(parameter: parameter, firstMoment: first, secondMoment: second)
  }
}

extension Value {
  /// Parameters times `keep` (a scalar); with `update`, which will be subtracted, only where it has the same sign.
  func decayed(by keep: Value, against update: Value?) throws -> Value {
    let decayed = try self * keep.broadcast(to: shape)
    guard let update else { return decayed }
    return try (self * update).compared(.greaterOrEqual, filled(with: 0)).select(decayed, self)
  }
}
