import Foundation
import Kernels
import Parallel
import Reference
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

    var testDescription: String { name }
  }

  let batch: Int
  let positions: Int
  let inputs: [UInt32]
  let targets: [UInt32]
  let parameters: [String: StoredArray]
  let cases: [Case]

  var shape: BatchShape { BatchShape(batch: batch, positions: positions) }

  static let all: Goldens = {
    do {
      let url = Bundle.module.url(forResource: "goldens", withExtension: "json", subdirectory: "Fixtures")
      guard let url else { fatalError("Fixtures/goldens.json is missing: run make_goldens.py") }
      return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
    } catch {
      fatalError("Fixtures/goldens.json: \(error)")
    }
  }()

  /// The fast model of a case, with the stored parameters.
  func model(_ golden: Case, threads: Int = 2) throws -> LanguageModel {
    let model = try LanguageModel(
      configuration: golden.configuration.value,
      operations: CPUOperations(team: ThreadTeam(threads: threads)))
    try model.load { tensor, values in
      let stored = try #require(parameters[tensor.name])
      #expect(stored.shape == tensor.shape)
      _ = values.initialize(from: stored.values)
    }
    return model
  }

  /// The slow model of a case, with the stored parameters that the configuration has.
  func slowModel(_ golden: Case) -> SlowModel<Double> {
    let names = ParameterLayout(golden.configuration.value).tensors.map(\.name)
    let values = names.map { ($0, parameters[$0]?.values.map(Double.init) ?? []) }
    return SlowModel(
      shape: golden.configuration.slowShape, parameters: Dictionary(uniqueKeysWithValues: values))
  }
}

/// An array of float32, little-endian, in base64.
struct StoredArray: Decodable, Sendable {
  let shape: [Int]
  let values: [Float]

  private enum CodingKeys: CodingKey {
    case shape, base64
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shape = try container.decode([Int].self, forKey: .shape)
    let bytes = [UInt8](try container.decode(Data.self, forKey: .base64))
    values = stride(from: 0, to: bytes.count, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: word)
    }
  }
}

/// A configuration as the script writes it.
struct StoredConfiguration: Decodable, Sendable {
  let vocabulary, contextLength, width, layers, heads, feedForwardWidth: Int
  let ropeTheta: Double
  let norm, position, feedForward: String
  let tieEmbeddings: Bool

  var value: ModelConfiguration {
    var value = ModelConfiguration()
    value.vocabulary = vocabulary
    value.contextLength = contextLength
    value.width = width
    value.layers = layers
    value.heads = heads
    value.feedForwardWidth = feedForwardWidth
    value.ropeTheta = ropeTheta
    value.norm = NormPlacement(rawValue: norm) ?? .pre
    value.position = PositionEncoding(rawValue: position) ?? .rope
    value.feedForward = FeedForwardKind(rawValue: feedForward) ?? .swiglu
    value.tieEmbeddings = tieEmbeddings
    return value
  }

  var slowShape: SlowModel<Double>.Shape {
    var shape = SlowModel<Double>.Shape(
      vocabulary: vocabulary, width: width, layers: layers, heads: heads, feedForwardWidth: feedForwardWidth)
    shape.ropeTheta = ropeTheta
    shape.norm = .init(rawValue: norm) ?? .pre
    shape.rotates = position == "rope"
    shape.isGated = feedForward == "swiglu"
    shape.isTied = tieEmbeddings
    return shape
  }
}

/// Largest difference between two arrays, as a share of the largest value expected.
func relativeError(_ found: some Sequence<Float>, _ expected: some Sequence<Double>) -> Double {
  var difference = 0.0
  var largest = 1e-30
  for (a, b) in zip(found, expected) {
    difference = max(difference, abs(Double(a) - b))
    largest = max(largest, abs(b))
  }
  return difference / largest
}
