import Foundation
import TestSupport
import Testing

@testable import Formats

/// A `tokenizer.json` without other files.
@Suite struct TokenizerAloneTests {
  private static let byteLevel =
    #"{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}"#

  /// A file with the 256 bytes at ids 0 to 255 and more members of the vocabulary.
  static func text(
    _ more: String = "", merges: String = "[]", added: String = "[]", model: String = "",
    changed: (String, String)? = nil
  ) -> String {
    var vocabulary: [UInt8] = []
    for byte in UInt8.min...UInt8.max {
      ByteAlphabet.appendJSON([byte], to: &vocabulary)
      vocabulary.append(contentsOf: ": \(byte)\(byte < 255 ? ", " : "")".utf8)
    }
    let text = """
      {"version": "1.0", "added_tokens": \(added), "normalizer": null, "pre_tokenizer": \(byteLevel),
      "post_processor": null, "decoder": \(byteLevel),
      "model": {"type": "BPE", \(model) "vocab": {\(String(decoding: vocabulary, as: UTF8.self))\(more)},
      "merges": \(merges)}}
      """
    return changed.map { text.replacing($0.0, with: $0.1) } ?? text
  }

  private func load(_ text: String) throws -> (files: TokenizerFiles?, message: String?) {
    let folder = try TestFolder()
    try folder.write(text, to: "tokenizer.json")
    var files: TokenizerFiles?
    let message = message(folder) { files = try TokenizerFiles.load(at: folder.path) }
    return (files, message)
  }

  @Test func itIsTheTokenizerOfTheOtherFiles() throws {
    let folder = try TestFolder()
    let specials = [SmallTokenizer.special, "<|｜|>", "a b"]
    let all = try TokenizerFiles(
      tokens: SmallTokenizer.tokens + specials.dropFirst().map { Array($0.utf8) }, merges: SmallTokenizer.merges,
      specialTokens: specials)
    _ = try all.write(to: folder.path)
    #expect(try TokenizerFiles.definingFiles(at: folder.path).map(FilePath.name).count == 3)
    for name in ["vocab.json", "merges.json", "merges.txt"] {
      try FileManager.default.removeItem(atPath: folder.file(name))
    }
    #expect(try TokenizerFiles.load(at: folder.path) == all)
    #expect(try TokenizerFiles.definingFiles(at: folder.path) == [folder.file("tokenizer.json")])
    #expect(try TokenizerFiles.load(at: folder.file("tokenizer.json")) == all)
    // Under another name it is a tokenizer by itself.
    try FileManager.default.moveItem(atPath: folder.file("tokenizer.json"), toPath: folder.file("other.json"))
    #expect(try TokenizerFiles.load(at: folder.file("other.json")) == all)
    #expect(TokenizerFiles.path(ofFile: folder.file("other.json")) == folder.file("other.json"))
    #expect(TokenizerFiles.path(ofFile: folder.file("merges.txt")) == folder.path)
    #expect(!TokenizerFiles.isOwn(directory: folder.path))
  }

