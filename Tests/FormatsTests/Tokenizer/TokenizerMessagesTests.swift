import Foundation
import Messages
import TestSupport
import Testing

@testable import Formats

/// Every way in which a tokenizer's files can be wrong, with its message word for word.
@Suite struct TokenizerMessagesTests {
  /// The vocabulary's text with one place changed.
  static func changed(_ from: String, _ to: String) -> String {
    let text = String(decoding: VocabularyJSON.text(SmallTokenizer.tokens), as: UTF8.self)
    precondition(text.contains(from))
    return text.replacingOccurrences(of: from, with: to)
  }

  static let vocabularies: [(String, String)] = [
    ("", "vocab.json: malformed JSON at byte 0: the text ends here (expected a value)"),
    ("[]", "vocab.json: \"vocab\" is an array (expected an object from token to id)"),
    ("{\"a\": 0", "vocab.json: malformed JSON at byte 7: the text ends here (expected '}' or ',')"),
    ("{}", "vocab.json: no token for byte 0x00 (expected all 256 single bytes)"),
    (
      changed("\"!\": 34", "\"!\": \"34\""),
      "vocab.json: the id of token \"!\" is not a whole number (expected 0, 1, 2, …)"
    ),
    (
      changed("\"!\": 34", "\"!\": -1"), "vocab.json: the id of token \"!\" is not a whole number (expected 0, 1, 2, …)"
    ),
    (
      changed("\"!\": 34", "\"!\": 34.0"),
      "vocab.json: the id of token \"!\" is not a whole number (expected 0, 1, 2, …)"
    ),
    (changed("\"!\": 34", "\"!\": 3000000"), "vocab.json: token \"!\" has id 3000000 (expected 0 to 2097151)"),
    (
      changed("\"!\": 34", "\"!\": 35"),
      "vocab.json: token \"\"\" has id 35, which another token has too (expected every id once)"
    ),
    (changed("\"!\": 34", "\"\": 34"), "vocab.json: the token of id 34 is empty (expected at least one byte)"),
    (changed("\"!\": 34", "\"#\": 34"), "vocab.json: token \"#\" appears twice (expected every token once)"),
    (changed("\"!\": 34", "\"!!\": 34"), "vocab.json: no token for byte 0x21 (expected all 256 single bytes)"),
    (
      changed("\"!\": 34", "\"a b\": 34"),
      "vocab.json: token \"a b\" has a character outside GPT-2's byte alphabet; if it is a special token, name it with specialTokens"
    ),
  ]

  @Test(arguments: vocabularies)
  func aBadVocabulary(_ text: String, _ expected: String) throws {
    let folder = try TestFolder()
    try folder.write(text, to: "vocab.json")
    try folder.write(MergesText.text(SmallTokenizer.merges), to: "merges.txt")
    #expect(message(folder) { _ = try TokenizerFiles.load(directory: folder.path) } == expected)
  }

  static let merges: [(String, String, String)] = [
    ("merges.txt", "h e\nh  e\n", "merges.txt: line 2 is \"h  e\" (expected two tokens)"),
    ("merges.txt", "#version: 0.2\nhe\n", "merges.txt: line 2 is \"he\" (expected two tokens)"),
    ("merges.txt", "h e\n\nĠ t\n", "merges.txt: line 2 is \"\" (expected two tokens)"),
    (
      "merges.txt", "h 日\n",
      "merges.txt: token \"日\" has a character outside GPT-2's byte alphabet; if it is a special token, name it with specialTokens"
    ),
    (
      "merges.txt", "h x\n",
      "merges.txt: merge 1, \"h\" with \"x\", does not match the vocabulary: no token \"hx\"; use the merges of the same tokenizer"
    ),
    (
      "merges.txt", "h e\nhe x\n",
      "merges.txt: merge 2, \"he\" with \"x\", does not match the vocabulary: no token \"hex\"; use the merges of the same tokenizer"
    ),
    (
      "merges.txt", "hh e\n",
      "merges.txt: merge 1, \"hh\" with \"e\", does not match the vocabulary: no token \"hh\"; use the merges of the same tokenizer"
    ),
    ("merges.txt", "h e\nh e\n", "merges.txt: merge 2, \"h\" with \"e\", appears twice"),
    ("merges.json", "{}", "merges.json: \"merges\" is an object (expected a list of pairs)"),
    (
      "merges.json", "[[\"h\", \"e\"]",
      "merges.json: malformed JSON at byte 11: the text ends here (expected ']' or ',')"
    ),
    (
      "merges.json", "[[\"h\", \"e\", \"e\"]]",
      "merges.json: entry 1 is \"[\"h\", \"e\", \"e\"]\" (expected two tokens)"
    ),
    ("merges.json", "[[\"h\", 1]]", "merges.json: entry 1 is \"[\"h\", 1]\" (expected two tokens)"),
    ("merges.json", "[[\"h\", \"e\"], \"h e\"]", "merges.json: entry 2 is \"\"h e\"\" (expected two tokens)"),
    ("merges.json", "[[\"h\", \"\"]]", "merges.json: entry 1 is \"\" (expected two tokens)"),
  ]

  @Test(arguments: merges)
  func badMerges(_ name: String, _ text: String, _ expected: String) throws {
    let folder = try TestFolder()
    try folder.write(VocabularyJSON.text(SmallTokenizer.tokens), to: "vocab.json")
    try folder.write(text, to: name)
    #expect(message(folder) { _ = try TokenizerFiles.load(directory: folder.path) } == expected)
  }

