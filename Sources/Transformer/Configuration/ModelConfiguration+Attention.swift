import Kernels

extension ModelConfiguration {
  /// K: width of one head.
  package var headWidth: Int { ownHeadWidth ?? (heads > 0 ? width / heads : 0) }

  /// Floats of a row of queries, and of what all heads find.
  package var queryWidth: Int { heads * headWidth }

  /// Heads of keys and values, each of which as many heads of queries share.
  package var sharedHeads: Int { keyValueHeads ?? heads }

  /// Floats of a row of keys, and of values.
  package var keyValueWidth: Int { sharedHeads * headWidth }

  /// Floats of a row of queries, keys and values, side by side.
  package var qkvWidth: Int { queryWidth + 2 * keyValueWidth }

  /// How queries and keys are rotated; nil without rotary positions.
  var rotation: Rotation? {
    position == .rope ? Rotation(theta: Float(ropeTheta), scaling: ropeScaling) : nil
  }

  /// Radians by which a position turns each pair of a head; nil without rotary positions.
  package var rotaryFrequencies: [Double]? {
    rotation.map { rotation in
      (0..<headWidth / 2).map { rotation.frequency(ofPair: $0, headWidth: headWidth) }
    }
  }

  /// How queries meet keys.
  var attentionSettings: AttentionSettings {
    AttentionSettings(
      heads: heads, keyValueHeads: sharedHeads, headWidth: headWidth,
      rotation: rotation, window: attentionWindow, normEpsilon: Float(normEpsilon))
  }
}
