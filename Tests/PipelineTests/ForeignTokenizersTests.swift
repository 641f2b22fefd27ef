import Foundation
import TestSupport
import Testing

/// Tokenizers that others made, through every tool that takes one.
@Suite struct ForeignTokenizersTests {
  private static let pattern = #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#
  private static let end = "<|endoftext|>"

  /// A gap, ways that share a rank, and a token that no merge reaches.
  private static let words = ["ab", "ba", "aba", " a", " ab", "xyz", "the", " the"]

  private static func ranks() -> String {
    let tokens = (UInt8.min...UInt8.max).map { Data([$0]) } + words.map { Data($0.utf8) }
    return tokens.enumerated().map { "\($1.base64EncodedString()) \($0)\n" }.joined()
  }

  private static func settings(end: String = Self.end) throws -> String {
    let json: [String: Any] = ["pat_str": pattern, "special_tokens": [end: 300, "<|pad|>": 310]]
    return String(decoding: try JSONSerialization.data(withJSONObject: json), as: UTF8.self)
  }

  private static let text =
    "abab xyz abaxyz the ab\(end)xyz ababa the\(end)" + String(repeating: "the ab xyz aba\(end)", count: 60)

  private static let more = "ababab bababa é<|pad|>\n\n xyzxyz"

  private static func run(_ space: Workspace, _ tool: String, _ arguments: String...) throws -> ToolRunner.Result {
    let result = try space.run(tool, arguments: arguments)
    try #require(result.exitCode == 0, "\(tool) \(arguments): \(result.standardError)")
    return result
  }

  private static func ranksSpace() throws -> Workspace {
    let space = try Workspace()
    try space.write(ranks(), to: "tok/own.tiktoken")
    try space.write(try settings(), to: "tok/tiktoken.json")
    try space.write(text, to: "corpus.txt")
    return space
  }

  @Test(arguments: ["tok", "tok/own.tiktoken", "tok/tiktoken.json"])
  func ranksAreATokenizer(_ path: String) throws {
    let space = try Self.ranksSpace()
    let text = "xyz xyz aba<|pad|>ababa"
    #expect(try ids(space, path, text) == [261, 32, 120, 121, 122, 32, 258, 310, 256, 258])
  }

  private func ids(_ space: Workspace, _ tokenizer: String, _ text: String) throws -> [Int]? {
    try EncodedText.json(Self.run(space, "bpe-encode", "--tokenizer", tokenizer, "--text", text, "--json"))["ids"]
      as? [Int]
  }

  @Test(arguments: ["tok", "tok/own.tiktoken"])
  func everyToolTakesRanks(_ path: String) throws {
    let space = try Self.ranksSpace()
    try everyTool(space, path)
    let again = try space.run(
      "bpe-encode", arguments: ["--tokenizer", path, "--input", "corpus.txt", "--output", "encoded"])
    #expect(again.exitCode == 0 && again.standardError.contains("up to date"), "\(again.standardError)")
    let why = try Self.run(space, "manifest", "why", "hf/model.safetensors").text
    #expect(why.contains("tok/own.tiktoken") && why.contains("tok/tiktoken.json"))
    // The file beside the ranks belongs to the tokenizer.
    try space.write(try Self.settings(end: "<|other|>"), to: "tok/tiktoken.json")
    let changed = try space.run(
      "bpe-encode", arguments: ["--tokenizer", path, "--input", "corpus.txt", "--output", "encoded"])
    #expect(changed.exitCode == 0 && changed.standardError.contains("running again"), "\(changed.standardError)")
  }

