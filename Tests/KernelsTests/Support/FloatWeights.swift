@testable import Kernels

/// The operations on weights given as floats.
extension CPUOperations {
  func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: UnsafePointer<Float>, ids: UnsafePointer<UInt32>, rows: Int, width: Int
  ) {
    embeddingForward(
      out: out, weight: WeightMatrix(floats: weight, outputs: 65_536, inputs: width), ids: ids, rows: rows)
  }

  func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>, rows: Int, inputs: Int,
    outputs: Int, addend: UnsafePointer<Float>?
  ) {
    linearForward(
      y: y, x: x, weight: WeightMatrix(floats: weight, outputs: outputs, inputs: inputs), rows: rows, addend: addend,
      isBatchInvariant: false)
  }

  func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>, rows: Int, inputs: Int,
    outputs: Int, accumulate: Bool
  ) {
    linearBackwardInput(
      dx: dx, dy: dy, weight: WeightMatrix(floats: weight, outputs: outputs, inputs: inputs), rows: rows,
      accumulate: accumulate)
  }

  func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, likeliest: UnsafeMutablePointer<UInt32>? = nil, hidden: UnsafePointer<Float>,
    weight: UnsafePointer<Float>, targets: UnsafePointer<UInt32>, rows: Int, width: Int, vocabulary: Int,
    cap: Float? = nil
  ) {
    crossEntropyForward(
      losses: losses, likeliest: likeliest, hidden: hidden,
      weight: WeightMatrix(floats: weight, outputs: vocabulary, inputs: width),
      targets: targets, rows: rows, cap: cap)
  }

  func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>, dWeight: UnsafeMutablePointer<Float>,
    hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>, targets: UnsafePointer<UInt32>, rows: Int, width: Int,
    vocabulary: Int, groups: Int = 1, scale: Float, cap: Float? = nil
  ) {
    crossEntropyForwardBackward(
      losses: losses, dHidden: dHidden, dWeight: dWeight, hidden: hidden,
      weight: WeightMatrix(floats: weight, outputs: vocabulary, inputs: width), targets: targets, rows: rows,
      groups: groups, scale: scale, cap: cap)
  }
}
