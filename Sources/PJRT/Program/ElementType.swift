/// What the elements of a tensor are.
package enum ElementType: String, CaseIterable, Sendable {
  case pred, s8, s16, s32, s64, u8, u16, u32, u64, f16, f32, f64, bf16

  /// The number that plugins have for it.
  var code: Int32 { Self.numbers[self] ?? 0 }

  /// The type with a plugin's number; nil for one that is not used here.
  init?(code: Int32) {
    guard let type = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = type
  }

  /// Bytes of one element; `pred` takes a whole byte.
  package var byteCount: Int {
    switch self {
    case .pred, .s8, .u8: 1
    case .s16, .u16, .f16, .bf16: 2
    case .s32, .u32, .f32: 4
    case .s64, .u64, .f64: 8
    }
  }

  /// Its name in the text of a program: `i32` for `s32`.
  package var programName: String {
    switch self {
    case .pred: "i1"
    case .s8, .s16, .s32, .s64: "i" + rawValue.dropFirst()
    case .u8, .u16, .u32, .u64: "ui" + rawValue.dropFirst()
    case .f16, .f32, .f64, .bf16: rawValue
    }
  }

  /// The type with a name in the text of a program.
  init?(programName: some StringProtocol) {
    guard let type = Self.allCases.first(where: { $0.programName == programName }) else { return nil }
    self = type
  }

  private static let numbers: [ElementType: Int32] = [
    .pred: 1, .s8: 2, .s16: 3, .s32: 4, .s64: 5, .u8: 6, .u16: 7, .u32: 8, .u64: 9, .f16: 10, .f32: 11, .f64: 12,
    .bf16: 13,
  ]
}

/// A Swift type whose values lie in memory as a device's do.
package protocol DeviceElement: BitwiseCopyable {
  static var elementType: ElementType { get }
}

extension Float: DeviceElement { package static var elementType: ElementType { .f32 } }
extension Double: DeviceElement { package static var elementType: ElementType { .f64 } }
extension Int8: DeviceElement { package static var elementType: ElementType { .s8 } }
extension Int16: DeviceElement { package static var elementType: ElementType { .s16 } }
extension Int32: DeviceElement { package static var elementType: ElementType { .s32 } }
extension Int64: DeviceElement { package static var elementType: ElementType { .s64 } }
extension UInt8: DeviceElement { package static var elementType: ElementType { .u8 } }
extension UInt16: DeviceElement { package static var elementType: ElementType { .u16 } }
extension UInt32: DeviceElement { package static var elementType: ElementType { .u32 } }
extension UInt64: DeviceElement { package static var elementType: ElementType { .u64 } }

/// Type and dimensions of a tensor, the slowest dimension first: `f32[64,256]`.
package struct TensorType: Hashable, Sendable, CustomStringConvertible {
  package let elements: ElementType
  package let dimensions: [Int]

  package init(_ elements: ElementType, _ dimensions: [Int] = []) {
    self.elements = elements
    self.dimensions = dimensions
  }

  /// How many elements it has; nil where that is no number, or a dimension is negative.
  package var count: Int? {
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  /// Its size on the host; nil as above.
  package var byteCount: Int? {
    guard let count else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elements.byteCount)
    return overflow ? nil : bytes
  }

  package var description: String { "\(elements.rawValue)[\(dimensions.map(String.init).joined(separator: ","))]" }

  /// As a program's text has it: `tensor<64x256xf32>`.
  package var programText: String {
    "tensor<" + dimensions.map { "\($0)x" }.joined() + elements.programName + ">"
  }
}
