/// Configurations with a name of their own.
package enum ModelPreset: String, Sendable, CaseIterable {
  /// CS336's model for TinyStories.
  case tinystories
  /// The same model with CS336's vocabulary for OpenWebText.
  case owt
  // GPT-2's widths and depths on this architecture, as in CS336's problems on resource accounting.
  case gpt2Small = "gpt2-small"
  case gpt2Medium = "gpt2-medium"
  case gpt2Large = "gpt2-large"
  case gpt2XL = "gpt2-xl"

  /// The model that the name stands for.
  package var configuration: ModelConfiguration {
    switch self {
    case .tinystories: ModelConfiguration()
    case .owt: Self.changing { $0.vocabulary = 32_000 }
    case .gpt2Small: Self.gpt2(layers: 12, width: 768, heads: 12)
    case .gpt2Medium: Self.gpt2(layers: 24, width: 1024, heads: 16)
    case .gpt2Large: Self.gpt2(layers: 36, width: 1280, heads: 20)
    case .gpt2XL: Self.gpt2(layers: 48, width: 1600, heads: 25)
    }
  }

  private static func gpt2(layers: Int, width: Int, heads: Int) -> ModelConfiguration {
    changing { model in
      model.vocabulary = 50_257
      model.contextLength = 1024
      model.layers = layers
      model.width = width
      model.heads = heads
      model.feedForwardWidth = 4 * width
    }
  }

  private static func changing(_ change: (inout ModelConfiguration) -> Void) -> ModelConfiguration {
    var model = ModelConfiguration()
    change(&model)
    return model
  }
}
