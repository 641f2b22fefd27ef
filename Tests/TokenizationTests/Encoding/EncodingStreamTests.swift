import Parallel
import Randomness
import Reference
import Testing

@testable import Tokenization

@Suite struct EncodingStreamTests {
  private struct Encoded: Equatable {
    var tokens: [TokenID] = []
    var documentEnds: [Int] = []
    /// Bytes of text up to each of them, then up to the end.
    var textEnds: [Int] = []
    private var textBytes = 0

    mutating func add(_ block: EncodedBlock) {
      documentEnds += block.documentEnds.map { $0.tokens + tokens.count }
      textEnds += block.documentEnds.map { $0.textBytes + textBytes }
      tokens += block.tokens
      textBytes += block.textBytes
    }

    mutating func end() { textEnds.append(textBytes) }
  }

  private func encode(_ chunks: [[UInt8]], _ stream: EncodingStream) -> Encoded {
    var encoded = Encoded()
    for chunk in chunks { chunk.withUnsafeBytes { stream.append($0) { encoded.add($0) } } }
    stream.finish { encoded.add($0) }
    encoded.end()
    return encoded
  }

  /// Text of our own in the size of several blocks, with documents, oddities and words that recur.
  private func longText() throws -> [UInt8] {
    var random = RandomSource(seed: 21, stream: 0)
    let story = try Fixtures.text("story.txt")
    return (0..<40).flatMap { _ in story + RandomText.pieces(500, &random) + Fixtures.endOfText }
  }

  @Test func partsThreadsAndChunksGiveTheSameTokens() throws {
    let text = try longText()
    let encoder = try Encoder(Fixtures.gpt2.get(), separator: Fixtures.endOfText)
    let whole = encode([text], EncodingStream(encoder))
    #expect(whole.tokens.count > 40_000)
    #expect(whole.tokens.indices.filter { whole.tokens[$0] == 50_256 }.map { $0 + 1 } == whole.documentEnds)
    let lengths = whole.tokens.map { encoder.vocabulary.bytes.length(of: Int($0)) }
    #expect(whole.textEnds == (whole.documentEnds + [whole.tokens.count]).map { lengths[..<$0].reduce(0, +) })
    var random = RandomSource(seed: 22, stream: 0)
    for (parts, threads, longest) in [(1, 1, 5000), (3, 1, 700), (3, 2, 70_000), (64, 1, 64), (64, 2, 3000)] {
      let plan = CutPoints(specialTokens: [Fixtures.endOfText]).plan(parts: parts, size: text.count) { Array(text[$0]) }
      let chunks = plan.map { Array(text[$0]).chunked(upTo: longest, &random) }
      let encoded = try ThreadTeam(threads: threads).map(tasks: parts) { part in
        let stream = EncodingStream(encoder)
        return encode(chunks[part], stream)
      }
      #expect(encoded.flatMap(\.tokens) == whole.tokens)
    }
  }

  @Test func aStreamForAllPartsGivesTheSameTokens() throws {
    let text = try longText()
    let encoder = try Encoder(Fixtures.gpt2.get(), separator: Fixtures.endOfText)
    let whole = encode([text], EncodingStream(encoder))
    let plan = CutPoints(specialTokens: [Fixtures.endOfText]).plan(parts: 7, size: text.count) { Array(text[$0]) }
    let stream = EncodingStream(encoder)
    var joined = Encoded()
    for range in plan {
      let part = encode([Array(text[range])], stream)
      joined.documentEnds += part.documentEnds.map { $0 + joined.tokens.count }
      joined.tokens += part.tokens
    }
    #expect(joined.tokens == whole.tokens && joined.documentEnds == whole.documentEnds)
  }

