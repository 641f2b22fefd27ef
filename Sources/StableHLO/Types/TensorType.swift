/// Sizes and elements of a tensor, row-major: the last size is the innermost. No sizes are a scalar.
package struct TensorType: Sendable, Hashable {
  package let shape: [Int]
  package let element: ElementType

  package init(_ shape: [Int], _ element: ElementType) {
    (self.shape, self.element) = (shape, element)
  }

  /// A single number.
  package static func scalar(_ element: ElementType) -> TensorType { TensorType([], element) }

  package var rank: Int { shape.count }
  package var count: Int { shape.reduce(1, *) }
  /// Bytes of a buffer that holds it densely.
  package var bytes: Int { count * element.bytes }

  /// The same sizes with other elements.
  package func with(_ element: ElementType) -> TensorType { TensorType(shape, element) }
  /// The same elements in other sizes.
  package func with(_ shape: [Int]) -> TensorType { TensorType(shape, element) }
}

extension TensorType: CustomStringConvertible {
  /// `tensor<2x3xf32>`.
  package var description: String {
    "tensor<" + shape.map { "\($0)x" }.joined() + element.text + ">"
  }
}
