import Kernels

/// One Transformer block at work on a batch: attention, then the feed-forward layer, each with a residual sum.
///
///     norm pre    x + attention(ln1 x),  then  x + feedForward(ln2 x)
///     norm post   ln1(x + attention x),  then  ln2(x + feedForward x)
///     norm none   x + attention(x),      then  x + feedForward(x)
///
/// Shapes: x (R, D), R = B·T rows. A value of this type lives for one pass.
struct Block {
  let operations: any Operations
  let configuration: ModelConfiguration
  let shape: BatchShape
  let weights: Located<BlockOffsets>
  let saved: Located<BlockActivations>
  let scratch: Located<ScratchPlaces>

  var rows: Int { shape.rows }
  var width: Int { configuration.width }
  var inner: Int { configuration.feedForwardWidth }
  /// Outputs of the feed-forward layer's first projections: gate and up, or one.
  var innerOutputs: Int { configuration.feedForward == .swiglu ? 2 * inner : inner }
  /// The base of the rotary angles; nil without position encoding.
  var theta: Float? { configuration.position == .rope ? Float(configuration.ropeTheta) : nil }

  /// x itself if there is no gain (no norm), else the norm of x, in `out`.
  func normed(
    _ x: UnsafeMutablePointer<Float>, gain: UnsafeMutablePointer<Float>?,
    inverseRMS: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, rows: Int
  ) -> UnsafeMutablePointer<Float> {
    guard let gain else { return x }
    operations.rmsNormForward(
      out: out, inverseRMS: inverseRMS, x: x, gain: gain, rows: rows, width: width,
      epsilon: Float(configuration.normEpsilon))
    return out
  }
}