  /// Small vocabularies of odd shapes: the short merge, the long one and the caches against the definition.
  @Test(arguments: 0..<6)
  func trainedVocabulariesAgainstTheReference(seed: UInt64) throws {
    var random = RandomSource(seed: seed, stream: 23)
    let special = ["<s>", "ab a"].map { Array($0.utf8) }
    let corpus = RandomText.fewLetters(3000, "aaabbc <s>", &random) + RandomText.pieces(200, &random)
    let vocabulary = try BPETrainer(vocabularySize: 400, specialTokens: special).train(corpus).vocabulary
    let encoder = Encoder(loaded: vocabulary)
    let reference = EncoderReference(vocabulary)
    for length in [1, 2, 15, 16, 17, 64, 65, 127, 128, 129, 130, 257, 1000] {
      let texts = [
        RandomText.fewLetters(length, "ab", &random),
        RandomText.fewLetters(length, "aaaaaaaab", &random),
        RandomText.fewLetters(length, "abc <s>", &random),
        RandomText.pieces(length, &random),
      ]
      for text in texts { #expect(encoder.encode(text + text) == reference.encode(text + text)) }
    }
  }

  /// New words that come again soon, before they are merged, and later, from a cache or after it has lost them; white
  /// space of many tokens among them.
  @Test func wordsThatComeAgainAtOnce() throws {
    let vocabulary = try Fixtures.gpt2.get()
    let reference = EncoderReference(vocabulary)
    var random = RandomSource(seed: 24, stream: 0)
    let letters = ["abcdefghijklmnopqrstuvwxyz", "жщюяб", "日本語", "0123456789", " \t"].map {
      $0.unicodeScalars.map { $0 }
    }
    let words = (0..<4_000).map { _ in
      let scalars = letters[Int(random.below(UInt64(letters.count)))]
      let word = (0...random.below(30)).map { _ in String(scalars[Int(random.below(UInt64(scalars.count)))]) }.joined()
      return Array("\n\(word)\na".utf8)
    }
    let expected = words.map { reference.encode($0) ?? [] }
    var order: [Int] = []
    for word in words.indices {
      for _ in 0...random.below(3) { order.append(word - Int(random.below(UInt64(min(word, 20) + 1)))) }
      if word % 4 == 0 { order.append(Int(random.below(UInt64(word + 1)))) }
    }
    let stream = EncodingStream(Encoder(loaded: vocabulary), textBytes: 20_000)
    #expect(encode([order.flatMap { words[$0] }], stream).tokens == order.flatMap { expected[$0] })
  }

  @Test(arguments: ["ab", "a", "abcdefghijklmnopqrstuvwxyz", " ", "!?", "é", "日"])
  func giantPretokens(letters: String) throws {
    var random = RandomSource(seed: 31, stream: 0)
    let scalars = Array(letters)
    let text = Array((0..<600_000).map { _ in String(scalars[Int(random.below(UInt64(scalars.count)))]) }.joined().utf8)
    let vocabulary = try Fixtures.gpt2.get()
    let tokens = Encoder(loaded: vocabulary).encode(text)
    #expect(try Decoder(vocabulary).decode(tokens) == text)
    #expect(tokens.count <= text.count)
  }

  /// The long merge is exact too: the tail and the head of a giant word, where the reference can follow.
  @Test func longPretokensAgainstTheReference() throws {
    var random = RandomSource(seed: 32, stream: 0)
    let vocabulary = try Fixtures.gpt2.get()
    let reference = EncoderReference(vocabulary)
    for letters in ["ab", "a", "the", "ing", "abcdefghijklmnopqrstuvwxyz", "0123456789", "=-"] {
      let text = RandomText.fewLetters(700, letters, &random)
      #expect(Encoder(loaded: vocabulary).encode(text) == reference.encode(text))
    }
  }

  @Test func anErrorFromTheReceiverIsPassedOnAndTheStreamGoesOn() throws {
    struct Full: Error {}
    let stream = EncodingStream(Encoder(loaded: try Fixtures.gpt2.get()))
    let text = Array(repeatElement(Array("some words ".utf8), count: 30_000).joined())
    #expect(throws: Full.self) { try text.withUnsafeBytes { try stream.append($0) { _ in throw Full() } } }
    stream.discard()
    #expect(encode([Array("Hello world".utf8)], stream).tokens == [15_496, 995])
  }

  @Test func theSeparatorMustBeASpecialToken() throws {
    let vocabulary = try Fixtures.gpt2.get()
    #expect(throws: TokenizationError.specialTokenNotInVocabulary([1, 2])) {
      try Encoder(vocabulary, separator: [1, 2])
    }
  }

  /// Words of more than a buffer come in parts, and have the tokens of the whole.
  @Test(arguments: [SplitPattern.gpt2, .llama3, .o200k, .deepseek, .whitespace, .none])
  func longWordsInParts(pattern: SplitPattern) throws {
    let gpt2 = try Fixtures.gpt2.get()
    let vocabulary = try Vocabulary(
      tokens: gpt2.tokens, merges: gpt2.merges, specialTokens: gpt2.specialTokens, pattern: pattern)
    let encoder = try Encoder(vocabulary)
    var random = RandomSource(seed: 8, stream: 5)
    for letters in ["a", "thequickbrown", "жщюя"] {
      let word = Self.word(letters, 700_000, &random)
      let text =
        Array("The ".utf8) + word + Array("'s end. ".utf8) + word.prefix(300_001) + Array("<|endoftext|>!".utf8)
      let stream = EncodingStream(encoder)
      var tokens: [TokenID] = []
      for chunk in text.chunked(upTo: 90_000, &random) {
        chunk.withUnsafeBytes { stream.append($0) { tokens += $0.tokens } }
      }
      stream.finish { tokens += $0.tokens }
      #expect(tokens == PretokenMergerTokens.of(text, encoder, pattern), "\(letters)")
    }
  }

  /// A word of whole letters.
  private static func word(_ letters: String, _ count: Int, _ random: inout RandomSource) -> [UInt8] {
    let all = letters.unicodeScalars.map { Array(String($0).utf8) }
    var word: [UInt8] = []
    while word.count < count { word += all[Int(random.below(UInt64(all.count)))] }
    return word
  }
}

/// The tokens of a text whose pretokens are merged one by one, each as a whole.
private enum PretokenMergerTokens {
  static func of(_ text: [UInt8], _ encoder: Encoder, _ pattern: SplitPattern) -> [TokenID] {
    var heap = HeapMerger(table: encoder.table)
    let pieces = PretokenStreamTests.fast([text], encoder.vocabulary.specialTokens, pattern)
    return pieces.flatMap { piece in
      switch piece {
      case .special(let index): [encoder.vocabulary.specialTokenIDs[index]]
      case .pretoken(let bytes): bytes.withUnsafeBufferPointer { heap.merge($0) }
      }
    }
  }
}
