extension SlowOperations {
  /// x after a cap: cap · tanh(x / cap); x itself without one.
  package static func softcap<T: BinaryFloatingPoint>(_ x: T, cap: T?) -> T {
    guard let cap else { return x }
    let e = exponential(-2 * abs(x) / cap)
    let capped = cap * (1 - e) / (1 + e)
    return x < 0 ? -capped : capped
  }

  /// losses (R) = −log softmax(hidden (R, D) · weight (V, D)ᵀ)[targets (R)], each logit after the cap. A target of
  /// UInt32.max is none: its loss is 0.
  package static func crossEntropy<T: BinaryFloatingPoint>(
    hidden: [T], weight: [T], targets: [UInt32], width: Int, vocabulary: Int, cap: T? = nil
  ) -> [T] {
    let rows = targets.count
    let logits = linear(x: hidden, weight: weight, rows: rows, inputs: width, outputs: vocabulary)
      .map { softcap($0, cap: cap) }
    return (0..<rows).map { r in
      guard targets[r] != .max else { return 0 }
      let row = logits[r * vocabulary..<(r + 1) * vocabulary]
      return logSumExp(row) - logits[r * vocabulary + Int(targets[r])]
    }
  }

  /// dHidden (R, D) and dWeight (V, D) of scale · Σ losses: dLogits = scale · (softmax − one-hot(target)), times the cap's
  /// slope 1 − (capped / cap)².
  package static func crossEntropyBackward<T: BinaryFloatingPoint>(
    hidden: [T], weight: [T], targets: [UInt32], width: Int, vocabulary: Int, scale: T, cap: T? = nil
  ) -> (dHidden: [T], dWeight: [T]) {
    let rows = targets.count
    let logits = linear(x: hidden, weight: weight, rows: rows, inputs: width, outputs: vocabulary)
      .map { softcap($0, cap: cap) }
    var dLogits = logits
    for r in 0..<rows {
      let row = r * vocabulary..<(r + 1) * vocabulary
      let total = logSumExp(dLogits[row])
      let isAsked = targets[r] != .max
      for i in row { dLogits[i] = isAsked ? scale * exponential(dLogits[i] - total) : 0 }
      if isAsked { dLogits[r * vocabulary + Int(targets[r])] -= scale }
    }
    if let cap { for i in logits.indices { dLogits[i] *= 1 - logits[i] / cap * (logits[i] / cap) } }
    return (
      linearBackwardInput(dy: dLogits, weight: weight, rows: rows, inputs: width, outputs: vocabulary),
      linearBackwardWeight(dy: dLogits, x: hidden, rows: rows, inputs: width, outputs: vocabulary)
    )
  }
}
