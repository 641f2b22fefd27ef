import Formats
import Foundation
import Kernels
import Parallel
import Transformer

/// A folder of its own for one test, removed afterwards.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoints-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// All names, hidden ones too, so that left-over temporary files are seen.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

func makeOperations() throws -> CPUOperations { try CPUOperations(team: ThreadTeam(threads: 1)) }

/// A model of 257 tokens, width 16, two layers, with parameters of its own.
func makeModel(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws -> LanguageModel {
  var configuration = ModelConfiguration()
  (configuration.vocabulary, configuration.contextLength, configuration.width) = (257, 32, 16)
  (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (2, 2, 24)
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
