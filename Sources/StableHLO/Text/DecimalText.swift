/// Numbers as MLIR reads them.
enum DecimalText {
  /// `1.0e-05`: a float needs a point. Swift gives the shortest text that stands for the same float32.
  static func float(_ number: Double) -> String {
    // A float32 beyond the largest is infinite, which has no decimal notation.
    let largest = Double(Float.greatestFiniteMagnitude)
    let text = "\(Float(max(-largest, min(largest, number))))"
    guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  static func constant(_ number: Double, _ element: ElementType) -> String {
    switch element {
    case .f32, .bf16: float(number)
    case .i1: number == 0 ? "false" : "true"
    case .i32, .i64, .u8, .u16, .u32: "\(Int(number))"
    }
  }

  /// `[[1.0, 2.0], [3.0, 4.0]]`.
  static func nested(_ numbers: ArraySlice<Double>, _ shape: ArraySlice<Int>, _ element: ElementType) -> String {
    guard let size = shape.first else { return numbers.first.map { constant($0, element) } ?? "" }
    let step = numbers.count / size
    let parts = (0..<size).map { index in
      let start = numbers.startIndex + index * step
      return nested(numbers[start..<start + step], shape.dropFirst(), element)
    }
    return "[" + parts.joined(separator: ", ") + "]"
  }
}
