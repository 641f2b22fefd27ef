import Foundation
import Testing

/// Little-endian floats of a fixture, as JSON has them in base64; none where there are none.
func storedFloats(_ data: Data?) -> [Float] {
  (data ?? Data()).withUnsafeBytes { bytes in
    (0..<bytes.count / 4).map {
      Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
    }
  }
}

/// The largest difference of two tensors, which must have the same size.
func difference(_ found: [Float], _ expected: [Float]) -> Float {
  #expect(found.count == expected.count)
  return zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
}
