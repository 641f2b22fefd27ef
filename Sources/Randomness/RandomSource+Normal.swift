extension RandomSource {
  /// A draw from the standard normal distribution: Marsaglia's polar method.
  ///
  /// Only +, −, ×, ÷ and √ are used, which IEEE 754 rounds the same everywhere; the logarithm is
  /// `portableLog`, because the system's may differ in the last bit between platforms. The second value that
  /// the method offers is thrown away, so the four words stay the whole state.
  package mutating func standardNormal() -> Double {
    while true {
      let u = 2 * unitInterval() - 1
      let v = 2 * unitInterval() - 1
      let squaredRadius = u * u + v * v
      if squaredRadius > 0 && squaredRadius < 1 {
        return u * (-2 * Self.portableLog(squaredRadius) / squaredRadius).squareRoot()
      }
    }
  }

  /// A draw from the standard normal distribution limited to `-cut ... cut`, by drawing again while outside.
  ///
  /// Meant for cuts of 1 and more (3 repeats once in 370 draws). A cut that is not above 0 gives 0.
  package mutating func truncatedNormal(cut: Double) -> Double {
    guard cut > 0 else { return 0 }
    while true {
      let draw = standardNormal()
      if abs(draw) <= cut { return draw }
    }
  }

  /// Fills memory with draws of ``truncatedNormal(cut:)`` times `deviation`, in order. Much faster than drawing one
  /// by one from another module.
  package mutating func fill(
    _ values: UnsafeMutableBufferPointer<Float>, truncatedNormalCut cut: Double, deviation: Double
  ) {
    for index in values.indices {
      values[index] = Float(deviation * truncatedNormal(cut: cut))
    }
  }

  /// Natural logarithm of a positive normal number, to about 1 unit in the last place, from exact steps and
  /// IEEE arithmetic only.
  ///
  /// With x = m · 2^e and m in [√½, √2): log x = e · log 2 + 2 artanh(s), s = (m − 1) / (m + 1), |s| < 0.1716.
  static func portableLog(_ x: Double) -> Double {
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 0x1.6a09e667f3bcdp0 {  // √2
      mantissa /= 2
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    let squared = s * s
    // artanh(s) / s = 1 + s²/3 + s⁴/5 + …; the first term left out is below 2^-57 of the sum. Written out, because
    // a loop would divide: this is most of the time of a draw.
    var series = squared * (1.0 / 21)
    series = (series + 1.0 / 19) * squared
    series = (series + 1.0 / 17) * squared
    series = (series + 1.0 / 15) * squared
    series = (series + 1.0 / 13) * squared
    series = (series + 1.0 / 11) * squared
    series = (series + 1.0 / 9) * squared
    series = (series + 1.0 / 7) * squared
    series = (series + 1.0 / 5) * squared
    series = (series + 1.0 / 3) * squared
    // log 2 in two parts: the first has trailing zeros, so its product with an exponent is exact.
    return exponent * 0x1.62e42fee00000p-1 + (2 * s + (2 * s * series + exponent * 0x1.a39ef35793c76p-33))
  }
}
