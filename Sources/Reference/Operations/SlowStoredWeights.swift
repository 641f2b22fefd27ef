/// Weights as decoding stores them, number by number.
extension SlowOperations {
  /// The bfloat16 (a float whose lower 16 bits are 0) nearest to a finite value, of two equally near ones the one
  /// whose last bit is 0.
  package static func bfloat16(_ value: Float) -> Float {
    let below = Float(bitPattern: value.bitPattern & 0xFFFF_0000)
    let above = Float(bitPattern: below.bitPattern &+ 0x1_0000)  // the next one away from zero
    let (toBelow, toAbove) = (abs(Double(value) - Double(below)), abs(Double(above) - Double(value)))
    if above.isInfinite { return toBelow * 2 < Double(below.ulp) * 65_536 ? below : above }
    if toBelow == toAbove { return below.bitPattern & 0x1_0000 == 0 ? below : above }
    return toBelow < toAbove ? below : above
  }

  /// A row of finite weights as int8 stores them: k · scale with scale = largest magnitude / 127, k the nearest
  /// whole number.
  package static func int8Row(_ row: [Float]) -> (numbers: [Int], scale: Float) {
    let scale = (row.map(abs).max() ?? 0) / 127
    guard scale > 0 else { return ([Int](repeating: 0, count: row.count), 0) }
    return (row.map { Int(max(-127, min(127, ($0 / scale).rounded(.toNearestOrEven)))) }, scale)
  }

  /// weights (outputs, inputs) as they are after storing them with int8 and a scale for each row.
  package static func int8(_ weights: [Float], inputs: Int) -> [Float] {
    stride(from: 0, to: weights.count, by: inputs).flatMap { start in
      let (numbers, scale) = int8Row(Array(weights[start..<start + inputs]))
      return numbers.map { Float($0) * scale }
    }
  }
}
