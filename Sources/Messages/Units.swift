/// Quantities as people read them: three significant digits, decimal prefixes.
package enum Units {
  /// Returns a byte count such as `512 B`, `11.2 MB`, `1.50 GB` (decimal prefixes).
  package static func bytes(_ count: Int) -> String {
    count.magnitude < 1000 ? "\(count) B" : scaled(Double(count), prefixes: ["kB", "MB", "GB", "TB", "PB", "EB"])
  }

  /// Returns a count such as `512`, `22.7 M`, `2.13 G`.
  package static func count(_ count: Int) -> String {
    count.magnitude < 10_000 ? grouped(count) : scaled(Double(count), prefixes: ["k", "M", "G", "T", "P", "E"])
  }

  /// Returns every digit, in groups of three: `2,127,057,600`.
  package static func grouped(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var result = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// Returns every digit with the name of what was counted: `1 file`, `2,000 files`.
  ///
  /// `plural` is there for names that do not take an s.
  package static func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(noun(count, singular, plural))"
  }

  /// Returns the name of what was counted, for a number that stands elsewhere or is written in another way.
  package static func noun(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    count == 1 ? singular : plural ?? "\(singular)s"
  }

  /// Returns a time span such as `0.42 s`, `12.3 s`, `4 min 05 s`, `3 h 20 min`, `2 d 04 h`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e15 else { return "–" }
    if seconds < 9.995 { return "\(fixed(seconds, decimals: 2)) s" }
    if seconds < 59.95 { return "\(fixed(seconds, decimals: 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    if whole < 86_400 { return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min" }
    return "\(whole / 86_400) d \(twoDigits(whole % 86_400 / 3600)) h"
  }

  /// A number as people read it: grouped if it is whole, or else with four decimals.
  package static func shown(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? grouped(Int(value)) : fixed(value, decimals: 4)
  }

  /// Returns a decimal number with a fixed number of decimals, rounded to nearest, independent of the locale.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    abs(value) * power(of: decimals) < 9e15 ? digits(value, decimals: decimals) : "\(value)"
  }

  /// The same for a value of which it is known that it fits `Int` in units of its last decimal.
  package static func digits(_ value: Double, decimals: Int) -> String {
    let scale = power(of: decimals)
    let units = Int((abs(value) * scale).rounded())
    let whole = units / Int(scale)
    let sign = value < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let fraction = String(units % Int(scale))
    return "\(sign)\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
  }

  private static func power(of decimals: Int) -> Double { (0..<decimals).reduce(1.0) { scale, _ in scale * 10 } }

  /// Returns a number with three significant digits and a power of ten: `4.51e12`, `9.99e-5`.
  package static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var (digits, exponent) = (abs(value), 0)
    while digits >= 9.995 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 0.9995 { (digits, exponent) = (digits * 10, exponent - 1) }
    return "\(value < 0 ? "-" : "")\(fixed(digits, decimals: 2))e\(exponent)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// Three significant digits; the prefix changes where rounding would show `1000`.
  private static func scaled(_ value: Double, prefixes: [String]) -> String {
    var scaled = value / 1000
    var index = 0
    while abs(scaled) >= 999.5, index + 1 < prefixes.count {
      scaled /= 1000
      index += 1
    }
    let magnitude = abs(scaled)
    let decimals = magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0
    return "\(fixed(scaled, decimals: decimals)) \(prefixes[index])"
  }
}
