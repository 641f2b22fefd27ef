/// Reads messages in the binary form of protocol buffers, field by field. The bytes come from a plugin, and no trap
/// follows from any of them: reading ends where they make no sense.
struct ProtobufReader {
  /// What a field holds: a number, or bytes that may be a text or a message.
  enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end, and where the bytes are damaged.
  mutating func next() -> (field: Int, value: Value)? {
    guard let key = variable() else { return nil }
    let field = Int(truncatingIfNeeded: key >> 3)
    switch key & 7 {
    case 0: return variable().map { (field, .number($0)) }
    case 1: return take(8).map { (field, .number(littleEndian($0))) }
    case 5: return take(4).map { (field, .number(littleEndian($0))) }
    case 2:
      guard let count = variable(), count <= UInt64(rest.count), let bytes = take(Int(count)) else { return nil }
      return (field, .bytes(bytes))
    default: return nil
    }
  }

  /// Numbers one after another without keys, or one number with its key.
  static func numbers(_ value: Value) -> [UInt64] {
    switch value {
    case .number(let number): return [number]
    case .bytes(let bytes):
      var reader = ProtobufReader(bytes)
      var numbers: [UInt64] = []
      while let number = reader.variable() { numbers.append(number) }
      return numbers
    }
  }

  /// A text; empty for a number.
  static func text(_ value: Value) -> String {
    if case .bytes(let bytes) = value { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  private mutating func variable() -> UInt64? {
    var value: UInt64 = 0
    for place in 0..<10 {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << (7 * UInt64(place))
      if byte < 0x80 { return value }
    }
    return nil
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
