/// Takes an input apart into the numbers and pieces that a target wants; zeros and nothing once it is used up.
struct FuzzReader {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ input: UnsafeRawBufferPointer) { rest = input[...] }

  /// The next byte.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// The next two bytes, little-endian.
  mutating func word() -> Int { Int(byte()) | Int(byte()) << 8 }

  /// The next `count` bytes, or those that are left.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// Everything that is left.
  mutating func remainder() -> [UInt8] { bytes(rest.count) }
}
