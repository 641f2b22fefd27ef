#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CPUOperations {
  package func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    targets: UnsafePointer<UInt16>, rows: Int, width: Int, vocabulary: Int
  ) {
    crossEntropy(losses, nil, nil, hidden, weight, targets, rows, width, vocabulary, 1)
  }

  package func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    targets: UnsafePointer<UInt16>, rows: Int, width: Int, vocabulary: Int, scale: Float
  ) {
    crossEntropy(losses, dHidden, dWeight, hidden, weight, targets, rows, width, vocabulary, scale)
  }

  private func crossEntropy(
    _ losses: UnsafeMutablePointer<Float>, _ dHidden: UnsafeMutablePointer<Float>?,
    _ dWeight: UnsafeMutablePointer<Float>?, _ hidden: UnsafePointer<Float>, _ weight: UnsafePointer<Float>,
    _ targets: UnsafePointer<UInt16>, _ rows: Int, _ width: Int, _ vocabulary: Int, _ scale: Float
  ) {
    let chunk = 64
    let buffer = FloatBuffer(count: chunk * vocabulary)
    for start in stride(from: 0, to: rows, by: chunk) {
      let n = min(chunk, rows - start)
      let logits = buffer.pointer
      linearForward(
        y: logits, x: hidden + start * width, weight: weight, rows: n, inputs: width, outputs: vocabulary,
        accumulate: false)
      team.perform(tasks: n) { r in
        let row = logits + r * vocabulary
        let target = Int(targets[start + r])
        var top = -Float.infinity
        for c in 0..<vocabulary { top = row[c] > top || row[c].isNaN ? row[c] : top }
        var total: Float = 0
        for c in 0..<vocabulary { total += exp(row[c] - top) }
        let logSumExp = top + log(total)
        losses[start + r] = logSumExp - row[target]
        for c in 0..<vocabulary { row[c] = scale * exp(row[c] - logSumExp) }
        row[target] -= scale
      }
      if let dHidden, let dWeight {
        linearBackwardInput(
          dx: dHidden + start * width, dy: logits, weight: weight, rows: n, inputs: width, outputs: vocabulary,
          accumulate: false)
        linearBackwardWeight(
          dWeight: dWeight, dy: logits, x: hidden + start * width, rows: n, inputs: width, outputs: vocabulary)
      }
    }
  }
}
