import Randomness
import Reference
import Testing

@testable import Tokenization

/// The merging loops of all instruction sets against the definition.
@Suite struct ShortMergerTests {
  @Test(arguments: TokenizerKernels.here)
  func everyLengthMergesAsTheDefinitionSays(_ instructionSet: String) throws {
    let kernels = try #require(TokenizerKernels(instructionSet: instructionSet))
    let vocabulary = try Fixtures.gpt2.get()
    let merger = ShortMerger(table: Encoder(loaded: vocabulary).table, kernels: kernels)
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 21, stream: 0)
    for length in 1...ShortMerger.limit {
      for letters in ["a", "then", "aeinorst", "жшщюяабе", "日本語学中文"] {
        let word = Self.word(length, Array(letters.unicodeScalars), &random)
        let found = word.withUnsafeBufferPointer { Array(merger.merge($0)) }
        #expect(found == reference.encode(word), "\(instructionSet), \(word)")
      }
    }
  }

  /// A word of letters, filled up with an ASCII letter to just so many bytes: one pretoken.
  private static func word(_ length: Int, _ letters: [Unicode.Scalar], _ random: inout RandomSource) -> [UInt8] {
    var word: [UInt8] = []
    while word.count < length {
      let letter = Array(String(letters[Int(random.below(UInt64(letters.count)))]).utf8)
      word += word.count + letter.count <= length ? letter : [UInt8(ascii: "e")]
    }
    return word
  }
}
