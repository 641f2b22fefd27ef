import Foundation
import TestSupport
import Transformer

@testable import Training

/// What Fixtures/make_muon_goldens.py makes with PyTorch, into Fixtures/muon.json or for a larger model.
struct MuonGoldens: Decodable, Sendable {
  struct Constants: Decodable, Sendable {
    let momentum, weightDecay: Double
  }

  struct Factors: Decodable, Sendable {
    let embedding, head, vectors: Double
  }

  struct Case: Decodable, Sendable {
    struct Step: Decodable, Sendable {
      let gradients, parameters: [String: StoredArray]
    }

    let scale: String
    let parameters, bfloat16: [String: StoredArray]
    let steps: [Step]
  }

  let configuration: StoredConfiguration
  let schedule: TrainingGoldens.Schedule
  let adamw: TrainingGoldens.AdamWConstants
  let muon: Constants
  let factors: Factors
  let cases: [Case]

  static let stored: MuonGoldens = storedGoldens("muon", in: .module, script: "make_muon_goldens.py")

  /// As PyTorch computes them now, for a model of a width.
  static func computed(width: Int, feedForward: Int) throws -> MuonGoldens? {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/make_muon_goldens.py").path
    return try PythonTool.output(of: [script, "\(width)", "\(feedForward)"])
      .map { try JSONDecoder().decode(MuonGoldens.self, from: Data($0)) }
  }

  /// The settings of a case.
  func settings(_ golden: Case) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.schedule = LearningRateSchedule(
      maximum: schedule.maximum, minimum: schedule.minimum, warmupSteps: schedule.warmupSteps,
      decaySteps: schedule.decaySteps)
    settings.optimizer.weightDecay = muon.weightDecay
    settings.rates = RoleRates(
      embedding: factors.embedding * schedule.maximum, head: factors.head * schedule.maximum,
      vectors: factors.vectors * schedule.maximum)
    settings.muon = MuonSettings()
    settings.muon?.momentum = muon.momentum
    settings.muon?.scale = MuonSettings.Scale(rawValue: golden.scale) ?? .original
    return settings
  }
}
