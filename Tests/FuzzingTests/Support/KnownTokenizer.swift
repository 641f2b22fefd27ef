@testable import Reference
@testable import Tokenization

/// A tokenizer with all that targets want of it, made once.
final class KnownTokenizer: @unchecked Sendable {
  let tokens: [[UInt8]]
  let decoder: Decoder
  let reference: EncoderReference
  // Used by one target, and so by one thread.
  private let stream: EncodingStream

  private init(
    _ merges: [(String, String)], bytes more: [([UInt8], [UInt8])] = [], specialTokens: [String],
    by pattern: SplitPattern = .gpt2
  ) {
    let specials = specialTokens.map { Array($0.utf8) }
    let pairs =
      merges.map { Merge(left: Array($0.0.utf8), right: Array($0.1.utf8)) }
      + more.map { Merge(left: $0.0, right: $0.1) }
    let bytes = (UInt8.min...UInt8.max).map { [$0] }
    let tokens = pairs.reduce(into: specials + bytes) { tokens, merge in
      if !tokens.contains(merge.product) { tokens.append(merge.product) }
    }
    guard
      let vocabulary = try? Vocabulary(tokens: tokens, merges: pairs, specialTokens: specials, pattern: pattern),
      let encoder = try? Encoder(vocabulary)
    else { fatalError("a tokenizer of the fuzzing targets is not whole") }
    self.tokens = tokens
    decoder = Decoder(vocabulary)
    stream = EncodingStream(encoder)
    reference = EncoderReference(
      tokens: tokens, merges: pairs.map { [$0.left, $0.right] }, specialTokens: specials, by: pattern.regexes)
  }

  /// The tokens of a text that comes in pieces of `chunk` bytes; in one piece if that is 0.
  func encode(_ text: [UInt8], chunk: Int) -> [TokenID] {
    var ids: [TokenID] = []
    let collect = { (block: EncodedBlock) in ids.append(contentsOf: block.tokens) }
    text.inChunks(of: chunk) { stream.append($0, collect) }
    stream.finish(collect)
    return ids
  }

  /// A text that comes in pieces has the tokens of the definition, and they are the text.
  /// - Throws: `BrokenProperty`.
  func checkRoundTrip(_ text: [UInt8], chunk: Int) throws {
    let ids = encode(text, chunk: chunk)
    try expect(ids == reference.encode(text), "not the tokens of the definition")
    let decoded = try sure("decoding") { try decoder.decode(ids) }
    try expect(decoded == text, "not the text that was encoded")
  }

  /// One for each pattern, with merges of all classes of characters, also across them: where a pattern cuts, they must not
  /// happen.
  static let cutting = Dictionary(
    uniqueKeysWithValues: SplitPattern.allCases.map { pattern in
      let tokenizer = KnownTokenizer(
        [
          (" ", "t"), ("h", "e"), (" t", "he"), ("'", "s"), ("'", "S"), ("'", "l"), ("'l", "l"), ("A", "b"), ("a", "B"),
          ("\n", "\n"), ("\r", "\n"), (" ", " "), ("  ", "  "), (" ", "\n"), ("!", "\n"), ("/", "/"), ("!", "!"),
          ("1", "2"),
          ("12", "3"), ("123", "4"), ("1", "a"), ("a", "1"), (".", "a"), ("(", "a"), ("a", "."), (" ", "1"), (" ", "."),
        ],
        bytes: [
          ([0xE3], [0x81]), ([0xC3], [0xA9]), ([0x61], [0xC3, 0xA9]), ([0xD0], [0x96]), ([0xE6], [0x97]),
          ([0xE6, 0x97], [0xA5]), ([0xA5], [0xE6]), ([0xFF], [0xFF]), ([0x80], [0x61]),
        ], specialTokens: ["<|>", " a b"], by: pattern)
      return (pattern, tokenizer)
    })

  /// Words as a training finds them; runs that merge in many ways; special tokens within each other; bytes alone.
  static let all = [
    KnownTokenizer(
      [
        (" ", "t"), ("h", "e"), (" t", "he"), ("i", "n"), ("e", "r"), (" ", "a"), ("r", "e"), ("o", "n"), ("in", "g"),
        (" a", "n"), (" an", "d"), ("'", "s"), ("\n", "\n"), ("1", "2"),
      ], bytes: [([0xE3], [0x81]), ([0xC3], [0xA9]), ([0x20], [0xE3, 0x81])], specialTokens: ["<|endoftext|>"]),
    KnownTokenizer(
      [
        ("a", "a"), ("aa", "aa"), ("aaaa", "aaaa"), ("aaaaaaaa", "a"), ("a", "b"), ("b", "a"), ("ab", "ab"),
        ("b", "b"), ("ba", "aa"), (" ", " "), ("  ", "  "), ("    ", " "), ("!", "!"), ("!!", "!"), ("!", "!!"),
      ], specialTokens: []),
    KnownTokenizer(
      [("a", "b"), ("ab", "c"), ("<", "|"), ("|", ">")],
      specialTokens: ["<|", "<|a|>", "<|a|><|a|>", " b ", "a b", "é"]),
    KnownTokenizer([], specialTokens: []),
  ]
}
