import Randomness
import Testing

@testable import Tokenization

@Suite struct PretokenKeyTests {
  @Test func keysHoldBytesAndLength() {
    var random = RandomSource(seed: 3, stream: 0)
    for length in 1...PretokenKey.longest {
      let bytes = RandomText.bytes(16, &random)
      let key = Self.key(bytes, length)
      var stored = [UInt8](repeating: 0, count: 16)
      stored.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { key?.store(to: base) }
      }
      #expect(key?.length == length)
      #expect(stored.prefix(length) == bytes.prefix(length))
      #expect(stored[length..<15].allSatisfy { $0 == 0 })
    }
  }

  @Test func whatFollowsThePretokenDoesNotMatter() {
    let (a, b) = (Array("abcdefghijklmnop".utf8), Array("abcdefgh--------".utf8))
    #expect(Self.key(a, 8) == Self.key(b, 8))
    #expect(Self.key(a, 8)?.hash == Self.key(b, 8)?.hash)
    #expect(Self.key(a, 9) != Self.key(b, 9))
  }

  @Test func zeroBytesCount() {
    let zeros = [UInt8](repeating: 0, count: 16)
    #expect(Self.key(zeros, 1) != Self.key(zeros, 2))
  }

  private static func key(_ bytes: [UInt8], _ length: Int) -> PretokenKey? {
    bytes.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { PretokenKey($0, length: length) } }
  }
}
