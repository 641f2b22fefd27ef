import Formats
import Kernels
import Transformer

/// The factors as `peft` has them: one pair for each linear layer of the class of `transformers`.
///
/// GPT-2's class has queries, keys and values in one layer. Its pair is made of theirs: the A stand below one another, and
/// each B has its own columns, in the rows of its part. So the rank is the sum, and alpha with it: the factor stays.
struct AdapterModules {
  struct Module {
    /// Its path in the class: "model.layers.0.self_attn.q_proj".
    let name: String
    /// How many pairs of ours it has.
    let pairs: Int
    /// A (pairs · R, inputs) and B (outputs, pairs · R), row-major.
    let a, b: FloatBuffer
    let inputs, outputs: Int
  }

  let rank: Int
  let alpha: Double
  /// In the order of the model's matrices.
  let modules: [Module]
  let layers: Int

  init(_ adapters: CheckpointAdapters, _ model: ModelConfiguration, _ family: HuggingFaceFamily) {
    (rank, alpha, layers) = (adapters.rank, adapters.alpha, model.layers)
    var names: [String] = []
    var parts: [String: [(LowRankFactors, HuggingFaceTensor)]] = [:]
    for factors in adapters.factors {
      let theirs = family.tensor(of: factors.matrix, model)
      if parts[theirs.name] == nil { names.append(theirs.name) }
      parts[theirs.name, default: []].append((factors, theirs))
    }
    modules = names.map { Self.module($0, parts[$0] ?? [], rank: adapters.rank) }
  }

  private static func module(
    _ name: String, _ parts: [(factors: LowRankFactors, theirs: HuggingFaceTensor)], rank: Int
  ) -> Module {
    let (inputs, all) = (parts[0].factors.matrix.shape[1], parts.count * rank)
    let outputs = parts[0].theirs.outputs(of: parts[0].factors.matrix.shape)
    let (a, b) = (FloatBuffer(count: all * inputs), FloatBuffer(count: outputs * all))
    for (part, (factors, theirs)) in parts.enumerated() {
      for (place, value) in factors.a.enumerated() { a.pointer[part * rank * inputs + place] = value }
      for (place, value) in factors.b.enumerated() {
        b.pointer[theirs.output(ofRow: place / rank) * all + part * rank + place % rank] = value
      }
    }
    return Module(
      name: String(name.dropLast(".weight".count)), pairs: parts.count, a: a, b: b, inputs: inputs, outputs: outputs)
  }

  /// The names by which `peft` finds the layers: those of a block where every block has them, else whole paths.
  private var targets: [String] {
    let short = modules.map { Self.nameInBlock($0.name) }
    let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    return (counts.values.allSatisfy { $0 == layers } ? Array(counts.keys) : modules.map(\.name)).sorted()
  }

  /// "self_attn.q_proj" of "model.layers.0.self_attn.q_proj".
  private static func nameInBlock(_ name: String) -> String {
    name.split(separator: ".").dropFirst(3).joined(separator: ".")
  }

  /// `adapter_config.json`, for a base of this name or at this path.
  func configuration(base: String, isTransposed: Bool) -> JSONValue {
    let wide = modules.filter { $0.pairs > 1 }
    let ranks = wide.map { ($0.name, JSONValue.integer(Int64($0.pairs * rank))) }
    let alphas = wide.map { ($0.name, JSONValue.number(Double($0.pairs) * alpha)) }
    return [
      "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": .string(base),
      "r": .integer(Int64(rank)), "lora_alpha": .number(alpha), "lora_dropout": .number(0), "bias": "none",
      "target_modules": .array(targets.map { .string($0) }),
      "rank_pattern": .object(Dictionary(uniqueKeysWithValues: ranks)),
      "alpha_pattern": .object(Dictionary(uniqueKeysWithValues: alphas)),
      "fan_in_fan_out": .bool(isTransposed), "use_rslora": false, "modules_to_save": .null, "inference_mode": true,
    ]
  }
}
