import Kernels

/// The norms of a model, over the operations of their kind.
struct NormPass {
  let operations: any Operations
  let kind: NormKind
  let width: Int
  let epsilon: Float

  init(_ operations: any Operations, _ configuration: ModelConfiguration) {
    (self.operations, kind) = (operations, configuration.normKind)
    (width, epsilon) = (configuration.width, Float(configuration.normEpsilon))
  }

  /// The norm of x (rows, D), in `out`, or x itself without one. `scale` (rows) is kept for the way back.
  func forward(
    _ x: UnsafeMutablePointer<Float>, _ norm: NormPlaces<UnsafePointer<Float>>?, scale: UnsafeMutablePointer<Float>,
    out: UnsafeMutablePointer<Float>, rows: Int
  ) -> UnsafeMutablePointer<Float> {
    guard let norm else { return x }
    if let bias = norm.bias {
      operations.layerNormForward(
        out: out, inverseDeviation: scale, x: x, gain: norm.gain, bias: bias, rows: rows, width: width,
        epsilon: epsilon)
    } else {
      operations.rmsNormForward(
        out: out, inverseRMS: scale, x: x, gain: norm.gain, rows: rows, width: width, epsilon: epsilon)
    }
    return out
  }

  /// dx (rows, D) = or += the gradient of x, and those of the norm's own numbers are added to; nothing without a norm.
  func backward(
    dx: UnsafeMutablePointer<Float>, dNorm: NormPlaces<UnsafeMutablePointer<Float>>?, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, _ norm: NormPlaces<UnsafePointer<Float>>?, scale: UnsafePointer<Float>, rows: Int,
    groups: Int, accumulate: Bool
  ) {
    guard let norm, let dNorm else { return }
    if let dBias = dNorm.bias {
      operations.layerNormBackward(
        dx: dx, dGain: dNorm.gain, dBias: dBias, dOut: dOut, x: x, gain: norm.gain, inverseDeviation: scale, rows: rows,
        width: width, groups: groups, accumulate: accumulate)
    } else {
      operations.rmsNormBackward(
        dx: dx, dGain: dNorm.gain, dOut: dOut, x: x, gain: norm.gain, inverseRMS: scale, rows: rows, width: width,
        groups: groups, accumulate: accumulate)
    }
  }
}
