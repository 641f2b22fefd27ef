import Foundation
import TestSupport
import Testing

@testable import Formats

/// tiktoken's ranks, and what is known of them or stands beside them.
@Suite struct RankFileTests {
  static let pattern = #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#

  static func text(_ words: [String]) -> [UInt8] {
    RankFile.text(TokenList((UInt8.min...UInt8.max).map { [$0] } + words.map { Array($0.utf8) }))
  }

  static func settings(_ more: String = "", specials: String = #"{"<|x|>": 300}"#) throws -> String {
    let pattern = JSONValue.string(pattern).canonical
    return "{\"pat_str\": \(pattern), \"special_tokens\": \(specials)\(more)}"
  }

  private func folder(_ words: [String], _ settings: String?) throws -> TestFolder {
    let folder = try TestFolder()
    try folder.write(Self.text(words), to: "own.tiktoken")
    if let settings { try folder.write(settings, to: "tiktoken.json") }
    return folder
  }

  @Test func everyWayToMakeATokenIsAMergeOfItsRank() throws {
    let folder = try folder(["ab", "abc", "bc"], Self.settings())
    for path in [folder.path, folder.file("own.tiktoken")] {
      let files = try TokenizerFiles.load(at: path)
      #expect(files.count == 301 && files.specialTokenIDs == [300] && files.tokens[299].isEmpty)
      #expect(files.mergeIDs.map(\.product) == [256, 257, 257, 258])
      #expect(
        files.mergeIDs.map { [$0.left, $0.right] }
          == [[97, 98], [97, 258], [256, 99], [98, 99]])
      #expect(files.rules.sharesRanks && files.rules.takesWholePretokens && files.pattern == "gpt2")
    }
    #expect(
      try TokenizerFiles.definingFiles(at: folder.path) == [folder.file("own.tiktoken"), folder.file("tiktoken.json")])
    #expect(TokenizerFiles.path(ofFile: folder.file("own.tiktoken")) == folder.file("own.tiktoken"))
    #expect(TokenizerFiles.path(ofFile: folder.file("tiktoken.json")) == folder.path)
  }

  @Test func whatStandsBesideThemCountsForTheIdentity() throws {
    let settings = try [
      Self.settings(), Self.settings(#", "normalizer": "NFC", "name": "x""#), Self.settings(specials: "{}"),
    ]
    let digests = try settings.map { text in
      let folder = try folder(["ab"], text)
      return try TokenizerFiles.load(at: folder.path).digest
    }
    #expect(Set(digests).count == 3)
  }

  @Test func linesAsOnWindowsAndEmptyOnes() throws {
    let folder = try folder(["ab"], Self.settings())
    let own = try TokenizerFiles.load(at: folder.path)
    let text = String(decoding: Self.text(["ab"]), as: UTF8.self)
    try folder.write(text.replacing("\n", with: "\r\n\r\n"), to: "own.tiktoken")
    #expect(try TokenizerFiles.load(at: folder.path) == own)
    let lines = text.split(separator: "\n").reversed().joined(separator: "\n")
    try folder.write(lines, to: "own.tiktoken")
    #expect(try TokenizerFiles.load(at: folder.path) == own)
  }

  /// Nobody can know the pattern of other ranks.
  @Test func unknownRanksNeedAFileBesideThem() throws {
    let folder = try folder(["ab"], nil)
    #expect(
      message(folder) { _ = try TokenizerFiles.load(at: folder.path) }
        == "own.tiktoken: these ranks are not known, and no tiktoken.json beside them names their pattern and special "
        + "tokens (expected ranks of r50k_base, p50k_base, cl100k_base, o200k_base, Llama 3, Qwen, or that file); write "
        + "it as docs/formats.md says")
  }

  @Test func theKnownOnesAreThoseOfTheirMakers() throws {
    let digest = { (hex: String) in try #require(Digest(hex: hex)) }
    let llama = try #require(
      KnownRanks.settings(digest("82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55")))
    #expect(llama.specialTokens.count == 256)
    #expect(llama.specialTokens[9] == ("<|eot_id|>", 128_009))
    #expect(llama.specialTokens[11] == ("<|reserved_special_token_2|>", 128_011))
    #expect(llama.specialTokens[255] == ("<|reserved_special_token_246|>", 128_255))
    let qwen = try #require(
      KnownRanks.settings(digest("b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186")))
    #expect(qwen.specialTokens.count == 208 && qwen.normalization == .nfc)
    #expect(qwen.specialTokens[207] == ("<|extra_204|>", 151_850))
    #expect(KnownRanks.settings(.of([])) == nil)
  }

  static let files: [(String, String)] = [
    ("IQ== 0\nIg= 1\n", "line 2 is \"Ig= 1\" (expected a token in base64, a space and its rank)"),
    ("IQ==\n", "line 1 is \"IQ==\" (expected a token in base64, a space and its rank)"),
    ("IQ== -1\n", "line 1 is \"IQ== -1\" (expected a token in base64, a space and its rank)"),
    ("IR== 0\n", "line 1 is \"IR== 0\" (expected a token in base64, a space and its rank)"),
    ("I=== 0\n", "line 1 is \"I=== 0\" (expected a token in base64, a space and its rank)"),
    ("IQ== 0\nIg== 0\n", "token \"\"\" has id 0, which another token has too (expected every id once)"),
    ("IQ== 9999999\n", "token \"!\" has id 9999999 (expected 0 to 2097151)"),
    ("IQ== 0\nIQ== 1\n", "token \"!\" appears twice (expected every token once)"),
    ("", "no token for byte 0x00 (expected all 256 single bytes)"),
    (
      "\n\u{E}\n\u{5}<unk>\u{15}\u{0}\u{0}\u{0}\u{0}\u{18}\u{2}",
      "is a model of SentencePiece (expected tiktoken's ranks, lines of a token in base64 and its rank); use a byte-level "
        + "BPE tokenizer like GPT-2's"
    ),
    (
      String(repeating: "AAAA", count: 400) + " 5\n", "the token of line 1 has 1200 bytes (expected at most 1024)"
    ),
  ]

  @Test(arguments: files.indices)
  func aBadFileIsRefused(_ number: Int) throws {
    let (text, expected) = Self.files[number]
    let folder = try folder([], Self.settings(specials: "{}"))
    try folder.write(text, to: "own.tiktoken")
    #expect(message(folder) { _ = try TokenizerFiles.load(at: folder.path) } == "own.tiktoken: \(expected)")
  }

  static let settings: [(String, String)] = [
    ("[]", "tiktoken.json: \"pat_str\" is missing (expected a string)"),
    (#"{"pat_str": 1}"#, "tiktoken.json: \"pat_str\" is 1 (expected a string)"),
    (
      #"{"pat_str": "x+", "special_tokens": {}}"#,
      "tiktoken.json: \"pat_str\" is \"x+\" (expected the pattern of gpt2, gpt4, llama3, qwen2, digits2, o200k, whitespace, "
        + "as tiktoken spells it); use a tokenizer with one of these"
    ),
    (
      (try? settings(specials: "[]")) ?? "",
      "tiktoken.json: \"special_tokens\" is an array (expected an object from text to id)"
    ),
    (
      (try? settings(#", "more": 1"#)) ?? "",
      "tiktoken.json: \"more\" is another member (expected pat_str, special_tokens, normalizer, name)"
    ),
    (
      (try? settings(#", "normalizer": "NFD""#)) ?? "",
      "tiktoken.json: \"normalizer\" is \"NFD\" (expected \"NFC\" or null)"
    ),
  ]

  @Test(arguments: settings.indices)
  func badSettingsAreRefused(_ number: Int) throws {
    let (text, expected) = Self.settings[number]
    let folder = try folder(["ab"], text)
    #expect(message(folder) { _ = try TokenizerFiles.load(at: folder.path) } == expected)
  }

  @Test(arguments: [#"{"<|x|>": 97}"#, #"{"<|x|>": -1}"#, #"{"<|x|>": 2097152}"#, #"{"<|x|>": "a"}"#])
  func anIDOfASpecialTokenIsItsOwn(_ specials: String) throws {
    let folder = try folder(["ab"], Self.settings(specials: specials))
    let found = message(folder) { _ = try TokenizerFiles.load(at: folder.path) } ?? ""
    #expect(
      found.hasSuffix(
        ".json: special token \"<|x|>\" has an id that is another token's or none (expected an id from 0 to 2097151 that "
          + "no token has)")
        || found.hasPrefix("own.tiktoken: special token \"<|x|>\" has an id that is another token's or none "))
  }

  @Test func oneOfSeveralFilesHasToBeNamed() throws {
    let folder = try folder(["ab"], Self.settings())
    try folder.write(Self.text([]), to: "z.tiktoken")
    #expect(
      formatError { _ = try TokenizerFiles.load(at: folder.path) }?.description
        == "\(folder.path): 2 files of ranks, own.tiktoken, z.tiktoken (expected one); give the path of the file instead "
        + "of the directory's")
    #expect(try TokenizerFiles.load(at: folder.file("z.tiktoken")).count == 301)
  }

  @Test(arguments: [[], [1], [1, 2], [1, 2, 3], [0xFB, 0xFF, 0xFE, 0x3F]] as [[UInt8]])
  func base64(_ bytes: [UInt8]) {
    var text: [UInt8] = []
    Base64.append(bytes, to: &text)
    #expect(String(decoding: text, as: UTF8.self) == Data(bytes).base64EncodedString())
    var again: [UInt8] = []
    #expect(text.withUnsafeBytes { Base64.append(decoded: $0, to: &again) } && again == bytes)
  }
}
