import Testing

@testable import Tokenization

@Suite struct UTF8CharacterTests {
  /// All first bytes, second bytes at the bounds of table 3-7, and continuations or not, against the standard library.
  @Test func decodesWhatTheStandardLibraryValidates() {
    let seconds: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
    ]
    let others: [UInt8] = [0x20, 0x80, 0xBF, 0xC3]
    for first in UInt8.min...UInt8.max {
      for second in seconds {
        for third in others {
          for fourth in others { check([first, second, third, fourth]) }
        }
      }
    }
  }

  private func check(_ bytes: [UInt8]) {
    for limit in 1...4 {
      let expected = (1...limit).lazy.compactMap { length in
        String(validating: bytes[..<length], as: UTF8.self).map { (Array($0.unicodeScalars), length) }
      }.first { $0.0.count == 1 }
      let found = bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { UTF8Character.decode($0, limit: limit) }
      }
      if found?.length != expected?.1 ?? 0 || expected.map({ $0.0[0].value != found?.scalar }) == true {
        Issue.record("\(bytes) within \(limit): \(String(describing: found))")
      }
    }
  }

  @Test(
    arguments: [
      ([0x61], 0), ([0xC3], 1), ([0xC3, 0xA9], 0), ([0xE2, 0x82], 2), ([0xE2, 0x82, 0xAC], 0), ([0xF0, 0x9F, 0x98], 3),
      ([0xF0, 0x9F, 0x98, 0x80], 0), ([0x80, 0x80, 0x80], 0), ([0x61, 0xF0], 1), ([0xFF], 0), ([], 0), ([0xBF], 0),
    ] as [([UInt8], Int)])
  func incompleteSuffixIsWhatMoreBytesCouldComplete(bytes: [UInt8], expected: Int) {
    let padded = bytes + [0]
    let suffix = padded.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { UTF8Character.incompleteSuffix($0, count: bytes.count) }
    }
    #expect(suffix == expected)
  }
}
