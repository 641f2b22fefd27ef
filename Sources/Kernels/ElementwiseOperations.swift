/// The part of ``Operations`` that goes through its numbers once.
package protocol ElementwiseOperations {
  /// out = a + b; out may be a (in place).
  func add(out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>, count: Int)

  /// x = 0.
  func zero(x: UnsafeMutablePointer<Float>, count: Int)

  /// out = x.
  func copy(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int)

  /// x (R, width) += y, rows so many floats apart.
  func addRows(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, rows: Int, width: Int)

  /// sum (width) += Σ over rows of x (R, width), `stride` floats apart.
  func addRowSums(
    to sum: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int, groups: Int)

  /// out (R, width) = x, rows so many floats apart.
  func copyRows(
    out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int)

  /// Σ x in double precision, of each group from the first to the last.
  func sum(x: UnsafePointer<Float>, count: Int, groups: Int) -> Double
}
