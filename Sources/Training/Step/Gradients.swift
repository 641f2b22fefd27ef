import Kernels
import Transformer

/// The gradients of all parameters in one flat buffer, laid out as the parameters are.
///
/// Backward completes it bucket by bucket, from the last to the first: a reduction over machines can begin with the last
/// while the others are made.
package final class Gradients {
  /// One float for each of the parameters' buffer.
  package let buffer: FloatBuffer
  /// Consecutive ranges that make up the whole buffer: embeddings, each block, the end.
  package let buckets: [Range<Int>]

  /// Gradients of zero.
  package init(_ layout: ParameterLayout) {
    buffer = FloatBuffer(count: layout.count)
    buckets = layout.buckets
  }

  /// Sets all to zero: gradients are added to.
  func zero(_ operations: any Operations) {
    operations.zero(x: buffer.pointer, count: buffer.count)
  }

  /// The norm of all of them together.
  func norm(_ operations: any Operations) -> Double {
    operations.sumOfSquares(x: buffer.pointer, count: buffer.count).squareRoot()
  }
}
