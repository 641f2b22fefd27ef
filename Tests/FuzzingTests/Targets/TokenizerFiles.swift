@testable import Formats

extension FuzzTarget {
  /// The fast reader of `vocab.json` finds what the strict one does, or leaves the file to it.
  static let vocabulary = FuzzTarget("vocabulary") { input, _ in
    let specials = ["<|endoftext|>", "a b", "e\u{301}"]
    let strict = Result { try VocabularyJSON.strictIndex(input, specialTokens: specials, path: "vocab.json").tokens }
    if let plain = VocabularyJSON.plainIndex(input, specialTokens: [])?.tokens {
      let alone = try sure("the strict reader") {
        try VocabularyJSON.strictIndex(input, specialTokens: [], path: "vocab.json").tokens
      }
      try expect(plain == alone, "two readers, two vocabularies")
    }
    if let plain = VocabularyJSON.plainIndex(input, specialTokens: specials)?.tokens {
      try expect(plain == (try? strict.get()), "two readers, two vocabularies with special tokens")
    }
    let tokens = try strict.get()
    let again = try VocabularyJSON.text(tokens).withUnsafeBytes { text in
      try sure("written again") { try VocabularyJSON.strictIndex(text, specialTokens: [], path: "vocab.json").tokens }
    }
    try expect(again == tokens, "another vocabulary when written again")
  }

  /// As for `vocab.json`.
  static let mergesJSON = FuzzTarget("merges-json") { input, _ in
    let strict = Result { try MergesJSON.parse(input, path: "merges.json") }
    if let ids = MergesJSON.parsePlain(input, Known.index) { try Known.compare(ids, strict) }
    let merges = try strict.get()
    let again = try MergesJSON.text(merges).withUnsafeBytes { text in
      try sure("written again") { try MergesJSON.parse(text, path: "merges.json") }
    }
    try expect(again == merges, "other merges when written again")
  }

  /// As for `vocab.json`.
  static let mergesText = FuzzTarget("merges-text") { input, _ in
    let strict = Result { try MergesText.parse(input, path: "merges.txt") }
    if let ids = MergesText.parsePlain(input, Known.index) { try Known.compare(ids, strict) }
    let merges = try strict.get()
    let again = try MergesText.text(merges).withUnsafeBytes { text in
      try sure("written again") { try MergesText.parse(text, path: "merges.txt") }
    }
    try expect(again == merges, "other merges when written again")
  }

  /// `tokenizer.json`, of whatever members; what is accepted is the tokenizer that its vocabulary and merges give.
  static let addedTokens = FuzzTarget("added-tokens") { input, _ in
    let files = try HuggingFaceReader.read(input, path: "tokenizer.json") { added in
      let tokens = Known.tokens + added.tokens.map(\.bytes).filter { !Known.tokens.contains($0) }
      return try TokenizerFiles(tokens: tokens, merges: [], specialTokens: added.contents)
    }
    try sure("written") { try HuggingFaceTokenizer.text(files) }.withUnsafeBytes { text in
      let again = try sure("written again") { try HuggingFaceReader.read(text, path: "tokenizer.json") { _ in files } }
      try expect(again == files, "another tokenizer when written again")
    }
  }

  /// `tokenizer.json` without other files: what is accepted is the same when it is written and read again, alone and
  /// beside the other files.
  static let tokenizerAlone = FuzzTarget("tokenizer-alone") { input, _ in
    // The bytes, which no input would have by chance.
    let files = try Known.read(alone: input)
    try sure("written") { try HuggingFaceTokenizer.text(files) }.withUnsafeBytes { text in
      let alone = try sure("written again") { try HuggingFaceReader.read(text, path: "tokenizer.json") }
      try expect(alone == files, "another tokenizer when written again")
      let plain = files.with(pattern: TokenizerFiles.usualPattern, rules: TokenizerRules())
      let beside = try sure("beside") { try HuggingFaceReader.read(text, path: "tokenizer.json") { _ in plain } }
      try expect(beside == files, "another tokenizer beside the other files")
    }
  }

  /// A file of ranks: what is accepted has the same tokens when it is written again, and is a tokenizer or refused.
  static let ranks = FuzzTarget("ranks") { input, _ in
    let tokens = try RankFile.tokens(input)
    try RankFile.text(tokens).withUnsafeBytes { text in
      try expect(try sure("written again") { try RankFile.tokens(text) } == tokens, "other ranks when written again")
    }
    let settings = RankSettings(pattern: "gpt2", specialTokens: [("<|x|>", tokens.count)])
    let files = try RankTokenizer.tokenizer(tokens, settings, path: "x.tiktoken")
    try expect(files.tokens.dropLast().elementsEqual(tokens), "the tokenizer has other tokens")
  }

  /// What stands beside a file of ranks.
  static let rankSettings = FuzzTarget("rank-settings") { input, _ in _ = try RankSettings.parse(input) }
}

/// Tokens that merges may be between.
private enum Known {
  static let tokens: [[UInt8]] =
    (0...255).map { [$0] } + ["he", "th", "the", " t", "\"", "aa", "aaaa"].map { Array($0.utf8) }
  static let index = TokenIndex(tokens)

  /// The tokenizer of a file whose text has `$` where the 256 bytes belong.
  static func read(alone input: UnsafeRawBufferPointer) throws -> TokenizerFiles {
    var bytes: [UInt8] = []
    for byte in UInt8.min...UInt8.max {
      ByteAlphabet.appendJSON([byte], to: &bytes)
      bytes.append(contentsOf: ":\(byte)\(byte < 255 ? "," : "")".utf8)
    }
    let parts = input.split(separator: UInt8(ascii: "$"), maxSplits: 1, omittingEmptySubsequences: false)
    let text = parts.count == 2 ? Array(parts[0]) + bytes + Array(parts[1]) : Array(input)
    return try text.withUnsafeBytes { try HuggingFaceReader.read($0, path: "tokenizer.json") }
  }

  static func compare(_ ids: [MergeIDs], _ strict: Result<[MergePair], any Error>) throws {
    let merges = try sure("the strict reader") { try strict.get() }
    let plain = ids.map { MergePair(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) }
    // Tokens that are listed twice have two ids, but the same bytes.
    try expect(plain == merges, "two readers, two lists of merges")
  }
}
