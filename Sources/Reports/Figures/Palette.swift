/// Colours of runs, for light and for dark backgrounds.
///
/// Up to eight runs get hues that people with any kind of colour vision tell apart, in lightness too (after Okabe and
/// Ito, darkened or lightened until lines stand out at 3:1). More runs get steps of one ramp of rising lightness, in
/// the order in which they were given, since no thirty hues can be told apart.
package enum Palette {
  private static let light = [
    "#0072b2", "#d55e00", "#00906a", "#8e4ba8", "#a97700", "#3f9bd4", "#6b7280", "#8c2d19",
  ]
  private static let dark = [
    "#58a9e8", "#ff8f45", "#3ecf9f", "#c995e6", "#e6ba4c", "#97d6ff", "#aab2bd", "#f37f70",
  ]
  private static let lightRamp: [(Double, Double, Double)] = [
    (43, 28, 130), (135, 35, 160), (205, 60, 115), (222, 115, 45),
  ]
  private static let darkRamp: [(Double, Double, Double)] = [
    (128, 122, 245), (205, 105, 225), (252, 125, 140), (255, 205, 95),
  ]

  /// How many runs have a hue each.
  static var distinct: Int { light.count }

  /// The colours of `count` runs as `#rrggbb`.
  package static func colours(count: Int) -> (light: [String], dark: [String]) {
    guard count > light.count else { return (Array(light.prefix(count)), Array(dark.prefix(count))) }
    let places = (0..<count).map { Double($0) / Double(count - 1) }
    return (places.map { colour(at: $0, of: lightRamp) }, places.map { colour(at: $0, of: darkRamp) })
  }

  private static func colour(at place: Double, of ramp: [(Double, Double, Double)]) -> String {
    let scaled = place * Double(ramp.count - 1)
    let index = min(ramp.count - 2, Int(scaled))
    let rest = scaled - Double(index)
    let (a, b) = (ramp[index], ramp[index + 1])
    return "#" + [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map { hexadecimal($0 + ($1 - $0) * rest) }.joined()
  }

  private static func hexadecimal(_ value: Double) -> String {
    let digits = String(Int(value.rounded()), radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
