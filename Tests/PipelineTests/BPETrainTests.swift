import Foundation
import Testing

/// `bpe-train` as a user runs it.
@Suite struct BPETrainTests {
  private let workspace = try? Workspace()

  private func space() throws -> Workspace { try #require(workspace) }

  private let text = """
    A lamp, a lantern and a ladder. The lamp's lit; the lantern isn't.
    <|endoftext|>Ladder, lamp and lantern: 3 things, 3 things, 3 things.<|endoftext|>
    """

  /// Small vocabularies of the text above.
  private func arguments(_ size: Int, _ more: [String] = []) -> [String] {
    ["--input", "corpus.txt", "--vocab-size", "\(size)", "--special-token", "<|endoftext|>", "--output", "tokenizer"]
      + more
  }

  @Test func writesATokenizer() throws {
    let space = try space()
    try space.write(text, to: "corpus.txt")
    let result = try space.run("bpe-train", arguments: arguments(280))
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try space.list("tokenizer") == ["merges.json", "merges.txt", "tokenizer.json", "vocab.json"])
    let vocabulary = try JSONDecoder().decode([String: Int].self, from: space.read("tokenizer/vocab.json"))
    #expect(vocabulary.count == 280)
    #expect(vocabulary["<|endoftext|>"] == 0)
    #expect(vocabulary["Ā"] == 1)
    #expect(vocabulary["a"] == 98)
    #expect(result.text == "")
    for words in ["counted ", "learnt 23 merges", "peak memory ", "the longest token is "] {
      #expect(result.standardError.contains(words), "\(result.standardError)")
    }
  }

  /// Each pattern is part of the tokenizer, which cuts by it and gives the text back.
  @Test(arguments: ["gpt2", "gpt4", "o200k", "llama3", "qwen2", "deepseek", "digits2", "whitespace", "none"])
  func everyPatternIsPartOfTheTokenizer(pattern: String) throws {
    let space = try Workspace()
    let long = String(repeating: "\(text) It's 12345 BIG Lamps, isn't it?\n\n  Yes!\n", count: 3)
    try space.write(long, to: "corpus.txt")
    let result = try space.run("bpe-train", arguments: arguments(300, ["--pattern", pattern]))
    #expect(result.exitCode == 0, "\(result.standardError)")
    let shown = try space.run("bpe-train", arguments: ["--inspect", "tokenizer"])
    #expect(shown.text.contains("  pattern         \(pattern)\n"), "\(shown.text)")
    let again = try space.run("bpe-train", arguments: arguments(300, ["--pattern", pattern]))
    #expect(again.standardError.hasPrefix("bpe-train: up to date"), "\(again.standardError)")
    let encode = ["--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded", "--parts", "3"]
    let encoded = try space.run("bpe-encode", arguments: encode)
    #expect(encoded.exitCode == 0, "\(encoded.standardError)")
    let decoded = try space.run("bpe-encode", arguments: ["--decode", "encoded", "--tokenizer", "tokenizer"])
    #expect(decoded.text.hasPrefix(long), "\(decoded.standardError)")
  }

  @Test func anotherPatternIsAnotherTokenizer() throws {
    let space = try Workspace()
    try space.write(text, to: "corpus.txt")
    _ = try space.run("bpe-train", arguments: arguments(270))
    let other = try space.run("bpe-train", arguments: arguments(270, ["--pattern", "llama3"]))
    #expect(other.standardError.contains("running again: pattern changed"), "\(other.standardError)")
    let wrong = try space.run("bpe-train", arguments: arguments(270, ["--pattern", "gpt3"]))
    #expect(wrong.exitCode == 64)
    #expect(wrong.standardError.contains("--pattern gpt3"), "\(wrong.standardError)")
  }

  @Test func threadsDoNotMatter() throws {
    let space = try space()
    try space.write(String(repeating: text, count: 300), to: "corpus.txt")
    var files: [[Data]] = []
    for threads in ["1", "2"] {
      let result = try space.run("bpe-train", arguments: arguments(300, ["--threads", threads, "--force"]))
      #expect(result.exitCode == 0, "\(result.standardError)")
      files.append(try space.list("tokenizer").map { try space.read("tokenizer/\($0)") })
    }
    #expect(files[0] == files[1])
  }

  @Test func aSecondRunIsUpToDate() throws {
    let space = try space()
    try space.write(text, to: "corpus.txt")
    _ = try space.run("bpe-train", arguments: arguments(270))
    let again = try space.run("bpe-train", arguments: arguments(270))
    #expect(again.exitCode == 0)
    #expect(again.standardError.hasPrefix("bpe-train: up to date: made by run "))
    let other = try space.run("bpe-train", arguments: arguments(271))
    #expect(other.standardError.contains("learnt 14 merges"))
  }

