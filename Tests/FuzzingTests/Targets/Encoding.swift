@testable import Datasets
@testable import Formats
@testable import Reference
@testable import Tokenization

extension FuzzTarget {
  /// A tokenizer of any merges and special tokens: its files read back the same.
  ///
  /// Input: how many merges, two bytes each; how many special tokens, each with its length.
  static let tokenizer = FuzzTarget("tokenizer") { input, _ in
    var reader = FuzzReader(input)
    let parts = TokenizerParts(&reader)
    let files = try TokenizerFiles(tokens: parts.tokens, merges: parts.merges, specialTokens: parts.specialTokens)
    try checkTexts(of: files)
    _ = try sure("a tokenizer that was checked") { try Vocabulary(files) }
  }

  /// Merges of any kind join a text's bytes as the definition says. Input: as for a tokenizer, then the text, which is
  /// taken as one pretoken.
  static let merging = FuzzTarget("merging") { input, _ in
    var reader = FuzzReader(input)
    let parts = TokenizerParts(&reader)
    let text = reader.remainder()
    let files = try TokenizerFiles(tokens: parts.tokens, merges: parts.merges, specialTokens: parts.specialTokens)
    let merger = PretokenMerger(table: MergeTable(try Vocabulary(files)))
    guard !text.isEmpty else { return }
    var ids: [TokenID] = []
    text.withUnsafeBufferPointer { merger.merge($0) { ids.append(contentsOf: $0) } }
    let reference = EncoderReference(
      tokens: Array(files.tokens), merges: files.merges.map { [$0.left, $0.right] }, specialTokens: [])
    try expect(ids.map { files.tokens[Int($0)] } == reference.symbols(of: text), "not the tokens of the definition")
  }

  /// The fixed tokenizers, whose caches are warm: input is which one, how the text is cut, and the text.
  static let encoding = FuzzTarget("encoding") { input, _ in
    var reader = FuzzReader(input)
    let first = reader.byte()
    let known = KnownTokenizer.all[Int(first & 3) % KnownTokenizer.all.count]
    let text = reader.remainder()
    try known.checkRoundTrip(text, chunk: Int(first >> 2))
  }

  /// Any bytes, encoded with one of the patterns and decoded, a target for each. Input: the size of chunks, the text.
  static let roundTrips = SplitPattern.allCases.map { pattern in
    FuzzTarget("round-trip-\(pattern.rawValue)") { input, _ in
      var reader = FuzzReader(input)
      let chunk = Int(reader.byte())
      let text = reader.remainder()
      guard let known = KnownTokenizer.cutting[pattern] else { return try expect(false, "no tokenizer") }
      try known.checkRoundTrip(text, chunk: chunk)
    }
  }

  /// Any ids: the tokens' bytes in a row, up to the first id that is none; and text in whole characters.
  static let decoding = FuzzTarget("decoding") { input, _ in
    var reader = FuzzReader(input)
    let chunk = max(1, Int(reader.byte() & 7))
    let ids = reader.remainder().map { TokenID($0) + ($0 > 250 ? 40 : 0) }
    let known = KnownTokenizer.all[0]
    let limit = ids.firstIndex { Int($0) >= known.tokens.count } ?? ids.count
    let expected = ids[..<limit].flatMap { known.tokens[Int($0)] }
    var output: [UInt8] = []
    let refused = Result { try known.decoder.decode(ids, into: &output) }
    try expect(output == expected, "not the tokens' bytes")
    var stream = UTF8Stream()
    var text = ""
    for start in stride(from: 0, to: expected.count, by: chunk) {
      text += stream.append(expected[start..<min(start + chunk, expected.count)])
    }
    text += stream.finish()
    try expect(
      text.utf8.elementsEqual(String(decoding: expected, as: UTF8.self).utf8), "a stream gives another text")
    try refused.get()
  }

  /// Training by the definition. Input: how many merges, and the text.
  static let training = FuzzTarget("training") { input, _ in
    var reader = FuzzReader(input)
    let specials = [Array("<|>".utf8)]
    let size = 257 + Int(reader.byte() & 31)
    let text = reader.remainder()
    let result = try BPETrainer(vocabularySize: size, specialTokens: specials).train(text).vocabulary
    let expected = BPETrainerReference.train(text, vocabularySize: size, specialTokens: specials)
    try expect(result.tokens.elementsEqual(expected.tokens), "not the tokens of the definition")
    try expect(result.merges.map { [$0.left, $0.right] } == expected.merges, "not the merges of the definition")
  }

  private static func checkTexts(of files: TokenizerFiles) throws {
    let specials = files.specialTokens
    try VocabularyJSON.text(files.tokens).withUnsafeBytes { text in
      try expect(
        VocabularyJSON.plainIndex(text, specialTokens: specials)?.tokens == files.tokens,
        "vocab.json is another vocabulary")
    }
    let index = Formats.TokenIndex(files.tokens)
    let ids = files.mergeIDs.map { [$0.left, $0.right] }
    try MergesJSON.text(files.merges).withUnsafeBytes { text in
      let read = try sure("merges.json") { try MergesJSON.parse(text, path: "merges.json") }
      try expect(read.elementsEqual(files.merges), "merges.json has other merges")
      let plain = MergesJSON.parsePlain(text, index)
      try expect(
        plain.map { $0.map { [$0.left, $0.right] } == ids } ?? true, "merges.json has other merges, read fast")
    }
    try MergesText.text(files.merges).withUnsafeBytes { text in
      let plain = MergesText.parsePlain(text, index)
      try expect(plain.map { $0.map { [$0.left, $0.right] } } == ids, "merges.txt has other merges")
    }
    try sure("written") { try HuggingFaceTokenizer.text(files) }.withUnsafeBytes { text in
      var added: [String] = []
      let read = {
        try HuggingFaceReader.read(text, path: "tokenizer.json") { found in
          added = found.contents
          return files
        }
      }
      // Such a token the file cannot hold, and the reader says so.
      if specials.contains(where: TokenizerFiles.isMistakable) {
        _ = try? read()
      } else {
        try expect(try sure("tokenizer.json", read) == files, "tokenizer.json is another tokenizer")
      }
      try expect(
        added.elementsEqual(specials) { $0.utf8.elementsEqual($1.utf8) }, "tokenizer.json has other special tokens")
    }
  }
}
