/// A message in Protocol Buffers' binary form, written field by field. Only what event files need.
struct ProtobufMessage {
  /// The bytes so far.
  private(set) var bytes: [UInt8] = []

  /// An integer, boolean or enumeration as a varint; zero, the default, is left out.
  mutating func add(_ field: Int, integer value: Int64) {
    guard value != 0 else { return }
    key(field, wireType: 0)
    varint(UInt64(bitPattern: value))
  }

  /// A double, in eight bytes, zero too.
  mutating func add(_ field: Int, double value: Double) {
    key(field, wireType: 1)
    littleEndian(value.bitPattern)
  }

  /// A float, in four bytes, zero too.
  mutating func add(_ field: Int, float value: Float) {
    key(field, wireType: 5)
    littleEndian(value.bitPattern)
  }

  /// Bytes or text.
  mutating func add(_ field: Int, bytes value: some Collection<UInt8>) {
    key(field, wireType: 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Text.
  mutating func add(_ field: Int, text value: String) { add(field, bytes: Array(value.utf8)) }

  /// A message inside this one.
  mutating func add(_ field: Int, _ fill: (inout ProtobufMessage) -> Void) {
    var inner = ProtobufMessage()
    fill(&inner)
    add(field, bytes: inner.bytes)
  }

  /// Bytes that are in the binary form already.
  mutating func addRaw(_ encoded: [UInt8]) { bytes += encoded }

  private mutating func key(_ field: Int, wireType: UInt64) { varint(UInt64(field) << 3 | wireType) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func littleEndian(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
