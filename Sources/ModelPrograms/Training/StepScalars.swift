import Platform
import StableHLO
import Training
import Transformer

/// The numbers of the optimizers that change from step to step. They are made on the host in double precision, as the CPU
/// engine makes them: 1 − 0.999 in float32 is off by one part in 10⁵.
package enum StepScalars {
  fileprivate static let roles = ParameterTensor.Role.allCases

  /// Numbers for each step.
  package static let count = 2 * roles.count + 2

  /// Of step t, counted from 1, for each role of parameters rate / (1 − β₁ᵗ), of matrices that Muon moves the rate itself;
  /// then for each role 1 − rate · weightDecay; then √(1 − β₂ᵗ), and 1 less Muon's momentum.
  ///
  /// - Parameters:
  ///   - step: its number
  ///   - learningRate: the schedule's in that step
  ///   - settings: of the training
  /// - Returns: ``count`` numbers
  package static func values(step: Int, learningRate: Double, settings: TrainingSettings) -> [Float] {
    let (adamW, muon) = (settings.optimizer, settings.muon)
    let rates = roles.map {
      settings.rates.rate(of: $0, scheduled: learningRate, largestScheduled: settings.schedule.maximum)
    }
    let stepSizes = zip(roles, rates).map { role, rate in
      muon?.moves(role) ?? false ? rate : rate / (1 - pow(adamW.beta1, Double(step)))
    }
    let kept = rates.map { 1 - $0 * adamW.weightDecay }
    let correction = (1 - pow(adamW.beta2, Double(step))).squareRoot()
    return (stepSizes + kept + [correction, 1 - (muon?.momentum(at: step) ?? 0)]).map(Float.init)
  }
}

/// The same in a program: scalars of one step.
struct StepScalarValues {
  /// ``StepScalars/values(step:learningRate:settings:)`` (count).
  let values: Value

  func stepSize(_ role: ParameterTensor.Role) throws -> Value { try scalar(place(role)) }
  func kept(_ role: ParameterTensor.Role) throws -> Value { try scalar(StepScalars.roles.count + place(role)) }
  /// √(1 − β₂ᵗ).
  func correction() throws -> Value { try scalar(2 * StepScalars.roles.count) }
  /// 1 less Muon's momentum.
  func toGradient() throws -> Value { try scalar(2 * StepScalars.roles.count + 1) }

  private func place(_ role: ParameterTensor.Role) -> Int { StepScalars.roles.firstIndex(of: role) ?? 0 }

  private func scalar(_ index: Int) throws -> Value {
    try values.sliced(index..<index + 1, dimension: 0).reshaped([])
  }
}