  private static let byteLevel = "{\"type\": \"ByteLevel\", \"add_prefix_space\": false}"
  private static let foreign =
    "which Letterpress does not do; use a byte-level BPE tokenizer like GPT-2's"

  private static func whole(_ added: String) -> String {
    "{\"added_tokens\": \(added), \"pre_tokenizer\": \(byteLevel), \"decoder\": \(byteLevel), \"model\": {}}"
  }

  static let huggingFace: [(String, String)] = [
    ("[]", "tokenizer.json: \"tokenizer\" is an array (expected an object)"),
    ("{\"added_tokens\": 1}", "tokenizer.json: \"added_tokens\" is an integer (expected a list)"),
    (
      "{\"added_tokens\": [{\"id\": 0}]}",
      "tokenizer.json: \"added_tokens\" is an object (expected objects with id and content)"
    ),
    ("{}", "tokenizer.json: \"pre_tokenizer\" is missing (expected ByteLevel, alone or after Splits), \(foreign)"),
    (
      "{\"pre_tokenizer\": \(byteLevel), \"model\": {}}",
      "tokenizer.json: \"decoder\" is missing (expected ByteLevel), \(foreign)"
    ),
    (
      whole("[]").replacingOccurrences(of: "{}", with: "1"),
      "tokenizer.json: \"model\" is an integer (expected an object)"
    ),
    (
      whole("[{\"id\": 0, \"content\": \"<x>\"}]"),
      "tokenizer.json: token \"<x>\" has id 0, which another token has too (expected every id once)"
    ),
    (
      whole("[{\"id\": 1, \"content\": \"<|endoftext|>\"}]"),
      "tokenizer.json: special token \"<|endoftext|>\" has id 1, but 0 in the vocabulary (expected one id); use the files of one tokenizer"
    ),
  ]

  @Test(arguments: huggingFace)
  func aBadTokenizerJSON(_ text: String, _ expected: String) throws {
    let folder = try TestFolder()
    _ = try SmallTokenizer.make().write(to: folder.path)
    try folder.write(text, to: "tokenizer.json")
    #expect(message(folder) { _ = try TokenizerFiles.load(directory: folder.path) } == expected)
  }

  @Test func tooManyTokens() throws {
    let folder = try TestFolder()
    let tokens = (0...2_097_152).map { Array("t\($0)".utf8) }
    try folder.write(VocabularyJSON.text(tokens), to: "vocab.json")
    try folder.write("", to: "merges.txt")
    #expect(
      message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
        == "vocab.json: 2097153 tokens are too many (expected at most 2097152); train with vocabularySize 2097152 or less"
    )
  }

  @Test func moreThan65536TokensFit() throws {
    let tokens = SmallTokenizer.tokens + (260..<70_000).map { Array("token \($0)".utf8) }
    #expect(try TokenizerFiles(tokens: tokens, merges: [], specialTokens: []).count == 70_000)
    let letters = (UInt8.min...UInt8.max).map { [$0] }
    let merges = letters.flatMap { left in letters.map { MergePair(left: left, right: $0) } }
    let made = try TokenizerFiles(
      tokens: letters + merges.map { $0.left + $0.right } + [Array("<|x|>".utf8)], merges: merges,
      specialTokens: ["<|x|>"])
    #expect(made.count == 65_793 && made.id(ofSpecialToken: "<|x|>") == 65_792)
    #expect(made.mergeIDs.last?.product == 65_791)
    let folder = try TestFolder()
    _ = try made.write(to: folder.path)
    #expect(try TokenizerFiles.load(directory: folder.path) == made)
  }

  @Test func missingFiles() throws {
    let folder = try TestFolder()
    let load = { (name: String) in formatError { _ = try TokenizerFiles.load(directory: folder.file(name)) } }
    #expect(load("none")?.description == "\(folder.file("none")): no such file; check the path")
    try folder.write("x", to: "plain")
    #expect(load("plain")?.description == "\(folder.file("plain")): is a file (expected a directory)")
    try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
    #expect(
      load("empty")?.description
        == "\(folder.file("empty")): no tokenizer in this directory (expected vocab.json with merges.json or merges.txt, "
        + "tokenizer.json, or a file of tiktoken's ranks); check the path or make a tokenizer with bpe-train")
    #expect(load("empty")?.category == .missing)
    try folder.write("{}", to: "empty/vocab.json")
    let noMerges = load("empty")
    #expect(
      noMerges?.description
        == "\(folder.file("empty")): no merges.json and no merges.txt in this directory; check the path or make the tokenizer with bpe-train"
    )
    #expect(noMerges?.category == .missing)
  }

  @Test func specialTokens() throws {
    let make = { (specials: [String]) in
      "\(formatError { _ = try TokenizerFiles(tokens: SmallTokenizer.tokens, merges: [], specialTokens: specials) } as Any)"
    }
    #expect(make([""]).contains("a special token is empty (expected at least one byte)"))
    #expect(make(["<x>"]).contains("special token \"<x>\" is not in the vocabulary"))
    #expect(make(["he", "he"]).contains("special token \"he\" appears twice"))
  }
}

struct TokenizerSizeTests {
  /// A file that is read whole has a largest size.
  @Test(arguments: ["vocab.json", "merges.json", "tokenizer.json"]) func aHugeFileIsRefused(name: String) throws {
    let folder = try TestFolder()
    _ = try SmallTokenizer.make().write(to: folder.path)
    truncate(folder.file(name), 300 << 20)
    #expect(
      message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
        == "\(name): has 314572800 bytes (expected at most 268435456); it is probably another file, check the path")
  }
}
