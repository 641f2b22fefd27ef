import Formats
import Kernels

extension SafetensorsFile {
  /// Copies a parameter as floats to `target`, and looks at each: with one that is no number the model computes nonsense,
  /// or, where it is used seldom, computes nonsense seldom.
  ///
  /// - Throws: `FormatError`, or ``CheckpointError`` with ``CheckpointProblem/notFinite(name:)``
  func copyParameter(
    _ name: String, shape: [Int], into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations
  ) throws {
    try copyFloats(name, shape: shape, into: target)
    guard let values = target.baseAddress else { return }
    // In double precision no sum of squares of finite floats is too large.
    guard operations.sumOfSquares(x: values, count: target.count).isFinite else {
      throw CheckpointError.checkpoint(path: path, .notFinite(name: name))
    }
  }
}
