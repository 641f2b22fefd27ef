import Foundation
import Testing

/// `bpe-encode` as a user runs it.
@Suite struct BPEEncodeTests {
  @Test func encodesAndDecodes() throws {
    let text = try EncodedText()
    let result = try text.encode("--input", "corpus.txt", "--output", "encoded")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.text == "")
    #expect(try text.space.list("encoded") == ["part-00000-of-00001.u16.zst"])
    for words in [" bytes per token", "1 part made in ", "peak memory "] {
      #expect(result.standardError.contains(words), "\(result.standardError)")
    }
    let back = try text.encode("--decode", "encoded/part-00000-of-00001.u16.zst")
    #expect(back.exitCode == 0)
    #expect(back.standardOutput == Data(EncodedText.text.utf8))
    #expect(back.standardError == "")
  }

  @Test func jsonGoesToStandardOutput() throws {
    let text = try EncodedText()
    let result = try text.encode("--input", "corpus.txt", "--output", "encoded", "--json", "--quiet")
    #expect(result.standardError == "")
    let summary = try EncodedText.json(result)
    #expect(summary["documents"] as? Int == 40)
    #expect(summary["text_bytes"] as? Int == EncodedText.text.utf8.count)
    #expect(summary["parts_made"] as? Int == 1)
  }

  @Test func partsOfAnyTaskGiveTheSame() throws {
    let text = try EncodedText()
    try text.encodeParts(5)
    for task in ["1", "0"] {
      let result = try text.encode(
        "--input", "corpus.txt", "--output", "tasks", "--parts", "5", "--task", task, "--tasks", "2", "--quiet")
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    for name in try text.space.list("encoded") {
      #expect(try text.space.read("encoded/\(name)") == text.space.read("tasks/\(name)"))
    }
    #expect(try text.space.list("tasks").count == 5)
  }

  @Test func whatIsThereIsLeftAlone() throws {
    let text = try EncodedText()
    let encode = { (more: [String]) in
      try text.space.run(
        "bpe-encode",
        arguments: ["--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded", "--parts", "4"] + more)
    }
    _ = try encode(["--part", "1", "3"])
    #expect(try text.space.list("encoded").count == 2)
    let all = try encode(["--json"])
    #expect(try EncodedText.json(all)["parts_made"] as? Int == 2)
    #expect(try EncodedText.json(all)["parts_found"] as? Int == 2)
    #expect(try encode([]).standardError.hasPrefix("bpe-encode: up to date: made by run "))
    let name = "encoded/part-00002-of-00004.u16.zst"
    let whole = try text.space.read(name)
    try whole.dropLast(20).write(to: text.space.folder.appendingPathComponent(name))
    let repaired = try encode(["--json"])
    #expect(try EncodedText.json(repaired)["parts_made"] as? Int == 1)
    #expect(try text.space.read(name) == whole)
    #expect(try EncodedText.json(encode(["--json", "--force"]))["parts_made"] as? Int == 4)
  }

  @Test func standardInputIsOnePart() throws {
    let text = try EncodedText()
    try text.encodeParts(1)
    let result = try text.encode("--input", "-", "--output", "stdin", input: Data(EncodedText.text.utf8))
    #expect(result.exitCode == 0, "\(result.standardError)")
    let name = "part-00000-of-00001.u16.zst"
    #expect(try text.encode("--decode", "stdin/\(name)").standardOutput == Data(EncodedText.text.utf8))
    let empty = try text.encode("--input", "-", "--output", "empty", input: Data())
    #expect(empty.exitCode == 65)
    #expect(empty.lastErrorLine == "bpe-encode: standard input: empty (expected text); give a file that holds text")
    #expect(try text.space.list("empty") == [])
  }

  @Test func gpt2sFilesWillDo() throws {
    let text = try EncodedText()
    let result = try text.space.run(
      "bpe-encode", "--vocab", "tokenizer/vocab.json", "--merges", "tokenizer/merges.txt", "--special-token",
      EncodedText.separator, "--input", "corpus.txt", "--output", "encoded")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try text.encode("--decode", "encoded/part-00000-of-00001.u16.zst").exitCode == 0)
  }
}
