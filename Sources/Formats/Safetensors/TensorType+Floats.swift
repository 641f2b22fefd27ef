extension TensorType {
  /// Whether ``copyFloats(_:into:)`` knows the type.
  var isReadAsFloat: Bool { [.float32, .float16, .bfloat16, .float64].contains(self) }

  /// Whether ``SafetensorsFile/copyFloats(_:shape:into:)`` takes the type.
  package var isReadAsParameter: Bool { isReadAsFloat && self != .float64 }

  /// Numbers of a type that is read as float, little-endian, to `target`, which has room for exactly those.
  func copyFloats(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .float16:
      convert(bytes, into: target) { HalfFloat.float(fromFloat16: UInt16(littleEndian: $0)) }
    case .bfloat16:
      convert(bytes, into: target) { HalfFloat.float(fromBFloat16: UInt16(littleEndian: $0)) }
    case .float64:
      convert(bytes, into: target) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    default: UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
    }
  }

  private func convert<Bits: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>, _ convert: (Bits) -> Float
  ) {
    let step = MemoryLayout<Bits>.size
    for index in target.indices {
      target[index] = convert(bytes.loadUnaligned(fromByteOffset: step * index, as: Bits.self))
    }
  }
}

/// Floats of 16 bits from their bits. (`Float16` does not exist on Intel Macs.)
enum HalfFloat {
  /// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits.
  static func float(fromFloat16 bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }

  /// bfloat16: the upper half of a binary32.
  static func float(fromBFloat16 bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }
}
