import TestSupport
import Testing

@testable import Formats

/// What a `tokenizer.json` may not say, each with its message word for word.
@Suite struct HuggingFaceRefusalsTests {
  private static let preTokenizer = HuggingFaceReaderTests.preTokenizer
  private static let pieces = "ByteLevel, alone or after Splits"
  private static let uncut = #"{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}"#
  private static let cut = #"{"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}"#

  private static func split(_ regex: String, _ behavior: String = "Isolated", _ invert: String = "false") -> String {
    #"{"type": "Split", "pattern": {"Regex": "\#(regex)"}, "behavior": "\#(behavior)", "invert": \#(invert)}"#
  }

  static let foreign: [(what: String, with: String, member: String, found: String, expected: String)] = [
    (#""version": "1.0""#, #""version": "2.0""#, "version", #""2.0""#, #""1.0""#),
    (#""truncation": null"#, #""truncation": {"max_length": 8}"#, "truncation", #"{"max_length":8}"#, "null"),
    (#""padding": null"#, #""padding": {"pad_id": 0}"#, "padding", #"{"pad_id":0}"#, "null"),
    (
      #""normalizer": null"#, #""normalizer": {"type": "Lowercase"}"#, "normalizer", #"{"type":"Lowercase"}"#,
      "null or NFC"
    ),
    (#""add_prefix_space": false"#, #""add_prefix_space": true"#, "pre_tokenizer.add_prefix_space", "true", "false"),
    (#""add_prefix_space": false, "#, "", "pre_tokenizer.add_prefix_space", "missing", "false"),
    (#""use_regex": true"#, #""use_regex": 1"#, "pre_tokenizer.use_regex", "1", "true or false"),
    (#""trim_offsets": true"#, #""trim_offsets": 1"#, "pre_tokenizer.trim_offsets", "1", "true or false"),
    (
      preTokenizer, #""pre_tokenizer": {"type": "Digits", "individual_digits": true}"#,
      "pre_tokenizer", #"{"individual_digits":true,"type":"Digits"}"#, pieces
    ),
    (preTokenizer, #""pre_tokenizer": null"#, "pre_tokenizer", "null", pieces),
    (
      preTokenizer,
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits"}, {"type": "ByteLevel"}]}"#,
      "pre_tokenizer", #"{"pretokenizers":[{"type":"Digits"},{"type":"ByteLevel"}],"type":"Sequence"}"#, pieces
    ),
    (
      preTokenizer, #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [\#(split("x+")), \#(uncut)]}"#,
      "pre_tokenizer", #"Split by ["x+"]"#,
      "the pattern of gpt2, gpt4, llama3, qwen2, digits2, o200k, deepseek, whitespace"
    ),
    (
      preTokenizer,
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [\#(split("x+", "Removed")), \#(uncut)]}"#,
      "pre_tokenizer.pretokenizers[0].behavior", #""Removed""#, #""Isolated""#
    ),
    (
      preTokenizer,
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [\#(split("x+", "Isolated", "true")), \#(uncut)]}"#,
      "pre_tokenizer.pretokenizers[0].invert", "true", "false"
    ),
    (
      preTokenizer,
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"String": "x"}}, \#(uncut)]}"#,
      "pre_tokenizer.pretokenizers[0].pattern", #"{"String":"x"}"#, "a Regex"
    ),
    (
      preTokenizer,
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [\#(split("x+")), \#(cut)]}"#,
      "pre_tokenizer.pretokenizers[1].use_regex", "true", "false"
    ),
    (
      #""post_processor": null"#, #""post_processor": {"type": "TemplateProcessing"}"#, "post_processor",
      #"{"type":"TemplateProcessing"}"#, "ByteLevel or TemplateProcessing"
    ),
    (#""dropout": null"#, #""dropout": 0.1"#, "model.dropout", "0.1", "null or 0"),
    (
      #""continuing_subword_prefix": null"#, "\"continuing_subword_prefix\": \"##\"",
      "model.continuing_subword_prefix", "\"##\"", #"null or """#
    ),
    (
      #""end_of_word_suffix": null"#, #""end_of_word_suffix": "</w>""#, "model.end_of_word_suffix", #""</w>""#,
      #"null or """#
    ),
    (#""byte_fallback": false"#, #""byte_fallback": true"#, "model.byte_fallback", "true", "false"),
    (#""fuse_unk": false"#, #""ignore_merges": null"#, "model.ignore_merges", "null", "true or false"),
    (#""type": "BPE""#, #""type": "WordPiece""#, "model.type", #""WordPiece""#, #""BPE""#),
    (#""single_word": false"#, #""single_word": true"#, "added_tokens[0].single_word", "true", "false"),
    (#""lstrip": false"#, #""lstrip": true"#, "added_tokens[0].lstrip", "true", "false"),
    (#""rstrip": false"#, #""rstrip": true"#, "added_tokens[0].rstrip", "true", "false"),
    (#""normalized": false"#, #""normalized": null"#, "added_tokens[0].normalized", "null", "true or false"),
  ]

  private func message(_ what: String, _ with: String) throws -> String? {
    let folder = try TestFolder()
    _ = try SmallTokenizer.make().write(to: folder.path)
    try folder.write(HuggingFaceReaderTests.changed((what, with)), to: "tokenizer.json")
    return TestSupport.message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
  }

  @Test(arguments: foreign.indices)
  func isRefusedByName(_ number: Int) throws {
    let (what, with, member, found, expected) = Self.foreign[number]
    #expect(
      try message(what, with)
        == "tokenizer.json: \"\(member)\" is \(found) (expected \(expected)), which Letterpress does not do; "
        + "use a byte-level BPE tokenizer like GPT-2's")
  }

  static let others: [(String, String, String)] = [
    (
      #""padding": null"#, #""padding": null, "more": 1"#,
      #"unknown member "more" (expected those of GPT-2's tokenizer)"#
    ),
    (
      #""fuse_unk""#, #""cache": 1, "fuse_unk""#, #"unknown member "model.cache" (expected those of GPT-2's tokenizer)"#
    ),
    (
      #""use_regex": true"#, #""use_regex": true, "pattern": "x""#,
      #"unknown member "pre_tokenizer.pattern" (expected those of GPT-2's tokenizer)"#
    ),
    (
      #""lstrip": false"#, #""lstrip": false, "strip": true"#,
      #"unknown member "added_tokens[0].strip" (expected those of GPT-2's tokenizer)"#
    ),
  ]

  @Test(arguments: others)
  func unknownMembersAreRefused(_ what: String, _ with: String, _ expected: String) throws {
    #expect(try message(what, with) == "tokenizer.json: \(expected); use a byte-level BPE tokenizer like GPT-2's")
  }

  @Test(arguments: [
    (#""padding": null"#, #""padding": null, "padding": null"#, "padding"),
    (#""fuse_unk": false"#, #""fuse_unk": false, "fuse_unk": false"#, "fuse_unk"),
    (#""use_regex": true"#, #""use_regex": true, "use_regex": true"#, "use_regex"),
    (#""!": 34"#, #""!": 34, "!": 34"#, "!"),
  ])
  func membersThatComeTwiceAreRefused(_ what: String, _ with: String, _ name: String) throws {
    let found = try #require(try message(what, with))
    #expect(found.hasPrefix("tokenizer.json: malformed JSON at byte "))
    #expect(found.hasSuffix(": the key \"\(name)\" for the second time"))
  }

  @Test(arguments: [
    (
      #""!": 34"#, #""!": 35"#,
      #""model.vocab" has token "!" with id 35 (expected the tokens and ids of vocab.json)"#
    ),
    (
      #""!": 34"#, #""!": "34""#,
      #""model.vocab" has token "!" with an id that is no whole number (expected the tokens and ids of vocab.json)"#
    ),
    (
      #""!": 34"#, #""!!": 34"#,
      #""model.vocab" has token "!!" with id 34 (expected the tokens and ids of vocab.json)"#
    ),
    (
      "\"!\": 34,\n", "",
      #""model.vocab" has no token "!" with id 34, as vocab.json has (expected the same tokens)"#
    ),
    (
      #""Ġ t""#, #""Ġ h""#,
      #"merge 1 of "model.merges" is "Ġ" with "h" (expected "Ġ" with "t", as in the merges' own file)"#
    ),
    (
      #""Ġ t","#, "",
      #"merge 1 of "model.merges" is "h" with "e" (expected "Ġ" with "t", as in the merges' own file)"#
    ),
    (
      ",\n      \"Ġt he\"", "",
      #"merge 3 of "model.merges" is missing (expected "Ġt" with "he", as in the merges' own file)"#
    ),
    (
      #""Ġt he""#, #""Ġt he", "h h""#,
      #"merge 4 of "model.merges" is "h" with "h" (expected missing, as in the merges' own file)"#
    ),
  ])
  func anotherModelIsRefused(_ what: String, _ with: String, _ expected: String) throws {
    #expect(try message(what, with) == "tokenizer.json: \(expected); use the files of one tokenizer")
  }

  @Test func aMergeOfOneTokenIsRefused() throws {
    #expect(
      try message(#""Ġ t""#, #""Ġt""#)
        == "tokenizer.json: merge 1 of model.merges is \"Ġt\" (expected two tokens)")
  }

  /// `tokenizers` looks for tokens with `normalized` after the others: two that overlap come out otherwise than here.
  @Test func overlappingTokensMustBeLookedForTogether() throws {
    let folder = try TestFolder()
    let specials = [SmallTokenizer.special, "<|end", "text|>x"]
    let files = try TokenizerFiles(
      tokens: SmallTokenizer.tokens + specials.dropFirst().map { Array($0.utf8) }, merges: SmallTokenizer.merges,
      specialTokens: specials)
    _ = try files.write(to: folder.path)
    let text = String(decoding: try folder.bytes("tokenizer.json"), as: UTF8.self)
    func late(_ token: String) -> String {
      let place =
        "\"content\": \"\(token)\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, "
        + "\"normalized\": "
      #expect(text.contains(place + "false"))
      return text.replacing(place + "false", with: place + "true")
    }
    // It has the second in it, and the start of the third at its end.
    try folder.write(late(SmallTokenizer.special), to: "tokenizer.json")
    #expect(
      TestSupport.message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
        == "tokenizer.json: \"added_tokens[0].normalized\" is true (expected false, as of the tokens that "
        + "overlap with it), which Letterpress does not do; use a byte-level BPE tokenizer like GPT-2's")
    // Of two that overlap the other way the first is found first anyway.
    for token in ["<|end", "text|>x"] {
      try folder.write(late(token), to: "tokenizer.json")
      #expect(try TokenizerFiles.load(directory: folder.path) == files)
    }
  }

  /// `é` is the text of the special token and of byte 0xE9.
  @Test func aSpecialTokenThatReadsAsAnotherIsRefused() throws {
    let folder = try TestFolder()
    let files = try TokenizerFiles(
      tokens: SmallTokenizer.tokens + [Array("é".utf8)], merges: SmallTokenizer.merges,
      specialTokens: [SmallTokenizer.special, "é"])
    _ = try files.write(to: folder.path)
    #expect(
      TestSupport.message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
        == "tokenizer.json: special token \"é\" is the text of token 234 too, in GPT-2's byte alphabet "
        + "(expected every text once); train the tokenizer with another special token")
  }
}
