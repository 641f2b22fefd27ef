import Foundation
import Randomness
import Reference
import Testing

@testable import Tokenization

/// GPT-2's vocabulary against ids made by tiktoken (Fixtures/make_gpt2_goldens.py).
@Suite struct GPT2Tests {
  private struct Goldens: Decodable {
    struct Entry: Decodable {
      let text: String
      let ids: [TokenID]
    }
    struct File: Decodable {
      let name: String
      let count: Int
      let sha256: String
    }
    let strings: [Entry]
    let files: [File]
  }

  private func goldens() throws -> Goldens {
    try JSONDecoder().decode(Goldens.self, from: Data(try Fixtures.text("gpt2_goldens.json")))
  }

  @Test func stringsHaveTiktokensIDs() throws {
    let vocabulary = try Fixtures.gpt2.get()
    let encoder = Encoder(loaded: vocabulary)
    let decoder = Decoder(vocabulary)
    let strings = try goldens().strings
    #expect(strings.count > 40)
    for golden in strings {
      #expect(encoder.encode(golden.text) == golden.ids, "\(golden.text.prefix(60))")
      #expect(try decoder.decode(golden.ids) == Array(golden.text.utf8))
    }
  }

  @Test(.enabled(if: SharedFixtures.exist))
  func fixtureFilesHaveTiktokensIDs() throws {
    let encoder = Encoder(loaded: try Fixtures.gpt2.get())
    for golden in try goldens().files {
      let ids = encoder.encode(try SharedFixtures.text(golden.name))
      #expect(ids.count == golden.count, "\(golden.name)")
      let littleEndian = ids.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
      #expect(SlowSHA256.hexadecimal(littleEndian) == golden.sha256, "\(golden.name)")
    }
  }

  /// tiktoken takes only strings; for other bytes the oracle is the definition, written out.
  @Test func bytesThatAreNotUTF8HaveTheReferencesIDs() throws {
    let vocabulary = try Fixtures.gpt2.get()
    let encoder = Encoder(loaded: vocabulary)
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 11, stream: 0)
    var texts: [[UInt8]] = (0x80...0xFF).map { [$0] } + (0x80...0xFF).map { [0x61, $0, 0x62, 0x20, $0] }
    for _ in 0..<40 { texts.append(RandomText.bytes(60, &random)) }
    for _ in 0..<40 { texts.append(RandomText.pieces(25, &random)) }
    for text in texts { #expect(encoder.encode(text) == reference.encode(text), "\(text)") }
  }

  @Test func decodingGivesEveryByteStringBack() throws {
    let vocabulary = try Fixtures.gpt2.get()
    let encoder = Encoder(loaded: vocabulary)
    let decoder = Decoder(vocabulary)
    var random = RandomSource(seed: 12, stream: 0)
    for round in 0..<300 {
      let text = round % 2 == 0 ? RandomText.bytes(200, &random) : RandomText.pieces(100, &random)
      #expect(try decoder.decode(encoder.encode(text)) == text)
    }
  }

  @Test func twoAsOneSpecialTokenWinOverTwo() throws {
    let twice = Fixtures.endOfText + Fixtures.endOfText
    let vocabulary = try Fixtures.gpt2Vocabulary(specialTokens: [Fixtures.endOfText, twice])
    let encoder = Encoder(loaded: vocabulary)
    let text = Array("a".utf8) + twice + Fixtures.endOfText + Array(" b".utf8) + Fixtures.endOfText
    #expect(encoder.encode(text) == [64, 50_257, 50_256, 275, 50_256])
  }
}

extension Encoder {
  /// Without a separator, nothing can go wrong.
  convenience init(loaded vocabulary: Vocabulary) {
    do { try self.init(vocabulary) } catch { fatalError("\(error)") }
  }
}

extension EncoderReference {
  init(_ vocabulary: Vocabulary) {
    self.init(
      tokens: vocabulary.tokens, merges: vocabulary.merges.map { [$0.left, $0.right] },
      specialTokens: vocabulary.specialTokens)
  }
}