  @Test func idsMayHaveGaps() throws {
    let (files, message) = try load(
      Self.text(
        #", "ab": 300, "<|x|>": 310"#, merges: #"["a b"]"#, added: #"[{"id": 310, "content": "<|x|>"}]"#))
    #expect(message == nil)
    let made = try #require(files)
    #expect(made.count == 311 && made.id(ofSpecialToken: "<|x|>") == 310)
    #expect(made.tokens[300] == Array("ab".utf8) && made.tokens[299].isEmpty)
    #expect(made.mergeIDs.map(\.product) == [300])
    let folder = try TestFolder()
    _ = try made.write(to: folder.path)
    #expect(try TokenizerFiles.load(at: folder.path) == made)
    #expect(TokenizerFiles.isOwn(directory: folder.path))
  }

  /// Beyond the vocabulary an added token has the id that `tokenizers` gives it.
  @Test func addedTokensMayBeBeyondTheVocabulary() throws {
    let added = #"[{"id": 257, "content": "<|a|>", "special": false}, {"id": 258, "content": "｜b c"}]"#
    let (files, message) = try load(Self.text(#", "ab": 256"#, merges: #"[["a", "b"]]"#, added: added))
    #expect(message == nil)
    #expect(files?.specialTokens == ["<|a|>", "｜b c"])
    #expect(files?.specialTokenIDs == [257, 258])
    let (_, wrong) = try load(Self.text(#", "ab": 256"#, added: #"[{"id": 259, "content": "<|a|>"}]"#))
    #expect(
      wrong
        == "tokenizer.json: \"added_tokens[0].id\" is 259 (expected 257, which tokenizers gives it), which Letterpress "
        + "does not do; use a byte-level BPE tokenizer like GPT-2's")
  }

  /// The same beside `vocab.json` and `merges.txt`, as models on the hub have them.
  @Test func addedTokensMayBeBeyondTheOtherFiles() throws {
    let folder = try TestFolder()
    let plain = try TokenizerFiles(
      tokens: SmallTokenizer.tokens.dropFirst() + [], merges: SmallTokenizer.merges, specialTokens: [])
    _ = try plain.write(to: folder.path)
    let text = String(decoding: try folder.bytes("tokenizer.json"), as: UTF8.self)
    #expect(text.contains("\"added_tokens\": []"))
    for id in [259, 260] {
      try folder.write(
        text.replacing("\"added_tokens\": []", with: #""added_tokens": [{"id": \#(id), "content": "<|x y|>"}]"#),
        to: "tokenizer.json")
      let problem = message(folder) {
        let files = try TokenizerFiles.load(at: folder.path)
        #expect(files.specialTokenIDs == [259] && files.count == 260)
        let (vocabulary, merges) = (folder.file("vocab.json"), folder.file("merges.json"))
        #expect(
          try TokenizerFiles.definingFiles(at: folder.path) == [vocabulary, merges, folder.file("tokenizer.json")])
      }
      #expect(
        problem
          == (id == 259
            ? nil
            : "tokenizer.json: \"added_tokens[0].id\" is 260 (expected 259, which tokenizers gives it), which "
              + "Letterpress does not do; use a byte-level BPE tokenizer like GPT-2's"))
    }
  }

  @Test func membersInAnotherOrder() throws {
    let (plain, _) = try load(
      Self.text(#", "ab": 256"#, merges: #"["a b"]"#, added: #"[{"id": 257, "content": "x y"}]"#))
    let json = try JSONValue(
      parsing: Array(
        Self.text(#", "ab": 256"#, merges: #"["a b"]"#, added: #"[{"id": 257, "content": "x y"}]"#).utf8))
    // By name: merges stand before the vocabulary, which begins with its highest ids.
    let (sorted, message) = try load(json.canonical)
    #expect(message == nil)
    #expect(sorted == plain && plain != nil)
    let early = Self.text(merges: "[]").replacing(#", "added_tokens": []"#, with: "")
    #expect(
      try load(String(early.dropLast()) + #", "added_tokens": [{"id": 256, "content": "<|é|>"}]}"#).message == nil)
  }

  @Test func whatIsSaidBesideTheVocabularyIsKept() throws {
    let template =
      #"{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, "#
      + #"{"Sequence": {"id": "A", "type_id": 0}}], "pair": [], "special_tokens": {}}"#
    let usual = try #require(try load(Self.text()).files)
    #expect(usual.rules == TokenizerRules() && usual.pattern == "gpt2")
    let both = #""post_processor": {"type": "Sequence", "processors": [\#(Self.byteLevel), \#(template)]}"#
    #expect(try load(Self.text(changed: (#""post_processor": null"#, both))).files == usual)
    #expect(
      try load(Self.text(changed: (#""normalizer": null"#, #""normalizer": {"type": "Sequence", "normalizers": []}"#)))
        .files == usual)
    let composed = try #require(
      try load(Self.text(changed: (#""normalizer": null"#, #""normalizer": {"type": "NFC"}"#))).files)
    #expect(composed.rules.normalization == .nfc)
    let whole = try #require(try load(Self.text(model: #""ignore_merges": true,"#)).files)
    #expect(whole.rules.takesWholePretokens)
    let uncut = try #require(
      try load(
        Self.text(
          changed: (
            #""pre_tokenizer": \#(Self.byteLevel)"#,
            #""pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}"#
          ))
      ).files)
    #expect(uncut.pattern == "none")
    #expect(Set([usual, composed, whole, uncut].map(\.digest)).count == 4)
    for files in [composed, whole, uncut] {
      let folder = try TestFolder()
      _ = try files.write(to: folder.path)
      #expect(try TokenizerFiles.load(at: folder.path) == files)
    }
  }

  static let refused: [(String, String)] = [
    (
      text(#", "日": 256"#),
      "\"model.vocab\" has token \"日\", which is not in GPT-2's byte alphabet (expected tokens of bytes, or one of "
        + "\"added_tokens\"); use a byte-level BPE tokenizer like GPT-2's"
    ),
    (
      text(#", "ĠĠ": 256"#, added: #"[{"id": 257, "content": "  "}]"#),
      "added token \"  \" has the bytes of token 256, \"ĠĠ\" (expected different bytes), which Letterpress does not do; "
        + "use a byte-level BPE tokenizer like GPT-2's"
    ),
    (
      text(added: #"[{"id": 256, "content": "é"}]"#),
      "special token \"é\" is the text of token 233 too, in GPT-2's byte alphabet (expected every text once); train the "
        + "tokenizer with another special token"
    ),
    (
      text(
        added: #"[{"id": 256, "content": "<a>", "normalized": true}]"#,
        changed: ("null, \"pre", "{\"type\": \"NFC\"}, \"pre")),
      "\"added_tokens[0].normalized\" is true (expected false with a normalizer), which Letterpress does not do; use a "
        + "byte-level BPE tokenizer like GPT-2's"
    ),
    (text(#", "ab": 255"#), "token \"ab\" has id 255, which another token has too (expected every id once)"),
    (text(#", "ab": 2097152"#), "token \"ab\" has id 2097152 (expected 0 to 2097151)"),
    (text(#", "ab": -1"#), "the id of token \"ab\" is not a whole number (expected 0, 1, 2, …)"),
    (text(#", "": 256"#), "the token of id 256 is empty (expected at least one byte)"),
    (text(#", "a": 256"#), "token \"a\" appears twice (expected every token once)"),
    (
      text(merges: #"["a b"]"#),
      "merge 1, \"a\" with \"b\", does not match the vocabulary: no token \"ab\"; use the merges of the same tokenizer"
    ),
    (text(merges: #"["a b c"]"#), "merge 1 of model.merges is \"a b c\" (expected two tokens)"),
    (
      text(#", "ab": 256"#, merges: #"["a b", ["a", "b"]]"#), "merge 2, \"a\" with \"b\", appears twice"
    ),
    (
      text(changed: ("\"vocab\": {", "\"vocab\": [{")),
      "malformed JSON at byte"
    ),
    (
      text(changed: ("\"merges\"", "\"merge\"")),
      "unknown member \"model.merge\" (expected those of GPT-2's tokenizer); use a byte-level BPE tokenizer like GPT-2's"
    ),
  ]

  @Test(arguments: refused.indices)
  func isRefused(_ number: Int) throws {
    let (text, expected) = Self.refused[number]
    let found = try load(text).message ?? "accepted"
    #expect(expected.hasSuffix("at byte") ? found.contains(expected) : found == "tokenizer.json: \(expected)")
  }

  /// Cut anywhere it is refused, and nothing traps.
  @Test func everyStartOfAFileIsRefused() throws {
    let text = Array(
      Self.text(#", "ab": 256, "｜": 300"#, merges: #"["a b"]"#, added: #"[{"id": 300, "content": "｜"}]"#).utf8)
    #expect(throws: Never.self) { try text.withUnsafeBytes { _ = try HuggingFaceReader.read($0, path: "x.json") } }
    for length in text.indices {
      text[..<length].withUnsafeBytes { part in
        _ = #expect(throws: (any Error).self) { try HuggingFaceReader.read(part, path: "x.json") }
      }
    }
  }
}
