/// Which linear layers of a block add a learnt vector to what they make. CS336's have none.
package struct LinearBiases: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Queries, keys and values, as in Qwen2.
  package static let qkv = LinearBiases(rawValue: 1)
  /// Attention's output projection.
  package static let attentionOutput = LinearBiases(rawValue: 2)
  /// All matrices of the feed-forward layer.
  package static let feedForward = LinearBiases(rawValue: 4)

  /// Their names in settings, in order.
  package static let names: [(name: String, biases: LinearBiases)] = [
    ("qkv", .qkv), ("output", .attentionOutput), ("ffn", .feedForward),
  ]
}
