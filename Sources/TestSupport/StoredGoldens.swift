import Foundation
import Transformer

/// An array of float32, little-endian, in base64, as the scripts that make goldens with PyTorch write it.
package struct StoredArray: Decodable, Sendable {
  /// Its shape, where the script says it.
  package let shape: [Int]?
  package let values: [Float]

  private enum CodingKeys: CodingKey {
    case shape, base64
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shape = try container.decodeIfPresent([Int].self, forKey: .shape)
    let bytes = [UInt8](try container.decode(Data.self, forKey: .base64))
    values = stride(from: 0, to: bytes.count, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: word)
    }
  }
}

/// A model's configuration as those scripts write it; what they leave out has its default.
package struct StoredConfiguration: Decodable, Sendable {
  private let vocabulary, contextLength, width, layers, heads, feedForwardWidth: Int
  private let ropeTheta: Double?
  private let norm, position, feedForward: String?
  private let tieEmbeddings, normsHeads, valueResidual, embeddingResidual: Bool?
  private let keyValueHeads, window, headWidth: Int?
  private let normKind: String?
  private let biases: [String]?
  private let ropeScaling: [Double]?
  private let logitCap: Double?

  package var value: ModelConfiguration {
    var value = ModelConfiguration()
    (value.vocabulary, value.contextLength, value.width) = (vocabulary, contextLength, width)
    (value.layers, value.heads, value.feedForwardWidth) = (layers, heads, feedForwardWidth)
    value.ropeTheta = ropeTheta ?? value.ropeTheta
    value.norm = norm.flatMap(NormPlacement.init) ?? value.norm
    value.position = position.flatMap(PositionEncoding.init) ?? value.position
    value.feedForward = feedForward.flatMap(FeedForwardKind.init) ?? value.feedForward
    value.tieEmbeddings = tieEmbeddings ?? value.tieEmbeddings
    (value.keyValueHeads, value.attentionWindow, value.logitCap) = (keyValueHeads, window, logitCap)
    value.normsHeads = normsHeads ?? false
    value.ownHeadWidth = headWidth
    value.normKind = normKind.flatMap(NormKind.init) ?? .rms
    for (name, one) in LinearBiases.names where biases?.contains(name) ?? false { value.biases.insert(one) }
    if let numbers = ropeScaling {
      value.ropeScaling =
        numbers.count == 1
        ? .linear(factor: numbers[0])
        : .llama3(factor: numbers[0], low: numbers[1], high: numbers[2], originalContext: Int(numbers[3]))
    }
    (value.valueResidual, value.embeddingResidual) = (valueResidual ?? false, embeddingResidual ?? false)
    return value
  }
}

/// Goldens of a test target's Fixtures, which `script` makes.
package func storedGoldens<Goldens: Decodable>(_ name: String, in bundle: Bundle, script: String) -> Goldens {
  do {
    let url = bundle.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
    guard let url else { fatalError("Fixtures/\(name).json is missing: run \(script)") }
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: url))
  } catch {
    fatalError("Fixtures/\(name).json: \(error)")
  }
}

/// Largest difference between two arrays, as a share of the largest value expected.
package func relativeError<Expected: BinaryFloatingPoint>(
  _ found: some Sequence<Float>, _ expected: some Sequence<Expected>
) -> Expected {
  var difference: Expected = 0
  var largest: Expected = 1e-30
  for (a, b) in zip(found, expected) {
    difference = max(difference, abs(Expected(a) - b))
    largest = max(largest, abs(b))
  }
  return difference / largest
}
