import Foundation
import Randomness
import Testing

@testable import Tokenization

/// The composed form against Foundation's, for what both know: Foundation has a later Unicode.
@Suite struct ComposerTests {
  private static func composed(_ text: [UInt8], chunk: Int = .max) -> [UInt8] {
    var composer = Composer()
    var output = FlatList<UInt8>()
    var rest = text[...]
    var waiting: [UInt8] = []
    repeat {
      waiting += rest.prefix(chunk)
      rest = rest.dropFirst(chunk)
      waiting.withUnsafeBufferPointer { text in
        guard let base = text.baseAddress else { return }
        let end = text.count - (rest.isEmpty ? 0 : UTF8Character.incompleteSuffix(base, count: text.count))
        let done = composer.compose(base, from: 0, to: end, endsText: rest.isEmpty, into: &output)
        waiting.removeFirst(done)
      }
    } while !rest.isEmpty
    return Array(output.all)
  }

  private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0.major <= 9 } ?? false
  }

  /// Letters with marks, marks alone, syllables and their letters, and what is replaced.
  private static let interesting: [Unicode.Scalar] =
    (UInt32(0)..<0x110000).compactMap(Unicode.Scalar.init).filter { scalar in
      guard isKnown(scalar) else { return false }
      let text = String(scalar)
      return scalar.properties.canonicalCombiningClass != .notReordered
        || !text.decomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(text.unicodeScalars)
        || (0x1100..<0x1200).contains(scalar.value)
    }

  private static func expected(_ text: String) -> [UInt8] { Array(text.precomposedStringWithCanonicalMapping.utf8) }

  @Test func everyCharacterAlone() {
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value), Self.isKnown(scalar) else { continue }
      let text = String(scalar)
      #expect(Self.composed(Array(text.utf8)) == Self.expected(text), "U+\(String(value, radix: 16))")
    }
  }

  @Test func everyCharacterTakenApart() {
    for scalar in Self.interesting {
      let text = String(scalar).decomposedStringWithCanonicalMapping
      #expect(Self.composed(Array(text.utf8)) == Self.expected(text), "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func charactersInAnyOrder() {
    var random = RandomSource(seed: 61, stream: 0)
    let letters = Array("aeiouAEO  \n1qKÅ한각가".unicodeScalars)
    for length in [2, 3, 4, 5, 8, 20, 200] {
      for _ in 0..<2_000 / length {
        var text = String.UnicodeScalarView()
        for _ in 0..<length {
          let pool = random.below(3) == 0 ? letters : Self.interesting
          text.append(pool[Int(random.below(UInt64(pool.count)))])
        }
        let bytes = Array(String(text).utf8)
        let expected = Self.expected(String(text))
        #expect(Self.composed(bytes) == expected)
        #expect(Self.composed(bytes, chunk: 1 + Int(random.below(7))) == expected)
      }
    }
  }

  /// Bytes that are no UTF-8 stay, and nothing joins across them.
  @Test func brokenTextStays() {
    let acute: [UInt8] = [0xCC, 0x81]
    #expect(Self.composed([0xFF] + acute) == [0xFF] + acute)
    #expect(Self.composed([0x65, 0xC3] + acute + [0x65] + acute) == [0x65, 0xC3] + acute + [0xC3, 0xA9])
    #expect(Self.composed([0xED, 0xA0, 0x80, 0x65, 0xCC]) == [0xED, 0xA0, 0x80, 0x65, 0xCC])
    var random = RandomSource(seed: 62, stream: 0)
    for _ in 0..<200 {
      let text = RandomText.bytes(100, &random)
      #expect(Self.composed(text, chunk: 3) == Self.composed(text))
    }
  }

  /// A mark of Unicode 10 has no order for `tokenizers`, and so none here.
  @Test func laterMarksHaveNoOrder() {
    let text = Array("q\u{11A34}\u{301}\u{327}".utf8)
    #expect(NormalizationData.version == "9.0.0")
    #expect(Self.composed(text) == Array("q\u{11A34}\u{327}\u{301}".utf8))
    #expect(Self.composed(Array("q\u{301}\u{1DF9}".utf8)) == Array("q\u{301}\u{1DF9}".utf8))
  }
}
