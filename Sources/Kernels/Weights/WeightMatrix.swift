/// How the numbers of a weight matrix are stored. Training has 32-bit floats; for decoding, where reading weights is most
/// of the work, they may be narrower.
///
/// Sums are always taken in 32-bit floats, and activations stay 32-bit floats.
package enum WeightPrecision: String, Sendable, CaseIterable {
  /// As trained.
  case fp32
  /// The upper half of a float, rounded to the nearest, ties to even: 8 bits of precision.
  case bf16
  /// Integers from −127 to 127 times a scale for each row (output): the row's largest number is ±127.
  case int8

  /// Bytes of one number.
  package var bytes: Int {
    switch self {
    case .fp32: 4
    case .bf16: 2
    case .int8: 1
    }
  }
}

/// The products of a linear layer that read its weight.
package enum WeightProduct: Sendable { case forward, backwardInput }

/// A weight matrix (O, I), row by row, as products read it, and where it lies packed for them if it does. It borrows its
/// memory.
///
/// **Safety.** Whoever makes one keeps the memory alive and unchanged while it is used.
package struct WeightMatrix: @unchecked Sendable {
  package let outputs: Int
  package let inputs: Int
  package let precision: WeightPrecision
  /// (O, I) numbers of `precision`.
  let values: UnsafeRawPointer
  /// (O), with `int8` only.
  let scales: UnsafePointer<Float>?
  private var packed: (forward: UnsafeMutablePointer<Float>?, backwardInput: UnsafeMutablePointer<Float>?) = (nil, nil)

  /// A matrix of floats.
  package init(floats: UnsafePointer<Float>, outputs: Int, inputs: Int) {
    (self.outputs, self.inputs, precision) = (outputs, inputs, .fp32)
    (values, scales) = (UnsafeRawPointer(floats), nil)
  }

  /// A matrix in memory of `WeightMatrix.floats(outputs:inputs:precision:)` floats, filled by
  /// ``Operations/store(_:to:firstRow:rows:)``.
  package init(
    _ memory: UnsafeMutablePointer<Float>, outputs: Int, inputs: Int, precision: WeightPrecision
  ) {
    (self.outputs, self.inputs, self.precision) = (outputs, inputs, precision)
    let scaleFloats = precision == .int8 ? Self.roundedUp(outputs) : 0
    scales = precision == .int8 ? UnsafePointer(memory) : nil
    values = UnsafeRawPointer(memory + scaleFloats)
  }

  /// Floats of memory for a matrix: whole cache lines, scales first.
  package static func floats(outputs: Int, inputs: Int, precision: WeightPrecision) -> Int {
    (precision == .int8 ? roundedUp(outputs) : 0) + roundedUp((outputs * inputs * precision.bytes + 3) / 4)
  }

  private static func roundedUp(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }

  var floats: UnsafePointer<Float> { values.assumingMemoryBound(to: Float.self) }
  var bfloats: UnsafePointer<UInt16> { values.assumingMemoryBound(to: UInt16.self) }
  var integers: UnsafePointer<Int8> { values.assumingMemoryBound(to: Int8.self) }

  // MARK: Packed

  /// Where the matrix lies packed for a product; nil where it does not.
  func packed(for product: WeightProduct) -> UnsafeMutablePointer<Float>? {
    product == .forward ? packed.forward : packed.backwardInput
  }

  /// The same matrix, packed at `place` for a product.
  func packed(for product: WeightProduct, at place: UnsafeMutablePointer<Float>) -> WeightMatrix {
    var matrix = self
    switch product {
    case .forward: matrix.packed.forward = place
    case .backwardInput: matrix.packed.backwardInput = place
    }
    return matrix
  }
}
