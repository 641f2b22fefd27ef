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
      let texts = added.map { Array($0.content.utf8) }
      let tokens = Known.tokens + texts.filter { !Known.tokens.contains($0) }
      return try TokenizerFiles(tokens: tokens, merges: [], specialTokens: added.map(\.content))
    }
    try HuggingFaceTokenizer.text(files).withUnsafeBytes { text in
      let again = try sure("written again") { try HuggingFaceReader.read(text, path: "tokenizer.json") { _ in files } }
      try expect(again == files, "another tokenizer when written again")
    }
  }
}

/// Tokens that merges may be between.
private enum Known {
  static let tokens: [[UInt8]] =
    (0...255).map { [$0] } + ["he", "th", "the", " t", "\"", "aa", "aaaa"].map { Array($0.utf8) }
  static let index = TokenIndex(tokens)

  static func compare(_ ids: [MergeIDs], _ strict: Result<[MergePair], any Error>) throws {
    let merges = try sure("the strict reader") { try strict.get() }
    let plain = ids.map { MergePair(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) }
    // Tokens that are listed twice have two ids, but the same bytes.
    try expect(plain == merges, "two readers, two lists of merges")
  }
}
