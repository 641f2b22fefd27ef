import Kernels

/// One Transformer block at work on a batch: attention, then the feed-forward layer, each with a residual sum.
///
///     norm pre    x + attention(ln1 x),  then  x + feedForward(ln2 x)
///     norm post   ln1(x + attention x),  then  ln2(x + feedForward x)
///     norm none   x + attention(x),      then  x + feedForward(x)
///
/// Before that, every block but the first may add the token embedding to its input, and move its values toward those of the
/// first, each by a learnt number.
///
/// Shapes: x (R, D), R = B·T rows. A value of this type lives for one pass.
struct Block {
  let operations: any Operations
  let configuration: ModelConfiguration
  let shape: BatchShape
  /// Which block it is, from 0.
  let index: Int
  let weights: BlockWeights
  let saved: TensorPointers<BlockActivations>
  let shared: TensorPointers<SharedActivations>
  /// (R, D), the token embeddings.
  let embedded: UnsafeMutablePointer<Float>
  /// Keys and values of earlier positions, when decoding; without it every row stands in the batch.
  let cache: CachedPositions?
  /// Groups of rows in sums over rows.
  let groups: Int

  var rows: Int { shape.rows }
  var width: Int { configuration.width }
  var feedForwardWidth: Int { configuration.feedForwardWidth }
  var gateUpWidth: Int { configuration.gateUpWidth }
  var queryWidth: Int { configuration.queryWidth }
  var qkvWidth: Int { configuration.qkvWidth }
  var keyValueWidth: Int { configuration.keyValueWidth }

  /// x (rows, …) += a bias (width), if the layer has one; rows are `stride` floats apart.
  func add(
    _ bias: UnsafePointer<Float>?, to x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, width: Int
  ) {
    guard let bias else { return }
    operations.addRows(x: x, stride: stride, y: bias, yStride: 0, rows: rows, width: width)
  }

  var norms: NormPass { NormPass(operations, configuration) }
}
