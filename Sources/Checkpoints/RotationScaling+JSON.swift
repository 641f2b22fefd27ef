import Formats
import Kernels
import Transformer

extension RotationScaling {
  /// The members that `transformers` calls so.
  var json: JSONValue {
    switch self {
    case .linear(let factor): ["rope_type": "linear", "factor": .number(factor)]
    case .llama3(let factor, let low, let high, let originalContext):
      [
        "rope_type": "llama3", "factor": .number(factor), "low_freq_factor": .number(low),
        "high_freq_factor": .number(high), "original_max_position_embeddings": .integer(Int64(originalContext)),
      ]
    }
  }

  /// Nil for a rule that is none of these, or without one of its numbers.
  init?(json: JSONValue) {
    guard let factor = json["factor"]?.double else { return nil }
    switch json["rope_type"]?.string {
    case "linear": self = .linear(factor: factor)
    case "llama3":
      guard let low = json["low_freq_factor"]?.double, let high = json["high_freq_factor"]?.double,
        let originalContext = json["original_max_position_embeddings"]?.int
      else { return nil }
      self = .llama3(factor: factor, low: low, high: high, originalContext: originalContext)
    default: return nil
    }
  }
}

extension LinearBiases {
  /// Nil for a name that none of the layers has.
  init?(json: JSONValue) {
    guard let names = json.array else { return nil }
    self = []
    for name in names {
      guard let found = Self.names.first(where: { $0.name == name.string }) else { return nil }
      insert(found.biases)
    }
  }
}
