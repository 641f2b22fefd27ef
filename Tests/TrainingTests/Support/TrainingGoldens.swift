import Foundation
import Transformer

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

  static let all: TrainingGoldens = {
    do {
      let url = Bundle.module.url(forResource: "training", withExtension: "json", subdirectory: "Fixtures")
      guard let url else { fatalError("Fixtures/training.json is missing: run make_training_goldens.py") }
      return try JSONDecoder().decode(TrainingGoldens.self, from: Data(contentsOf: url))
    } catch {
      fatalError("Fixtures/training.json: \(error)")
    }
  }()
}

/// An array of float32, little-endian, in base64.
struct StoredArray: Decodable, Sendable {
  let values: [Float]

  private enum CodingKeys: CodingKey {
    case base64
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let bytes = [UInt8](try container.decode(Data.self, forKey: .base64))
    values = stride(from: 0, to: bytes.count, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: word)
    }
  }
}

/// The sizes of a configuration as the script writes it; no ablation.
struct StoredConfiguration: Decodable, Sendable {
  let vocabulary, contextLength, width, layers, heads, feedForwardWidth: Int

  func apply(to configuration: inout ModelConfiguration) {
    configuration.vocabulary = vocabulary
    configuration.contextLength = contextLength
    configuration.width = width
    configuration.layers = layers
    configuration.heads = heads
    configuration.feedForwardWidth = feedForwardWidth
  }
}

/// Largest difference between two arrays, as a share of the largest value expected.
func relativeError(_ found: some Sequence<Float>, _ expected: some Sequence<Float>) -> Float {
  var difference: Float = 0
  var largest: Float = 1e-30
  for (a, b) in zip(found, expected) {
    difference = max(difference, abs(a - b))
    largest = max(largest, abs(b))
  }
  return difference / largest
}
