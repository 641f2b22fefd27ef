import Transformer

/// The models that a recipe chooses from, small to large.
package enum ModelSizes {
  private static let sizes: [(width: Int, layers: Int)] = [
    (64, 2), (96, 3), (128, 4), (192, 4), (256, 5), (320, 6), (384, 6), (512, 8), (640, 10), (768, 12),
    (1024, 16), (1280, 20), (1600, 24),
  ]
  /// D of one head.
  private static let headWidth = 32

  /// All of them for a text of so many tokens; its kind of norm, positions and feed-forward is `base`'s.
  package static func all(text tokens: Int, base: ModelConfiguration) -> [ModelConfiguration] {
    sizes.map { size in
      var model = base
      model.contextLength = contextLength(text: tokens)
      model.width = size.width
      model.layers = size.layers
      model.heads = size.width / headWidth
      return model
    }
  }

  /// 256, or less for a text that has not many windows of it.
  static func contextLength(text tokens: Int) -> Int {
    var length = 256
    while length > 8, tokens < 32 * length { length /= 2 }
    return length
  }
}
