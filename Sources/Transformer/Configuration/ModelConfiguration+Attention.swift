import Kernels

extension ModelConfiguration {
  /// K: width of one head.
  package var headWidth: Int { heads > 0 ? width / heads : 0 }

  /// Heads of keys and values, each of which as many heads of queries share.
  package var sharedHeads: Int { keyValueHeads ?? heads }

  /// Floats of a row of keys, and of values.
  package var keyValueWidth: Int { sharedHeads * headWidth }

  /// Floats of a row of queries, keys and values, side by side.
  package var qkvWidth: Int { width + 2 * keyValueWidth }

  /// How queries meet keys.
  var attentionSettings: AttentionSettings {
    AttentionSettings(
      heads: heads, keyValueHeads: sharedHeads, headWidth: headWidth,
      theta: position == .rope ? Float(ropeTheta) : nil, window: attentionWindow, normEpsilon: Float(normEpsilon))
  }
}
