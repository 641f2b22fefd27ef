import StableHLO

/// A tensor as the interpreter of graphs holds it: every element a `Double`, row-major, whatever its type.
package struct SlowTensor: Equatable {
  package let type: TensorType
  package var values: [Double]

  /// - Parameters:
  ///   - type: sizes and elements
  ///   - values: as many as the type has, rounded to what its elements can hold
  package init(_ type: TensorType, _ values: [Double]) {
    precondition(values.count == type.count)
    self.type = type
    self.values = values
  }

  /// Rounded to float32.
  package init(_ shape: [Int], _ floats: [Float]) {
    self.init(TensorType(shape, .f32), floats.map(Double.init))
  }

  package var floats: [Float] { values.map { Float($0) } }

  var shape: [Int] { type.shape }

  /// The element at an index with one number for each dimension.
  subscript(index: [Int]) -> Double {
    get { values[Self.place(of: index, in: shape)] }
    set { values[Self.place(of: index, in: shape)] = newValue }
  }

  static func place(of index: [Int], in shape: [Int]) -> Int {
    var place = 0
    for dimension in shape.indices { place = place * shape[dimension] + index[dimension] }
    return place
  }

  /// Every index of a shape, in row-major order.
  static func indices(of shape: [Int]) -> [[Int]] {
    var all: [[Int]] = []
    forEachIndex(of: shape) { all.append($0) }
    return all
  }

  /// Counts through the indices of a shape in row-major order, the last dimension fastest.
  static func forEachIndex(of shape: [Int], _ body: (_ index: [Int]) -> Void) {
    var index = [Int](repeating: 0, count: shape.count)
    while true {
      body(index)
      var dimension = shape.count - 1
      while dimension >= 0, index[dimension] == shape[dimension] - 1 {
        index[dimension] = 0
        dimension -= 1
      }
      if dimension < 0 { return }
      index[dimension] += 1
    }
  }

  /// A tensor whose element at each index `body` gives.
  static func filled(_ type: TensorType, _ body: (_ index: [Int]) -> Double) -> SlowTensor {
    var values: [Double] = []
    values.reserveCapacity(type.count)
    forEachIndex(of: type.shape) { values.append(body($0)) }
    return SlowTensor(type, values)
  }
}

extension ElementType {
  /// A number as an element of this type holds it.
  func rounded(_ number: Double) -> Double {
    switch self {
    case .f32: return Double(Float(number))
    case .bf16:
      let float = Float(number)
      guard float.isFinite else { return Double(float) }
      // Round half to even on the upper sixteen bits.
      let bits = float.bitPattern
      return Double(Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000))
    case .i1: return number == 0 ? 0 : 1
    case .i32, .i64, .u8, .u16, .u32: return number.isFinite ? number.rounded(.towardZero) : 0
    }
  }
}
