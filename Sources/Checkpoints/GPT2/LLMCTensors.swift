import Formats
import Transformer

/// llm.c's GPT-2. It computes GELU by tanh, and its output layer is the token embedding, whose rows beyond the vocabulary are
/// left out.
struct LLMCTensors: GPT2Tensors {
  let model: ModelConfiguration
  var note: String? { nil }

  private let file: LLMCFile

  /// - Throws: ``CheckpointError`` if no model has the file's sizes
  init(_ file: LLMCFile) throws {
    self.file = file
    let sizes = file.sizes
    model = try .gpt2(
      vocabulary: sizes.vocabulary, contextLength: sizes.positions, layers: sizes.layers, heads: sizes.heads,
      width: sizes.width, path: file.path)
  }

  private static let parameters: [String: LLMCFile.Parameter] = [
    "wte.weight": .tokens, "wpe.weight": .positions, "ln_1.weight": .norm1, "ln_1.bias": .norm1Bias,
    "attn.c_attn.weight": .qkv, "attn.c_attn.bias": .qkvBias, "attn.c_proj.weight": .attentionOutput,
    "attn.c_proj.bias": .attentionOutputBias, "ln_2.weight": .norm2, "ln_2.bias": .norm2Bias, "mlp.c_fc.weight": .up,
    "mlp.c_fc.bias": .upBias, "mlp.c_proj.weight": .down, "mlp.c_proj.bias": .downBias, "ln_f.weight": .finalNorm,
    "ln_f.bias": .finalNormBias,
  ]

  func copy(_ name: String, from first: Int, into target: UnsafeMutableBufferPointer<Float>) throws {
    let parts = name.split(separator: ".", maxSplits: 2)
    let layer = parts.first == "h" && parts.count == 3 ? Int(parts[1]) : nil
    guard let parameter = Self.parameters[layer == nil ? name : String(parts[2])] else {
      throw CheckpointError.gpt2File(path: file.path, .missingTensor(name: name))
    }
    file.copyFloats(parameter, layer: layer ?? 0, from: first, into: target)
  }
}
