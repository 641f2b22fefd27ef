import Foundation
import TestSupport
import Testing

@testable import Formats

/// `tokenizer.json` from elsewhere: each member is obeyed or refused by its name.
@Suite struct HuggingFaceReaderTests {
  static let preTokenizer =
    #""pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}"#
  private static let decoder =
    #""decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}"#
  private static let byteLevel = #"{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false}"#

  /// One place of our own file changed: what it says, and what another program may say there.
  typealias Change = (what: String, with: String)

  /// What gives the same ids.
  static let harmless: [Change] = [
    ("", ""),
    (preTokenizer, #""pre_tokenizer": "# + byteLevel),
    (preTokenizer, #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [\#(byteLevel)]}"#),
    (#""post_processor": null"#, #""post_processor": "# + byteLevel),
    (decoder, #""decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": false}"#),
    (decoder, #""decoder": {"type": "Sequence", "decoders": [\#(byteLevel)]}"#),
    (#""dropout": null"#, #""dropout": 0"#), (#""dropout": null"#, #""dropout": 0.0"#),
    (#""unk_token": null"#, #""unk_token": "<|endoftext|>""#), (#""fuse_unk": false"#, #""fuse_unk": true"#),
    (#""continuing_subword_prefix": null"#, #""continuing_subword_prefix": """#),
    (#""end_of_word_suffix": null"#, #""end_of_word_suffix": """#),
    (#""type": "BPE","#, ""), (#""version": "1.0","#, ""),
    (#""type": "BPE","#, #""type": "BPE", "ignore_merges": false,"#),
    (#""normalized": false, "special": true"#, #""normalized": true, "special": false"#),
    (#""Ġt he""#, #"["\u0120t", "he"]"#), (#""!": 34"#, #""\u0021": 34"#),
  ]

  /// Our own file with one place changed.
  static func changed(_ change: Change) throws -> String {
    let text = String(decoding: try HuggingFaceTokenizer.text(SmallTokenizer.make()), as: UTF8.self)
    guard !change.what.isEmpty else { return text }
    #expect(text.contains(change.what), "\(change.what)")
    return text.replacing(change.what, with: change.with, maxReplacements: 1)
  }

  private func load(_ text: String) throws -> (TokenizerFiles?, message: String?) {
    let folder = try TestFolder()
    _ = try SmallTokenizer.make().write(to: folder.path)
    try folder.write(text, to: "tokenizer.json")
    var files: TokenizerFiles?
    let message = message(folder) { files = try TokenizerFiles.load(directory: folder.path) }
    return (files, message)
  }

  @Test(arguments: harmless)
  func isObeyed(_ what: String, _ with: String) throws {
    let (files, message) = try load(Self.changed((what, with)))
    #expect(message == nil)
    #expect(files == (try SmallTokenizer.make()))
  }

  /// What is accepted gives the library's ids, those of our own file.
  @Test(.python(with: "tokenizers")) func theLibraryAgrees() throws {
    let folder = try TestFolder()
    var names: [String] = []
    for (number, change) in Self.harmless.enumerated() {
      // The library opens no file in which merges are spelled in two ways.
      guard !change.with.hasPrefix("[") else { continue }
      names.append(try folder.write(Self.changed(change), to: "\(number).json"))
    }
    let script = """
      import sys
      from tokenizers import Tokenizer
      text = "he the  The<|endoftext|> the's 123 é\\n\\n x<|endoftext|>"
      ids = [tuple(Tokenizer.from_file(name).encode(text).ids) for name in sys.argv[1:]]
      print(len(ids), set(ids) == {ids[0]})
      """
    #expect(try PythonTool.run(script, names) == "\(names.count) True\n")
  }

  /// GPT-2's own file has no line breaks, no `type` of the model and no `use_regex`; newer ones have pairs.
  @Test(arguments: [false, true])
  func theFilesOfOthersLoad(pairs: Bool) throws {
    let own = try JSONValue(parsing: Array(Self.changed(("", "")).utf8))
    var top = try #require(own.object)
    var model = try #require(top["model"]?.object)
    model["type"] = pairs ? "BPE" : nil
    (model["continuing_subword_prefix"], model["end_of_word_suffix"]) = ("", "")
    if pairs {
      model["merges"] = .array(
        SmallTokenizer.merges.map { [.string(ByteAlphabet.text($0.left)), .string(ByteAlphabet.text($0.right))] })
    }
    top["model"] = .object(model)
    top["pre_tokenizer"] = ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true]
    top["post_processor"] = ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false]
    // The members and the vocabulary by name, so that neither stands in the usual order.
    let (files, message) = try load(JSONValue.object(top).canonical)
    #expect(message == nil)
    #expect(files == (try SmallTokenizer.make()))
  }

  @Test func theModelMayStandBeforeTheSpecialTokens() throws {
    let text = try Self.changed(("", ""))
    let start = try #require(text.range(of: "  \"added_tokens\""))
    let end = try #require(text.range(of: "  \"normalizer\""))
    let added = text[start.lowerBound..<end.lowerBound].dropLast(2)
    let moved = text[..<start.lowerBound] + text[end.lowerBound...].dropLast(3) + ",\n" + added + "\n}\n"
    let (files, message) = try load(String(moved))
    #expect(message == nil)
    #expect(files == (try SmallTokenizer.make()))
  }

  /// Our own files are read fast, whatever their special tokens.
  @Test func ourOwnFilesArePlain() throws {
    for specials in [[], ["<|end of text|>", "<\"\\\n>", "日本"]] {
      let files = try TokenizerFiles(
        tokens: SmallTokenizer.tokens + specials.map { Array($0.utf8) }, merges: SmallTokenizer.merges,
        specialTokens: [SmallTokenizer.special] + specials)
      try HuggingFaceTokenizer.text(files).withUnsafeBytes { text in
        let all = String(decoding: text, as: UTF8.self)
        for (key, find) in [
          ("\"vocab\": ", HuggingFacePlain.endOfVocabulary), ("\"merges\": ", HuggingFacePlain.endOfMerges),
        ] {
          let place = try #require(all.utf8.firstRange(of: Array(key.utf8)))
          let start = all.utf8.distance(from: all.utf8.startIndex, to: place.upperBound)
          #expect(find(text, start, files) != nil)
        }
      }
    }
  }
}
