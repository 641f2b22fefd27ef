import Foundation
import Kernels
import Parallel
import Reference
import TestSupport
import Testing

@testable import Transformer

/// The contents of Fixtures/goldens.json, made by Fixtures/make_goldens.py with PyTorch.
struct Goldens: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let configuration: StoredConfiguration
    let logits: StoredArray
    let loss: Double
    let gradients: [String: StoredArray]
    /// Those that the shared ones do not have, or have in another shape.
    let parameters: [String: StoredArray]

    var testDescription: String { name }
  }

  let batch: Int
  let positions: Int
  let inputs: [UInt32]
  let targets: [UInt32]
  let parameters: [String: StoredArray]
  let cases: [Case]

  var shape: BatchShape { BatchShape(batch: batch, positions: positions) }

  static let all: Goldens = storedGoldens("goldens", in: .module, script: "make_goldens.py")

  /// The fast model of a case, with the stored parameters.
  func model(_ golden: Case, threads: Int = 2) throws -> LanguageModel {
    let model = try LanguageModel(
      configuration: golden.configuration.value,
      operations: CPUOperations(team: ThreadTeam(threads: threads)))
    try model.load { tensor, values in
      let stored = try #require(golden.parameters[tensor.name] ?? parameters[tensor.name])
      #expect(stored.shape == tensor.shape)
      _ = values.initialize(from: stored.values)
    }
    return model
  }

  /// The slow model of a case, with the stored parameters that the configuration has.
  func slowModel(_ golden: Case) -> SlowModel<Double> {
    let names = ParameterLayout(golden.configuration.value).tensors.map(\.name)
    let values = names.map { ($0, (golden.parameters[$0] ?? parameters[$0])?.values.map(Double.init) ?? []) }
    return SlowModel(
      shape: golden.configuration.value.slowShape, parameters: Dictionary(uniqueKeysWithValues: values))
  }
}

extension ModelConfiguration {
  var slowShape: SlowModel<Double>.Shape {
    var shape = SlowModel<Double>.Shape(
      vocabulary: vocabulary, width: width, layers: layers, heads: heads, feedForwardWidth: feedForwardWidth)
    shape.ropeTheta = ropeTheta
    shape.norm = .init(rawValue: norm.rawValue) ?? .pre
    shape.rotates = position == .rope
    shape.activation = .init(rawValue: feedForward.rawValue) ?? .swiglu
    shape.keyValueHeads = keyValueHeads
    shape.window = attentionWindow
    shape.normsHeads = normsHeads
    shape.logitCap = logitCap
    shape.mixesFirstValues = valueResidual
    shape.mixesEmbedding = embeddingResidual
    shape.isTied = tieEmbeddings
    (shape.headWidth, shape.learnsPositions, shape.centers) = (ownHeadWidth, position == .learned, normKind == .layer)
    shape.frequencies = ropeScaling == nil ? nil : rotaryFrequencies
    return shape
  }
}
