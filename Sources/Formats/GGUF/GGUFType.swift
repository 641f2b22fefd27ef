/// How the numbers of a GGUF file's matrices are stored.
package enum GGUFType: String, Sendable, CaseIterable {
  case f32, f16, bf16
  /// Blocks of 32 numbers: a scale in float16 and 32 signed bytes.
  case q8_0

  /// Numbers in a block of `q8_0`.
  static let blockSize = 32

  /// ggml's number for it. Source: ggml-org/ggml, include/ggml.h.
  var code: UInt32 {
    switch self {
    case .f32: 0
    case .f16: 1
    case .q8_0: 8
    case .bf16: 30
    }
  }

  /// `general.file_type`. Source: ggml-org/llama.cpp, include/llama.h.
  package var fileType: UInt32 {
    switch self {
    case .f32: 0
    case .f16: 1
    case .q8_0: 7
    case .bf16: 32
    }
  }

  /// Bytes of so many numbers, which are whole blocks.
  func byteCount(_ count: Int) -> Int {
    switch self {
    case .f32: 4 * count
    case .f16, .bf16: 2 * count
    case .q8_0: count / Self.blockSize * (Self.blockSize + 2)
    }
  }

  /// Appends numbers as they are stored.
  func append(_ values: UnsafeBufferPointer<Float>, to bytes: inout [UInt8]) {
    switch self {
    case .f32: for value in values { bytes.append(littleEndian: value.bitPattern) }
    case .f16: for value in values { bytes.append(littleEndian: HalfFloat.float16(value)) }
    case .bf16: for value in values { bytes.append(littleEndian: HalfFloat.bfloat16(value)) }
    case .q8_0:
      for start in stride(from: 0, to: values.count, by: Self.blockSize) {
        appendBlock(UnsafeBufferPointer(rebasing: values[start..<start + Self.blockSize]), to: &bytes)
      }
    }
  }

  /// As ggml's `quantize_row_q8_0_ref`: the largest magnitude becomes 127, and halves are rounded away from zero.
  private func appendBlock(_ values: UnsafeBufferPointer<Float>, to bytes: inout [UInt8]) {
    let largest = values.reduce(0) { max($0, abs($1)) }
    let scale = largest / 127
    let inverse = scale == 0 ? 0 : 1 / scale
    bytes.append(littleEndian: HalfFloat.float16(scale))
    for value in values {
      bytes.append(UInt8(bitPattern: Int8((value * inverse).rounded(.toNearestOrAwayFromZero))))
    }
  }
}

extension HalfFloat {
  /// The nearest binary16, ties to even; what is too large becomes an infinity.
  static func float16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(bits >> 16 & 0x8000)
    guard value.isFinite else { return sign | (value.isNaN ? 0x7E00 : 0x7C00) }
    let magnitude = abs(value)
    // From 65,520 on the nearest would be 2^16.
    guard magnitude < 65_520 else { return sign | 0x7C00 }
    if magnitude < 0x1p-14 {
      // Denormal: so many times 2^-24.
      return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
    }
    let rounded = magnitude.bitPattern + 0xFFF + (magnitude.bitPattern >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - (112 << 10))
  }

  /// The nearest bfloat16, ties to even.
  static func bfloat16(_ value: Float) -> UInt16 {
    guard !value.isNaN else { return 0x7FC0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
