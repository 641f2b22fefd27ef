import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct TokenizerFilesTests {
  @Test func whatIsWrittenLoadsAgain() throws {
    let folder = try TestFolder()
    let tokenizer = try SmallTokenizer.make()
    let written = try tokenizer.write(to: folder.file("tok/deep"))
    #expect(written.map { FilePath.name($0.path) } == ["vocab.json", "merges.json", "merges.txt", "tokenizer.json"])
    #expect(try TokenizerFiles.load(directory: folder.file("tok/deep")) == tokenizer)
    #expect(tokenizer.id(ofSpecialToken: SmallTokenizer.special) == 0)
    #expect(tokenizer.id(ofSpecialToken: "he") == nil)
  }

  @Test func theIdentityDoesNotDependOnTheLayout() throws {
    let folder = try TestFolder()
    let tokenizer = try SmallTokenizer.make()
    _ = try tokenizer.write(to: folder.path)
    let load = { try TokenizerFiles.load(directory: folder.path).digest }
    try FileManager.default.removeItem(atPath: folder.file("merges.json"))
    #expect(try load() == tokenizer.digest)
    try FileManager.default.removeItem(atPath: folder.file("tokenizer.json"))
    #expect(try load() == tokenizer.digest)
    #expect(
      try TokenizerFiles.load(
        vocabulary: folder.file("vocab.json"), merges: folder.file("merges.txt"),
        specialTokens: [SmallTokenizer.special]
      ).digest == tokenizer.digest)
    // Worked out by hand with Python's hashlib: the digest is part of every shard and must never change.
    #expect(tokenizer.digest.hex == "72011bd702c70cfa85dd6aa5bc6d531cea620513a674beaf1cbd0245f288ecee")
  }

  @Test func everyPartOfTheTokenizerCountsForTheIdentity() throws {
    let all = try SmallTokenizer.make()
    let lessMerges = try TokenizerFiles(
      tokens: SmallTokenizer.tokens, merges: Array(SmallTokenizer.merges.dropLast()),
      specialTokens: [SmallTokenizer.special])
    let noSpecials = try TokenizerFiles(
      tokens: SmallTokenizer.tokens, merges: SmallTokenizer.merges, specialTokens: [])
    let reordered = try TokenizerFiles(
      tokens: SmallTokenizer.tokens.reversed(), merges: SmallTokenizer.merges,
      specialTokens: [SmallTokenizer.special])
    #expect(Set([all, lessMerges, noSpecials, reordered].map(\.digest)).count == 4)
  }

  @Test func missingSpecialTokensGetTheNextIDs() throws {
    let folder = try TestFolder()
    _ = try SmallTokenizer.make().write(to: folder.path)
    let tokenizer = try TokenizerFiles.load(
      vocabulary: folder.file("vocab.json"), merges: folder.file("merges.json"),
      specialTokens: ["<|b|>", SmallTokenizer.special, "<|a|>", "<|b|>"])
    #expect(tokenizer.specialTokens == [SmallTokenizer.special, "<|b|>", "<|a|>"])
    #expect(tokenizer.id(ofSpecialToken: "<|b|>") == 260)
    #expect(tokenizer.id(ofSpecialToken: "<|a|>") == 261)
  }

  @Test func specialTokensOfOtherAlphabetsComeBack() throws {
    let folder = try TestFolder()
    let specials = ["<|end of text|>", "<|é|>", "日本", "<|endoftext|>"]
    let tokenizer = try TokenizerFiles(
      tokens: SmallTokenizer.tokens + specials.dropLast().map { Array($0.utf8) }, merges: SmallTokenizer.merges,
      specialTokens: specials)
    _ = try tokenizer.write(to: folder.path)
    #expect(try TokenizerFiles.load(directory: folder.path) == tokenizer)
    try FileManager.default.removeItem(atPath: folder.file("tokenizer.json"))
    #expect(try TokenizerFiles.load(directory: folder.path) == tokenizer)
  }

  @Test func aSpecialTokenMayStandAsItIs() throws {
    let folder = try TestFolder()
    var text = String(decoding: VocabularyJSON.text(SmallTokenizer.tokens), as: UTF8.self)
    text = text.replacingOccurrences(of: "<|endoftext|>", with: "<|end of|>")
    try folder.write(text, to: "vocab.json")
    try folder.write(MergesText.text(SmallTokenizer.merges), to: "merges.txt")
    let load = { (specials: [String]) in
      try TokenizerFiles.load(
        vocabulary: folder.file("vocab.json"), merges: folder.file("merges.txt"), specialTokens: specials)
    }
    #expect(try load(["<|end of|>"]).tokens[0] == Array("<|end of|>".utf8))
    #expect(
      message(folder) { _ = try load([]) }
        == "vocab.json: token \"<|end of|>\" has a character outside GPT-2's byte alphabet; if it is a special token, name it with specialTokens"
    )
  }
}
