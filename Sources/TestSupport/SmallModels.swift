import Transformer

/// A small model that every test may change: V = 40, T = 16, D = 16, 2 blocks, 2 heads, F = 24.
package func smallConfiguration(_ change: (inout ModelConfiguration) -> Void = { _ in }) -> ModelConfiguration {
  var configuration = ModelConfiguration.sized(
    vocabulary: 40, contextLength: 16, width: 16, layers: 2, heads: 2, feedForwardWidth: 24)
  change(&configuration)
  return configuration
}

extension ModelConfiguration {
  /// The default architecture in another size.
  package static func sized(
    vocabulary: Int, contextLength: Int, width: Int, layers: Int, heads: Int, feedForwardWidth: Int
  ) -> ModelConfiguration {
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (vocabulary, contextLength, width)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (layers, heads, feedForwardWidth)
    return configuration
  }
}
