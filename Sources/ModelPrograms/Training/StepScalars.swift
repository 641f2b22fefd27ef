import Platform
import Training

/// The numbers of AdamW that change from step to step. They are made on the host in double precision, as the CPU engine
/// makes them: 1 − 0.999 in float32 is off by one part in 10⁵.
package enum StepScalars {
  /// Numbers for each step.
  package static let count = 3

  /// rate / (1 − β₁ᵗ), √(1 − β₂ᵗ), 1 − rate · weightDecay, of step t, counted from 1.
  package static func values(step: Int, learningRate: Double, settings: AdamWSettings) -> [Float] {
    [
      Float(learningRate / (1 - pow(settings.beta1, Double(step)))),
      Float((1 - pow(settings.beta2, Double(step))).squareRoot()),
      Float(1 - learningRate * settings.weightDecay),
    ]
  }
}
