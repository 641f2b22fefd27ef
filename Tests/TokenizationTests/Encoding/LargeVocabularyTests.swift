import Randomness
import Reference
import Testing

@testable import Tokenization

/// A vocabulary of more than 65,536 tokens: ids of 17 bits in the tables, the caches and both mergers.
@Suite struct LargeVocabularyTests {
  /// Words of two, three and four letters in a random order, but each after its parts. Most have high ids.
  static let vocabulary = Result { () throws(TokenizationError) in
    let letters = Array("abcdefghijklmnop ".utf8).map { [$0] }
    let pairs = letters.flatMap { left in letters.map { Merge(left: left, right: $0) } }
    let triples = pairs.flatMap { pair in letters.map { Merge(left: pair.product, right: $0) } }
    let fours = pairs.flatMap { left in pairs.map { Merge(left: left.product, right: $0.product) } }
    var random = RandomSource(seed: 41, stream: 0)
    let merges = shuffled(pairs, &random) + shuffled(triples + fours, &random)
    let tokens = [Fixtures.endOfText] + (UInt8.min...UInt8.max).map { [$0] } + merges.map(\.product)
    return try Vocabulary(tokens: tokens, merges: merges, specialTokens: [Fixtures.endOfText])
  }

  private static func shuffled(_ merges: [Merge], _ random: inout RandomSource) -> [Merge] {
    var merges = merges
    for last in stride(from: merges.count - 1, to: 0, by: -1) {
      merges.swapAt(last, Int(random.below(UInt64(last + 1))))
    }
    return merges
  }

  @Test func theTokensAreTheDefinitions() throws {
    let vocabulary = try Self.vocabulary.get()
    #expect(vocabulary.count == 88_980)
    let encoder = Encoder(loaded: vocabulary)
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 42, stream: 0)
    var highest: TokenID = 0
    for length in [1, 2, 7, 15, 16, 17, 63, 64, 65, 128, 129, 300, 1_500] {
      for letters in ["abcdefghijklmnop", "abcdefghijklmnop    ", "abc ", "a1 é.\n"] {
        let text = RandomText.fewLetters(length, letters, &random)
        // Twice: the second time from the caches.
        let ids = encoder.encode(text + Fixtures.endOfText + text)
        #expect(ids == reference.encode(text + Fixtures.endOfText + text))
        highest = max(highest, ids.max() ?? 0)
      }
    }
    #expect(highest > 65_535)
  }

  /// Words recur, so that both caches hold what they should, with low and with high ids.
  @Test func cachedWordsKeepTheirIDs() throws {
    let vocabulary = try Self.vocabulary.get()
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 43, stream: 0)
    let words = (0..<300).map { _ in RandomText.fewLetters(1 + Int(random.below(40)), "abcdefghijklmnop", &random) }
    let expected = words.map { reference.encode([UInt8(ascii: " ")] + $0) ?? [] }
    let order = (0..<20_000).map { _ in Int(random.below(UInt64(words.count))) }
    let text = order.flatMap { [UInt8(ascii: " ")] + words[$0] }
    #expect(Encoder(loaded: vocabulary).encode(text) == order.flatMap { expected[$0] })
    #expect(try Decoder(vocabulary).decode(order.flatMap { expected[$0] }) == text)
  }

  @Test(arguments: TokenizerKernels.here)
  func everyInstructionSetMergesAsTheDefinitionSays(_ instructionSet: String) throws {
    let kernels = try #require(TokenizerKernels(instructionSet: instructionSet))
    let vocabulary = try Self.vocabulary.get()
    let merger = ShortMerger(table: Encoder(loaded: vocabulary).table, kernels: kernels)
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 44, stream: 0)
    for length in 1...ShortMerger.limit {
      let word = RandomText.fewLetters(length, "abcdefghijklmnop", &random)
      let found = word.withUnsafeBufferPointer { Array(merger.merge($0)) }
      #expect(found == reference.encode(word), "\(instructionSet), \(word)")
    }
  }
}
