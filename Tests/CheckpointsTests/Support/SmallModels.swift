import Formats
import Foundation
import Kernels
import Parallel
import TestSupport
import Transformer

func makeOperations() throws -> CPUOperations { try CPUOperations(team: ThreadTeam(threads: 1)) }

/// A model of 257 tokens, width 16, two layers, with parameters of its own.
func makeModel(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws -> LanguageModel {
  var configuration = ModelConfiguration.sized(
    vocabulary: 257, contextLength: 32, width: 16, layers: 2, heads: 2, feedForwardWidth: 24)
  change(&configuration)
  let model = try LanguageModel(configuration: configuration, operations: makeOperations())
  model.initialize(seed: 7)
  // Gains other than 1, so that two that are mixed up show.
  for tensor in model.layout.tensors where tensor.shape.count == 1 {
    for index in tensor.range { model.parameters.pointer[index] = 0.5 + Float(index % 13) / 10 }
  }
  return model
}

/// Bytes as tokens, after one special token.
func makeTokenizer() throws -> TokenizerFiles {
  try TokenizerFiles(
    tokens: [Array("<|endoftext|>".utf8)] + (0...255).map { [UInt8($0)] }, merges: [],
    specialTokens: ["<|endoftext|>"])
}

/// The scores of one sequence, row after row.
func logits(of model: LanguageModel, _ tokens: [UInt32]) throws -> [Float] {
  let shape = BatchShape(batch: 1, positions: tokens.count)
  let activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
  let logits = FloatBuffer(count: shape.rows * model.configuration.vocabulary)
  try model.logits(inputs: tokens, shape: shape, activations: activations, to: logits)
  return Array(logits.values[..<(shape.rows * model.configuration.vocabulary)])
}

/// A file of this target's Fixtures.
func fixture(_ name: String) throws -> String {
  let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures")
  guard let url else { throw CocoaError(.fileNoSuchFile) }
  return url.path
}
