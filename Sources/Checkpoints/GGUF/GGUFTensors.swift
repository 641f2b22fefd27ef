import Formats
import Transformer

/// A model's parameters under llama.cpp's names, and in its order.
///
/// What it calls llama turns the pairs of rows (2i, 2i + 1) of a head, as ours does; for Qwen it turns (i, i + K/2), as
/// `transformers` does. GPT-2's queries, keys and values are one matrix. Frequencies scaled as Llama 3.1's are a tensor of
/// the numbers that they are divided by.
struct GGUFTensors {
  /// Valid as long as the model lives.
  let all: [GGUFTensor]

  init(_ model: LanguageModel, _ family: HuggingFaceFamily, _ type: GGUFType) {
    let configuration = model.configuration
    let isGated = configuration.feedForward == .swiglu
    var tensors: [GGUFTensor] = []
    if case .llama3? = configuration.ropeScaling, let scaled = configuration.rotaryFrequencies {
      tensors.append(Self.factors(of: scaled, configuration))
    }
    var joined: [String: [UnsafeBufferPointer<Float>]] = [:]
    for tensor in model.layout.tensors {
      let values = model.values(of: tensor)
      let name = GGUFNames.tensor(of: tensor.name, isGated: isGated)
      guard family != .gpt2 || !name.contains(".attn_q.") && !name.contains(".attn_k.") && !name.contains(".attn_v.")
      else {
        // Their rows one below the other.
        let whole = name.replacing("attn_q.", with: "attn_qkv.").replacing("attn_k.", with: "attn_qkv.")
          .replacing("attn_v.", with: "attn_qkv.")
        joined[whole, default: []].append(values)
        if let parts = joined[whole], parts.count == 3 {
          tensors.append(Self.joined(parts, name: whole, width: tensor.shape.count == 2 ? tensor.shape[1] : nil, type))
        }
        continue
      }
      let turns = (family == .qwen2 || family == .qwen3) && (name.contains(".attn_q") || name.contains(".attn_k"))
      tensors.append(
        Self.tensor(name, tensor.shape, values, type, halvedHeads: turns ? configuration.headWidth : nil))
    }
    all = tensors
  }

  private static func tensor(
    _ name: String, _ shape: [Int], _ values: UnsafeBufferPointer<Float>, _ type: GGUFType, halvedHeads: Int?
  ) -> GGUFTensor {
    let width = shape.last ?? 1
    guard let heads = halvedHeads.map(HalvedHeads.init(width:)) else {
      return GGUFTensor(name: name, shape: shape, type: type) { row, target in
        _ = target.update(from: values[row * width..<(row + 1) * width])
      }
    }
    return GGUFTensor(name: name, shape: shape, type: type) { row, target in
      if shape.count == 1 {
        for place in 0..<width { target[place] = values[heads.ours(at: place)] }
      } else {
        let start = heads.ours(at: row) * width
        _ = target.update(from: values[start..<start + width])
      }
    }
  }

  /// Matrices (O, width) as one, or vectors as one.
  private static func joined(
    _ parts: [UnsafeBufferPointer<Float>], name: String, width: Int?, _ type: GGUFType
  ) -> GGUFTensor {
    let all = parts.reduce(0) { $0 + $1.count }
    let shape = width.map { [all / $0, $0] } ?? [all]
    return GGUFTensor(name: name, shape: shape, type: type) { row, target in
      guard let width else {
        for (index, value) in parts.joined().enumerated() { target[index] = value }
        return
      }
      let rows = parts[0].count / width
      _ = target.update(from: parts[row / rows][row % rows * width..<(row % rows + 1) * width])
    }
  }

  private static func factors(of scaled: [Double], _ configuration: ModelConfiguration) -> GGUFTensor {
    var plain = configuration
    plain.ropeScaling = nil
    let factors = zip(plain.rotaryFrequencies ?? [], scaled).map { Float($0 / $1) }
    return GGUFTensor(name: "rope_freqs.weight", shape: [factors.count], type: .f32) { _, target in
      _ = target.update(fromContentsOf: factors)
    }
  }
}