  @Test func jsonGoesToStandardOutput() throws {
    struct Summary: Decodable {
      struct Token: Decodable {
        let id: Int
        let bytes: Int
        let text: String
      }
      let vocab_size: Int
      let merges: Int
      let merges_wanted: Int
      let pretokens: Int
      let longest_token: Token
    }
    let space = try space()
    try space.write("abab abab", to: "corpus.txt")
    let result = try space.run("bpe-train", arguments: arguments(400, ["--json", "--quiet"]))
    #expect(result.exitCode == 0)
    #expect(result.standardError == "")
    let summary = try JSONDecoder().decode(Summary.self, from: result.standardOutput)
    #expect(summary.vocab_size == 260)
    #expect(summary.merges == 3)
    #expect(summary.merges_wanted == 143)
    #expect(summary.pretokens == 2)
    #expect(summary.longest_token.text == " abab")
    #expect(summary.longest_token.id == 259)
  }

  @Test func runningOutOfPairsIsSaid() throws {
    let space = try space()
    try space.write("abab abab", to: "corpus.txt")
    let result = try space.run("bpe-train", arguments: arguments(400))
    #expect(
      result.lastErrorLine
        == "bpe-train: the text ran out of pairs after 3 of 143 merges: the vocabulary has 260 tokens")
  }

  /// Whoever forgets the separator's flag gets a corpus of one document: it is said while it is cheap to mend.
  @Test func anUnnamedSeparatorIsSaid() throws {
    let space = try space()
    try space.write("one<|endoftext|>two<|endoftext|>", to: "corpus.txt")
    let hint =
      "bpe-train: <|endoftext|> stands in the text and was taken for words: if it ends documents, "
      + "train with --special-token '<|endoftext|>'"
    func train(_ flags: String...) throws -> String? {
      try space.run(
        "bpe-train", arguments: ["--input", "corpus.txt", "--vocab-size", "400", "--output", "tokenizer"] + flags
      ).lastErrorLine
    }
    #expect(try train() == hint)
    #expect(try train("--special-token", "<|endoftext|>") != hint)
  }

  /// Each file is a text of its own: `ab` at the end of one and `cd` in the next are two words.
  @Test func severalFilesAreSeveralTexts() throws {
    let space = try space()
    try space.write("abab", to: "one.txt")
    try space.write("abab", to: "two.txt")
    let result = try space.run(
      "bpe-train", "--input", "one.txt", "two.txt", "--vocab-size", "300", "--output", "tokenizer", "--json")
    #expect(result.exitCode == 0)
    #expect(result.text.contains(#""distinct_pretokens":1"#))
    #expect(result.text.contains(#""pretokens":2"#))
  }

  @Test func refusalsWordForWord() throws {
    let space = try space()
    try space.write(text, to: "corpus.txt")
    try space.write("", to: "empty.txt")
    try space.write("<|endoftext|><|endoftext|>", to: "separators.txt")
    try FileManager.default.createDirectory(
      at: space.folder.appendingPathComponent("folder"), withIntermediateDirectories: true)
    let eot = ["--special-token", "<|endoftext|>"]
    let cases: [([String], Int32, String)] = [
      (["--input", "missing.txt", "--vocab-size", "300"], 66, "missing.txt: no such file; check the path"),
      (
        ["--input", "folder", "--vocab-size", "300"], 66,
        "folder: there is no file in this directory or below it (expected texts); check the path"
      ),
      (
        ["--input", "empty.txt", "--vocab-size", "300"], 65,
        "empty.txt: empty (expected text); give a file that holds text"
      ),
      (
        ["--input", "separators.txt", "--vocab-size", "300"] + eot, 65,
        "corpus: no text in it (expected text besides special tokens); give a file that holds text"
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "256"] + eot, 64,
        "vocabulary size 256: too small (expected 256 bytes + 1 special + merges: 257 to 2097152); choose 257 or more"
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "2097153"] + eot, 64,
        "vocabulary size 2097153: too large for ids of 21 bits (expected 256 bytes + 1 special + merges: 257 to 2097152); "
          + "choose 2097152 or less"
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "300"] + eot + eot, 64,
        #"special token "<|endoftext|>": given twice (expected distinct special tokens); leave one out"#
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "300", "--special-token", ""], 64,
        #"special token "": empty (expected at least 2 bytes); leave it out"#
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "300", "--special-token", "é"], 64,
        #"special token "é": all its characters are in GPT-2's byte alphabet, in which it reads as byte 0xE9, "#
          + "so tokenizer.json could not tell it from text (expected ASCII, such as <|endoftext|>); choose another one"
      ),
      (
        ["--input", "corpus.txt", "--vocab-size", "300"] + eot + ["--special-token", "<|Ġx|>"], 64,
        #"special token "<|Ġx|>": all its characters are in GPT-2's byte alphabet, in which it reads as "#
          + "the bytes 0x3C 0x7C 0x20 0x78 0x7C 0x3E, so tokenizer.json could not tell it from text "
          + "(expected ASCII, such as <|endoftext|>); choose another one"
      ),
    ]
    for (arguments, code, text) in cases {
      let result = try space.run("bpe-train", arguments: arguments + ["--output", "tokenizer"])
      #expect(result.lastErrorLine == "bpe-train: \(text)")
      #expect(result.exitCode == code, "\(text)")
      #expect(result.text == "")
    }
    #expect(try !space.exists("tokenizer") || space.list("tokenizer") == [])
  }

  @Test func anOutputThatCannotBeMadeIsRefused() throws {
    let space = try space()
    try space.write(text, to: "corpus.txt")
    let result = try space.run("bpe-train", "--input", "corpus.txt", "--vocab-size", "300", "--output", "corpus.txt/x")
    #expect(result.lastErrorLine == "bpe-train: corpus.txt: is a file (expected a directory)")
    #expect(result.exitCode == 66)
  }
}

