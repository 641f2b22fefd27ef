/// Writes messages in the binary form of protocol buffers: a number of the field and a kind, then the value.
///
/// Source: the encoding is documented at protobuf.dev; only the kinds that options need are here.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// A number without a sign, seven bits a byte, the lowest first.
  private mutating func append(variable value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(key field: Int, kind: UInt64) { append(variable: UInt64(field) << 3 | kind) }

  /// `int64`, `int32` and enumerations: negative numbers take ten bytes.
  mutating func append(_ value: Int64, field: Int) {
    append(key: field, kind: 0)
    append(variable: UInt64(bitPattern: value))
  }

  mutating func append(_ value: Bool, field: Int) { append(Int64(value ? 1 : 0), field: field) }

  mutating func append(_ value: Double, field: Int) {
    append(key: field, kind: 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: String, field: Int) { append(bytes: Array(value.utf8), field: field) }

  /// Bytes, or a message that was written before.
  mutating func append(bytes value: [UInt8], field: Int) {
    append(key: field, kind: 2)
    append(variable: UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A message inside this one.
  mutating func append(field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    append(bytes: inner.bytes, field: field)
  }

  /// Numbers one after another without keys.
  mutating func append(packed values: [Int64], field: Int) {
    var inner = ProtobufWriter()
    for value in values { inner.append(variable: UInt64(bitPattern: value)) }
    append(bytes: inner.bytes, field: field)
  }
}
