import CKernels

/// How queries meet keys and values: in which heads, and what becomes of queries and keys before.
package struct AttentionSettings: Sendable, Hashable {
  /// H: heads of queries.
  package var heads: Int
  /// Heads of keys and values, each of which so many heads of queries share; divides H.
  package var keyValueHeads: Int
  /// K: width of a head.
  package var headWidth: Int
  /// How queries and keys are rotated; nil for not at all.
  package var rotation: Rotation?
  /// Keys that a query sees at most, that of its own position included; nil for all up to there.
  package var window: Int?
  /// Added to the mean square of queries and keys where they are normed.
  package var normEpsilon: Float

  package init(
    heads: Int, keyValueHeads: Int? = nil, headWidth: Int, rotation: Rotation? = nil, window: Int? = nil,
    normEpsilon: Float = 1e-5
  ) {
    (self.heads, self.keyValueHeads, self.headWidth) = (heads, keyValueHeads ?? heads, headWidth)
    (self.rotation, self.window, self.normEpsilon) = (rotation, window, normEpsilon)
  }

  /// Floats of a row of queries.
  package var queryWidth: Int { heads * headWidth }
  /// Floats of a row of keys, and of values.
  package var keyValueWidth: Int { keyValueHeads * headWidth }
  /// Floats of a row of queries, keys and values, side by side.
  package var qkvWidth: Int { queryWidth + 2 * keyValueWidth }

  /// Heads of queries that share one of keys and values.
  var sharing: Int { heads / keyValueHeads }

  /// The first key that a query at `position` sees.
  func firstKey(of position: Int) -> Int { window.map { max(0, position + 1 - $0) } ?? 0 }

  /// What a kernel is told. Rows of q, k and v are so many floats apart.
  func kernelForm(
    queries: Int, past: Int = 0, queryRow: Int, keyValueRow: Int, rotations: UnsafePointer<Float>? = nil,
    gains: HeadGains? = nil
  ) -> lp_attention {
    lp_attention(
      heads: sharing, queries: queries, past: past, window: min(window ?? .max, past + queries), width: headWidth,
      q_row: queryRow, kv_row: keyValueRow, out_row: queryWidth, rotations: rotations, q_gain: gains?.query,
      k_gain: gains?.key, epsilon: normEpsilon)
  }
}

/// The gains of normed queries and keys, each (K), which all heads share.
package struct HeadGains {
  package let query, key: UnsafePointer<Float>

  package init(query: UnsafePointer<Float>, key: UnsafePointer<Float>) { (self.query, self.key) = (query, key) }
}

/// Where the gradients of ``HeadGains`` are added, each (K).
package struct HeadGainGradients {
  package let query, key: UnsafeMutablePointer<Float>

  package init(query: UnsafeMutablePointer<Float>, key: UnsafeMutablePointer<Float>) {
    (self.query, self.key) = (query, key)
  }
}
