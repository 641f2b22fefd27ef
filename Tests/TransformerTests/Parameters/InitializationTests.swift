import TestSupport
import Testing

@testable import Transformer

@Suite struct InitializationTests {
  @Test func valuesFollowTheirDistribution() throws {
    let model = try LanguageModel(
      configuration: smallConfiguration {
        $0.vocabulary = 2_000; $0.width = 64; $0.feedForwardWidth = 96
      },
      operations: makeOperations())
    model.initialize(seed: 5)
    let expected = [
      "token_embeddings.weight": 1.0, "layers.0.attn.q_proj.weight": (2.0 / 128).squareRoot(),
      "layers.1.ffn.w2.weight": (2.0 / 160).squareRoot(), "lm_head.weight": (2.0 / 2_064).squareRoot(),
    ]
    for tensor in model.layout.tensors {
      let values = model.values(of: tensor).map(Double.init)
      if tensor.shape.count == 1 { #expect(values.allSatisfy { $0 == 1 }) }
      guard let deviation = expected[tensor.name] else { continue }
      let largest = values.map(abs).max() ?? 0
      let squares = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(largest <= 3.000001 * deviation && largest > 2.5 * deviation)
      #expect(abs(squares / (deviation * deviation) - 0.97334) < 0.1, "\(tensor.name)")
    }
  }

  @Test func tiedEmbeddingsStartAsAnOutputLayer() throws {
    let model = try LanguageModel(
      configuration: smallConfiguration { $0.tieEmbeddings = true }, operations: makeOperations())
    model.initialize(seed: 5)
    let limit = 3.000001 * (2.0 / 56).squareRoot()
    #expect(model.values(of: model.layout.tensors[0]).allSatisfy { abs(Double($0)) <= limit })
  }

  /// An ablation must differ from its baseline in nothing but the ablation.
  @Test func sharedTensorsStartTheSameInEveryConfiguration() throws {
    func start(_ change: (inout ModelConfiguration) -> Void) throws -> [String: [Float]] {
      let model = try LanguageModel(configuration: smallConfiguration(change), operations: makeOperations())
      model.initialize(seed: 11)
      return Dictionary(uniqueKeysWithValues: model.layout.tensors.map { ($0.name, Array(model.values(of: $0))) })
    }
    let baseline = try start { _ in }
    let changes: [(inout ModelConfiguration) -> Void] = [
      { $0.norm = .none }, { $0.norm = .post }, { $0.feedForward = .silu }, { $0.position = .none },
      { $0.layers = 3 },
    ]
    for change in changes {
      for (name, values) in try start(change) where baseline[name] != nil {
        #expect(values == baseline[name], "\(name)")
      }
    }
    let query = try #require(baseline["layers.0.attn.q_proj.weight"])
    #expect(query != baseline["layers.0.attn.k_proj.weight"])
    #expect(query != baseline["layers.1.attn.q_proj.weight"])
  }

  @Test func theSeedDecides() throws {
    func start(_ seed: UInt64) throws -> [Float] {
      let model = try LanguageModel(configuration: smallConfiguration(), operations: makeOperations())
      model.initialize(seed: seed)
      return Array(model.parameters.values)
    }
    #expect(try start(1) == start(1))
    #expect(try start(1) != start(2))
  }
}
