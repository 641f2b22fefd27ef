import Platform
import StableHLO

/// Cosines and sines of every position's angles, (T, K/2), in a graph.
///
/// The CPU engine makes them in double precision. A device that only has float32 would lose the digits of large angles, so
/// two short tables come with the program, of coarse and of fine positions, and the sum formulas combine them: position
/// p = c·n + f has cos p = cos c·n · cos f − sin c·n · sin f.
struct RotationValues {
  private let cosines, sines: Value

  /// - Parameters:
  ///   - graph: where the tables are wanted
  ///   - positions: how many positions from 0 on
  ///   - frequencies: radians by which a position turns each of K/2 pairs
  /// - Throws: `GraphError` for sizes that cannot be counted
  init(in graph: Graph, positions: Int, frequencies: [Double]) throws {
    let fine = max(1, Int(Double(positions).squareRoot().rounded(.up)))
    let coarse = (positions - 1) / fine + 1
    let pairs = frequencies.count
    func table(_ count: Int, step: Int, _ function: (Double) -> Double) throws -> Value {
      let numbers = (0..<count).flatMap { index in
        (0..<pairs).map { pair in
          function(Double(index * step) * frequencies[pair])
        }
      }
      let dimension = step == 1 ? 1 : 0
      return try graph.constant(numbers, TensorType([count, pairs], .f32))
        .broadcast(to: [coarse, fine, pairs], dimensions: [dimension, 2])
    }
    let (cosCoarse, sinCoarse) = (try table(coarse, step: fine, cos), try table(coarse, step: fine, sin))
    let (cosFine, sinFine) = (try table(fine, step: 1, cos), try table(fine, step: 1, sin))
    func whole(_ value: Value) throws -> Value {
      try value.reshaped([coarse * fine, pairs]).sliced(0..<positions, dimension: 0)
    }
    cosines = try whole(cosCoarse * cosFine - sinCoarse * sinFine)
    sines = try whole(sinCoarse * cosFine + cosCoarse * sinFine)
  }

  private init(cosines: Value, sines: Value) { (self.cosines, self.sines) = (cosines, sines) }

  /// Those of `count` positions from `first` (a scalar i32) on.
  func positions(from first: Value, count: Int) throws -> RotationValues {
    let starts = [first, try first.filled(with: 0)]
    func part(_ table: Value) throws -> Value {
      try table.dynamicallySliced(starts: starts, sizes: [count, table.shape[1]])
    }
    return RotationValues(cosines: try part(cosines), sines: try part(sines))
  }

  /// x (B, T, H, K) with each pair (2i, 2i+1) of a head turned by its position's angle. The first numbers of all pairs come
  /// before the second: queries and keys are ordered alike, and attention only sees their products.
  func rotated(_ x: Value) throws -> Value {
    let width = x.shape[3]
    func half(_ first: Int) throws -> Value {
      try x.sliced(first..<width, dimension: 3, stride: 2).converted(to: .f32)
    }
    let (even, odd) = (try half(0), try half(1))
    let cosines = try cosines.broadcast(to: even.shape, dimensions: [1, 3])
    let sines = try sines.broadcast(to: even.shape, dimensions: [1, 3])
    return try x.graph.concatenate([even * cosines - odd * sines, even * sines + odd * cosines], dimension: 3)
      .converted(to: x.element)
  }
}
