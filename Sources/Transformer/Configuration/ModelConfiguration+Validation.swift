extension ModelConfiguration {
  /// Whether a model can be made of these values.
  ///
  /// The upper limits are far above any real model; they keep every product of sizes within `Int`.
  ///
  /// - Throws: ``ModelError`` for the first value that is out of range or does not go with another.
  package func validate() throws {
    try check(vocabulary, "vocabulary", 1...2_097_152)
    try check(contextLength, "contextLength", 1...16_777_216)
    try check(width, "width", 1...1_048_576)
    try check(layers, "layers", 1...10_000)
    try check(heads, "heads", 1...1_048_576)
    try check(feedForwardWidth, "feedForwardWidth", 1...4_194_304)
    try attentionWindow.map { try check($0, "attentionWindow", 1...16_777_216) }
    try keyValueHeads.map { try check($0, "keyValueHeads", 1...1_048_576) }
    guard ropeTheta > 0, ropeTheta.isFinite else {
      throw ModelError.valueNotPositive(field: "ropeTheta", found: ropeTheta)
    }
    if let ropeScaling, !ropeScaling.isPossible { throw ModelError.impossibleScaling }
    guard normEpsilon > 0, normEpsilon.isFinite else {
      throw ModelError.valueNotPositive(field: "normEpsilon", found: normEpsilon)
    }
    if let logitCap, !(logitCap > 0 && logitCap.isFinite && Float(logitCap) > 0 && Float(logitCap).isFinite) {
      throw ModelError.valueNotPositive(field: "logitCap", found: logitCap)
    }
    guard heads.isMultiple(of: sharedHeads) else {
      throw ModelError.headsNotDivisible(heads: heads, keyValueHeads: sharedHeads)
    }
    try ownHeadWidth.map { try check($0, "ownHeadWidth", 1...max(1, 4_194_304 / heads)) }
    guard ownHeadWidth != nil || width.isMultiple(of: heads) else {
      throw ModelError.widthNotDivisible(width: width, heads: heads)
    }
    guard position == .none || headWidth.isMultiple(of: 2) else {
      throw ownHeadWidth.map { ModelError.ownHeadWidthOdd($0) } ?? ModelError.headWidthOdd(width: width, heads: heads)
    }
  }

  private func check(_ value: Int, _ field: String, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ModelError.sizeOutOfRange(field: field, found: value, range: range)
    }
  }
}