/// `bpe-train --inspect`, and `shard --inspect --sample`, which compare tokenizers.
@Suite struct TokenizerInspectionTests {
  private let workspace = try? Workspace()

  @Test func showsTheLongestTokens() throws {
    let space = try #require(workspace)
    try space.write("abab abab<|endoftext|>", to: "corpus.txt")
    _ = try space.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "400", "--special-token", "<|endoftext|>", "--output",
      "tokenizer")
    let result = try space.run("bpe-train", "--inspect", "tokenizer", "--longest", "2")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = result.text.split(separator: "\n")
    #expect(lines.first?.hasPrefix("tokenizer: 260 tokens, SHA-256 ") == true)
    #expect(
      lines.dropFirst() == [
        "  merges          3", "  pattern         gpt2", #"  special tokens  "<|endoftext|>""#, "  longest tokens",
        #"    5 bytes, id 259: " abab""#, #"    4 bytes, id 258: "abab""#,
      ])
    let json = try EncodedText.json(try space.run("bpe-train", "--inspect", "tokenizer", "--json", "--longest", "1"))
    let longest = try #require((json["longest_tokens"] as? [[String: Any]])?.first)
    #expect(longest["text"] as? String == " abab")
    #expect(longest["id"] as? Int == 259)
  }

  @Test(arguments: [
    (["--vocab-size", "300"], "Give --input to train a tokenizer, or --inspect to look at one."),
    (["--input", "a", "--inspect", "b"], "Give --input to train a tokenizer, or --inspect to look at one."),
    (["--input", "a", "--output", "b"], "Give --vocab-size N, the number of tokens."),
    (["--input", "a", "--vocab-size", "300"], "Give --output DIRECTORY for the tokenizer."),
    (["--inspect", "a", "--longest=-1"], "--longest -1: must be 0 or more."),
  ])
  func refusals(arguments: [String], text: String) throws {
    let result = try #require(workspace).run("bpe-train", arguments: arguments)
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains(text), "\(result.standardError)")
  }

  @Test func drawsTheSameDocumentsForEachTokenizer() throws {
    let text = try EncodedText()
    try text.encodeParts()
    let result = try text.space.run("shard", "--inspect", "encoded", "--sample", "3", "--seed", "7", "--json")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let json = try EncodedText.json(result)
    let sample = try #require(json["sample"] as? [[String: Int]])
    #expect(sample.count == 3)
    #expect(json["sample_tokens"] as? Int == sample.reduce(0) { $0 + ($1["token_count"] ?? 0) })
    #expect(json["sample_text_bytes"] as? Int == sample.reduce(0) { $0 + ($1["byte_count"] ?? 0) })
    let again = try text.space.run("shard", "--inspect", "encoded", "--sample", "3", "--seed", "7")
    #expect(again.text.contains("3 documents drawn: "))
    #expect(again.text.hasPrefix("document \(sample[0]["document"] ?? -1): "))
    let all = try EncodedText.json(
      try text.space.run("shard", "--inspect", "encoded", "--sample", "1000000", "--json"))
    #expect(all["sample_text_bytes"] as? Int == all["text_bytes"] as? Int)
    #expect(try text.space.run("shard", "--input", "encoded", "--output", "x", "--sample", "3").exitCode == 64)
  }
}