  /// The folder that `export` makes of them holds a `tokenizer.json` alone, which every tool takes in turn.
  @Test func everyToolTakesATokenizerJSONAlone() throws {
    let space = try Self.ranksSpace()
    try everyTool(space, "tok")
    try FileManager.default.createDirectory(atPath: space.path("alone"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: space.path("hf/tokenizer.json"), toPath: space.path("alone/tokenizer.json"))
    for name in ["encoded", "dataset", "run", "hf"] { try FileManager.default.removeItem(atPath: space.path(name)) }
    try everyTool(space, "alone")
    #expect(try Self.run(space, "manifest", "why", "hf/model.safetensors").text.contains("alone/tokenizer.json"))
    try FileManager.default.moveItem(atPath: space.path("alone/tokenizer.json"), toPath: space.path("any.json"))
    #expect(try ids(space, "any.json", "xyz ababa") == [261, 260, 258])
  }

  private func everyTool(_ space: Workspace, _ tokenizer: String) throws {
    _ = try Self.run(
      space, "bpe-encode", "--tokenizer", tokenizer, "--input", "corpus.txt", "--output", "encoded", "--quiet")
    #expect(
      try Self.run(space, "bpe-encode", "--tokenizer", tokenizer, "--decode", "encoded/part-00000-of-00001.u16.zst")
        .text
        == Self.text)
    _ = try Self.run(
      space, "shard", "--input", "encoded", "--output", "dataset", "--valid-documents", "5", "--quiet")
    // As many embeddings as ids, those without a token included.
    #expect(try Self.run(space, "shard", "--inspect", "dataset/train-00000.u16.zst").text.contains("311"))
    _ = try Self.run(
      space, "lm-train", "--dataset", "dataset", "--output", "run", "--steps", "2", "--context-length", "8",
      "--d-model", "8", "--layers", "1", "--heads", "1", "--d-ff", "16", "--batch-size", "2", "--validate-every", "0",
      "--tokenizer", tokenizer, "--sample-prompt", "the", "--quiet")
    // Barely trained, it would take ids without a token often.
    let sampled = try Self.run(
      space, "lm-sample", "--checkpoint", "run", "--tokenizer", tokenizer, "--prompt", "the ab", "--max-new-tokens",
      "300",
      "--ban-eos", "--seed", "1")
    #expect(sampled.text.hasPrefix("the ab"))
    let evaluated = try Self.run(
      space, "lm-eval", "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", tokenizer, "--json")
    #expect(try EncodedText.json(evaluated)["bits_per_byte"] is Double)
    _ = try Self.run(
      space, "lm-train", "export", "--checkpoint", "run", "--tokenizer", tokenizer, "--hf", "hf", "--quiet")
    #expect(try Self.run(space, "bpe-train", "--inspect", tokenizer).text.contains("311"))
  }

  @Test func whatIsNoTokenizerIsNamed() throws {
    let space = try Workspace()
    try space.write(Self.ranks(), to: "tok/own.tiktoken")
    try space.write("\n\u{E}\n\u{5}<unk>\u{15}\u{0}\u{0}\u{0}\u{0}", to: "sp/tokenizer.model")
    let expected = [
      "tok":
        "bpe-encode: tok/own.tiktoken: these ranks are not known, and no tiktoken.json beside them names their pattern "
        + "and special tokens (expected ranks of r50k_base, p50k_base, cl100k_base, o200k_base, Llama 3, Qwen, or that "
        + "file); write it as docs/formats.md says",
      "sp":
        "bpe-encode: sp/tokenizer.model: is a model of SentencePiece (expected tiktoken's ranks, lines of a token in "
        + "base64 and its rank); use a byte-level BPE tokenizer like GPT-2's",
    ]
    for (path, message) in expected {
      let result = try space.run("bpe-encode", arguments: ["--tokenizer", path, "--text", "a"])
      #expect(result.exitCode == 65)
      #expect(result.lastErrorLine == message)
    }
  }

  /// tiktoken and `tokenizers` give the same ids: of the ranks, and of the folder that we write of them.
  @Test(
    .enabled(
      if: InteroperabilityTests.has("tiktoken", "tokenizers"),
      "set LETTERPRESS_PYTHON to a Python with tiktoken and tokenizers"))
  func theLibrariesAgree() throws {
    let space = try Self.ranksSpace()
    try everyTool(space, "tok")
    let script = """
      import base64, json, sys, tiktoken, tokenizers
      lines = [line.split() for line in open("tok/own.tiktoken", "rb")]
      said = json.load(open("tok/tiktoken.json"))
      own = tiktoken.Encoding("own", pat_str=said["pat_str"], special_tokens=said["special_tokens"],
                              mergeable_ranks={base64.b64decode(t): int(r) for t, r in lines})
      hub = tokenizers.Tokenizer.from_file("hf/tokenizer.json")
      text = open("corpus.txt").read() + "\(Self.more.replacing("\n", with: "\\n"))"
      ids = own.encode(text, allowed_special="all")
      print(ids == hub.encode(text).ids)
      print(json.dumps(ids))
      """
    let output = try PythonTool.run("import os, sys\nos.chdir(sys.argv[1])\n" + script, [space.folder.path])
    let lines = output.split(separator: "\n")
    #expect(lines.first == "True")
    let expected = try JSONSerialization.jsonObject(with: Data((lines.last ?? "[]").utf8)) as? [Int]
    #expect(try ids(space, "tok", Self.text + Self.more) == expected && expected != nil)
  }
}
