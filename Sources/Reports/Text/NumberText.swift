import Formats
import Messages
import Platform

/// Numbers as a report writes them: those of `Units` with the minus sign of typography, and forms that only a page or a
/// figure needs. The same digits on every machine.
package enum NumberText {
  /// A decimal number with a fixed number of decimals.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12, (0...6).contains(decimals) else { return "\(value)" }
    return withMinusSign(Units.digits(value, decimals: decimals))
  }

  /// At most so many significant digits, in the shortest form that JSON and people read: `0.0123`, `3e-4`, `12`.
  package static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    guard value != 0 else { return "0" }
    let exponent = Int(floor(log10(abs(value))))
    let shift = digits - 1 - exponent
    // Dividing by a power of ten rounds to the nearest double; multiplying by its inverse would not.
    let rounded =
      shift >= 0
      ? (value * power(10, shift)).rounded() / power(10, shift)
      : (value / power(10, -shift)).rounded() * power(10, -shift)
    return shortest(rounded.isFinite ? rounded : value)
  }

  /// A coordinate of a figure: tenths.
  static func coordinate(_ value: Double) -> String {
    let tenths = Int((min(max(value, -99_999), 99_999) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// A count in full, in groups of three: `12,500`.
  package static func grouped(_ count: Int) -> String { withMinusSign(Units.grouped(count)) }

  /// A whole amount in full, in groups of three, or with a prefix where that would be too long.
  static func rounded(_ value: Double) -> String {
    abs(value) < 1e15 ? grouped(Int(value.rounded())) : prefixed(value)
  }

  /// A large amount with a decimal prefix, as on an axis: `800`, `1,500`, `20k`, `1.5M`.
  package static func prefixed(_ value: Double) -> String {
    let size = abs(value)
    if size < 10_000 { return size == size.rounded() ? grouped(Int(value)) : significant(value, 4) }
    for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where size >= unit * 0.9995 {
      return significant(value / unit, 3) + name
    }
    return significant(value, 3)
  }

  /// A span of time: `0.42 s`, `12.3 s`, `4 min 05 s`, `3 h 20 min`, `2 d 04 h`.
  package static func duration(_ seconds: Double) -> String {
    seconds < 1e12 ? Units.duration(seconds) : "–"
  }

  /// A setting as somebody would type it: `3e-4` for 0.00030000000000000003, `yes` for true; rates by `rate`.
  package static func setting(_ name: String, _ value: JSONValue?) -> String {
    let isRate = name == "lr" || name.hasPrefix("lr_") || name.hasSuffix("_lr")
    if isRate, let rate = value?.double { return Self.rate(rate) }
    return switch value {
    case nil, .null?: "–"
    case .bool(let value)?: value ? "yes" : "no"
    case .integer(let value)?: value.magnitude < 100_000 ? "\(value)" : grouped(Int(value))
    case .number(let value)?: significant(value, 6)
    case .string(let value)?: value
    case let value?: value.canonical
    }
  }

  /// A learning rate: with an exponent whatever its size, so that rates beside each other compare at a glance.
  static func rate(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return significant(value, 6) }
    return withExponent(value)
  }

  private static func shortest(_ value: Double) -> String {
    let size = abs(value)
    // Below, the power of ten that makes a mantissa would not be finite.
    guard size > 1e-300 else { return "\(value)" }
    // Swift turns to exponents below 1e-4: for reading, one form for all small numbers.
    if size < 1e-3, size > 0 { return withExponent(value) }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text.replacingExponent
  }

  /// `2.5e-4`, `1e3`; `2` needs none. At most seven digits.
  private static func withExponent(_ value: Double) -> String {
    let exponent = Int(floor(log10(abs(value)) + 1e-12))
    let scaled = exponent > 0 ? value / power(10, exponent) : value * power(10, -exponent)
    let mantissa = "\((scaled * 1e6).rounded() / 1e6)"
    let digits = mantissa.hasSuffix(".0") ? String(mantissa.dropLast(2)) : mantissa
    return exponent == 0 ? digits : digits + "e\(exponent)"
  }

  private static func withMinusSign(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double { pow(base, Double(exponent)) }
}

extension String {
  /// `1e+16` as JSON and people write it: `1e16`.
  fileprivate var replacingExponent: String {
    guard let plus = firstIndex(of: "+") else { return self }
    var text = self
    text.remove(at: plus)
    return text
  }
}
