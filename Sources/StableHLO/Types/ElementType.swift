/// What the elements of a tensor are.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case f32, bf16
  case i32, i64
  case u8, u16, u32
  /// True or false.
  case i1

  package var isFloat: Bool { self == .f32 || self == .bf16 }
  package var isUnsigned: Bool { self == .u8 || self == .u16 || self == .u32 }

  /// Bytes of one element in a buffer.
  package var bytes: Int {
    switch self {
    case .f32, .i32, .u32: 4
    case .i64: 8
    case .bf16, .u16: 2
    case .i1, .u8: 1
    }
  }

  /// The largest finite number of a float type.
  package var largest: Double { self == .bf16 ? 0x1.FEp127 : Double(Float.greatestFiniteMagnitude) }

  /// As StableHLO writes it: `ui16`.
  var text: String { isUnsigned ? "ui\(8 * bytes)" : rawValue }
}
