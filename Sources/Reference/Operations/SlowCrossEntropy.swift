extension SlowOperations {
  /// losses (R) = −log softmax(hidden (R, D) · weight (V, D)ᵀ)[targets (R)].
  package static func crossEntropy<T: BinaryFloatingPoint>(
    hidden: [T], weight: [T], targets: [UInt32], width: Int, vocabulary: Int
  ) -> [T] {
    let rows = targets.count
    let logits = linear(x: hidden, weight: weight, rows: rows, inputs: width, outputs: vocabulary)
    return (0..<rows).map { r in
      let row = logits[r * vocabulary..<(r + 1) * vocabulary]
      return logSumExp(row) - logits[r * vocabulary + Int(targets[r])]
    }
  }

  /// dHidden (R, D) and dWeight (V, D) of scale · Σ losses: dLogits = scale · (softmax − one-hot(target)).
  package static func crossEntropyBackward<T: BinaryFloatingPoint>(
    hidden: [T], weight: [T], targets: [UInt32], width: Int, vocabulary: Int, scale: T
  ) -> (dHidden: [T], dWeight: [T]) {
    let rows = targets.count
    var dLogits = linear(x: hidden, weight: weight, rows: rows, inputs: width, outputs: vocabulary)
    for r in 0..<rows {
      let row = r * vocabulary..<(r + 1) * vocabulary
      let total = logSumExp(dLogits[row])
      for i in row { dLogits[i] = scale * exponential(dLogits[i] - total) }
      dLogits[r * vocabulary + Int(targets[r])] -= scale
    }
    return (
      linearBackwardInput(dy: dLogits, weight: weight, rows: rows, inputs: width, outputs: vocabulary),
      linearBackwardWeight(dy: dLogits, x: hidden, rows: rows, inputs: width, outputs: vocabulary)
    )
  }
}
