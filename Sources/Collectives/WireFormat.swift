/// How floats travel between ranks.
package enum WireFormat: String, Sendable, CaseIterable {
  /// As they are: the sums have the bits of the tree.
  case fp32
  /// Rounded to bfloat16, to nearest, ties to even: half the bytes. Sums are made in float32.
  case bf16

  var bytesPerFloat: Int { self == .fp32 ? 4 : 2 }
}

/// Plain loops over floats, which the compiler turns into vectors: memory is the limit, not the processor.
enum Floats {
  /// sums[i] += addends[i]
  static func add(_ sums: UnsafeMutablePointer<Float>, _ addends: UnsafePointer<Float>, count: Int) {
    for i in 0..<count { sums[i] += addends[i] }
  }

  /// sums[i] += addends[i]
  static func add(_ sums: UnsafeMutablePointer<Float>, bfloats addends: UnsafePointer<UInt16>, count: Int) {
    for i in 0..<count { sums[i] += widened(addends[i]) }
  }

  /// out[i] = x[i] as bfloat16
  static func round(_ out: UnsafeMutablePointer<UInt16>, _ x: UnsafePointer<Float>, count: Int) {
    for i in 0..<count { out[i] = rounded(x[i]) }
  }

  /// x[i], rounded to what bfloat16 can hold
  static func roundInPlace(_ x: UnsafeMutablePointer<Float>, count: Int) {
    for i in 0..<count { x[i] = widened(rounded(x[i])) }
  }

  /// out[i] = x[i] as float32
  static func widen(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<UInt16>, count: Int) {
    for i in 0..<count { out[i] = widened(x[i]) }
  }

  /// The nearest bfloat16. A NaN stays one: its lower bits alone could be all that makes it one.
  @inline(__always)
  static func rounded(_ x: Float) -> UInt16 {
    let bits = x.bitPattern
    let nearest = (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16
    let quietNaN = bits >> 16 | 0x40
    return UInt16(truncatingIfNeeded: bits & 0x7FFF_FFFF > 0x7F80_0000 ? quietNaN : nearest)
  }

  @inline(__always)
  static func widened(_ x: UInt16) -> Float { Float(bitPattern: UInt32(x) << 16) }
}
