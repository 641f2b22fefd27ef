import CZstd
import Testing

@testable import Formats

@Suite struct XXHash64Tests {
  /// zstd ends a frame with the low half of the hash of its content.
  @Test(arguments: [0, 1, 3, 4, 7, 8, 11, 31, 32, 33, 63, 64, 100, 1000])
  func isZstdsChecksum(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
    let compressor = try FrameCompressor(level: 3)
    let frame = try bytes.withUnsafeBytes { try compressor.compress($0) }
    let expected = frame.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: $0.count - 4, as: UInt32.self))
    }
    #expect(UInt32(truncatingIfNeeded: bytes.withUnsafeBytes { XXHash64.hash($0) }) == expected)
  }

  @Test func seedMatters() {
    let bytes: [UInt8] = [1, 2, 3]
    #expect(bytes.withUnsafeBytes { XXHash64.hash($0, seed: 1) != XXHash64.hash($0) })
  }
}
