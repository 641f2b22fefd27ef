/// A value in the metadata of a GGUF file.
package enum GGUFValue: Equatable, Sendable {
  case uint32(UInt32)
  case float32(Float)
  case bool(Bool)
  case string([UInt8])
  case strings([[UInt8]])
  case int32s([Int32])

  /// A text's UTF-8 bytes.
  package static func text(_ text: String) -> GGUFValue { .string(Array(text.utf8)) }

  /// Source of the numbers: ggml-org/ggml, docs/gguf.md.
  private enum Kind: UInt32 {
    case int32 = 5
    case uint32 = 4
    case float32 = 6
    case bool = 7
    case string = 8
    case array = 9
  }

  /// Appends the kind and the value.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .uint32(let value): bytes.append(Kind.uint32, value)
    case .float32(let value): bytes.append(Kind.float32, value.bitPattern)
    case .bool(let value): bytes.append(Kind.bool, UInt8(value ? 1 : 0))
    case .string(let value):
      bytes.append(littleEndian: Kind.string.rawValue)
      bytes.append(counted: value)
    case .strings(let values):
      bytes.append(arrayOf: Kind.string.rawValue, count: values.count)
      for value in values { bytes.append(counted: value) }
    case .int32s(let values):
      bytes.append(arrayOf: Kind.int32.rawValue, count: values.count)
      for value in values { bytes.append(littleEndian: value) }
    }
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func append<Kind: RawRepresentable<UInt32>>(_ kind: Kind, _ value: some FixedWidthInteger) {
    append(littleEndian: kind.rawValue)
    append(littleEndian: value)
  }

  fileprivate mutating func append(arrayOf kind: UInt32, count: Int) {
    append(littleEndian: UInt32(9))
    append(littleEndian: kind)
    append(littleEndian: UInt64(count))
  }

  /// A string as GGUF has it: its length, and its bytes.
  mutating func append(counted string: [UInt8]) {
    append(littleEndian: UInt64(string.count))
    append(contentsOf: string)
  }
}
