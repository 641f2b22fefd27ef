import Foundation
import TestSupport

/// The contents of Fixtures/training.json, made by Fixtures/make_training_goldens.py with PyTorch.
struct TrainingGoldens: Decodable, Sendable {
  struct Schedule: Decodable, Sendable {
    let maximum, minimum: Double
    let warmupSteps, decaySteps: Int
  }

  struct AdamWConstants: Decodable, Sendable {
    let beta1, beta2, epsilon, weightDecay: Double
  }

  struct OptimizerRun: Decodable, Sendable {
    struct Step: Decodable, Sendable {
      let gradients: StoredArray
      let norm, rate: Double
      let parameters: StoredArray
    }

    let configuration: StoredConfiguration
    let parameters: StoredArray
    let steps: [Step]
  }

  struct ModelRun: Decodable, Sendable {
    struct Step: Decodable, Sendable {
      let loss, norm, rate: Double
    }

    let configuration: StoredConfiguration
    let tokens: [UInt32]
    let steps: [Step]
    let parameters, parametersAfter: [String: StoredArray]
  }

  let schedule: Schedule
  let adamw: AdamWConstants
  let clip: Double
  let rates: [Double]
  let optimizer: OptimizerRun
  let run: ModelRun

  static let all: TrainingGoldens = storedGoldens(
    "training", in: .module, script: "make_training_goldens.py")
}
