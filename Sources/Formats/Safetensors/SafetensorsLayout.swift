/// The layout of `.safetensors`: the header's length (u64 little-endian), the header (JSON, padded with spaces), then
/// the tensors without gaps.
///
/// Source: huggingface/safetensors, README.md, section "Format".
enum SafetensorsLayout {
  static let lengthBytes = 8
  /// The longest header that the specification allows.
  static let maximumHeader = 100_000_000
  static let metadataKey = "__metadata__"
  /// The header is padded so that the data begins at a multiple of this.
  static let alignment = 8
}

/// The element types of the specification.
package enum TensorType: String, Sendable, Equatable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case float8e5m2 = "F8_E5M2"
  case float8e4m3 = "F8_E4M3"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// Bytes of an element.
  package var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8, .float8e5m2, .float8e4m3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}
