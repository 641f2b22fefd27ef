import Platform

extension SlowOperations {
  /// x (R, H·K) with each pair (2i, 2i+1) of a head turned by position · theta^(−2i/K); row r stands at
  /// `firstPosition + r mod T`. Other `frequencies` (K/2) replace theta^(−2i/K). `direction` −1 turns back, which is the backward pass.
  package static func rope<T: BinaryFloatingPoint>(
    x: [T], rows: Int, positions: Int, firstPosition: Int, heads: Int, headWidth: Int, theta: T, direction: T = 1,
    frequencies: [Double]? = nil
  ) -> [T] {
    var out = x
    for r in 0..<rows {
      let position = Double(firstPosition + r % positions)
      for h in 0..<heads {
        for i in 0..<headWidth / 2 {
          let angle = position * (frequencies?[i] ?? pow(Double(theta), -2 * Double(i) / Double(headWidth)))
          let c = T(cos(angle))
          let s = T(sin(angle)) * direction
          let first = (r * heads + h) * headWidth + 2 * i
          out[first] = x[first] * c - x[first + 1] * s
          out[first + 1] = x[first] * s + x[first + 1] * c
        }
      }
    }
    return out
  }
}
