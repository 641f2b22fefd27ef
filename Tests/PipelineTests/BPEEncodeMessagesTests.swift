import Foundation
import TestSupport
import Testing

/// What `bpe-encode` says to bad input: the last line, the exit code, and nothing written.
@Suite struct BPEEncodeMessagesTests {
  static let inputs: [(files: [String: String], arguments: [String], code: Int32, line: String)] = [
    ([:], ["--input", "none.txt"], 66, "none.txt: no such file; check the path"),
    ([:], ["--input", "no*.txt"], 66, "no*.txt: no file matches; check the pattern"),
    (
      [:], ["--input", "tokenizer"], 65,
      "--input tokenizer: a tokenizer (expected text); it belongs to --tokenizer; give files of text"
    ),
    (["empty.txt": ""], ["--input", "empty.txt"], 65, "empty.txt: empty (expected text); give a file that holds text"),
    (
      [:], ["--input", "corpus.txt", "--separator", "<x>"], 65,
      "separator \"<x>\" is not a special token of the tokenizer (it has \"<|endoftext|>\"); name one of them with --separator"
    ),
    (
      ["tokenizer/vocab.json": "{\"a\": 0,"], ["--input", "corpus.txt"], 65,
      "tokenizer/vocab.json: malformed JSON at byte 8: the text ends here (expected a key)"
    ),
    (
      ["tokenizer/vocab.json": "{}"], ["--input", "corpus.txt"], 65,
      "tokenizer/vocab.json: no token for byte 0x00 (expected all 256 single bytes)"
    ),
    (
      ["tokenizer/merges.json": "[[\"h\"]]"], ["--input", "corpus.txt"], 65,
      "tokenizer/merges.json: entry 1 is \"[\"h\"]\" (expected two tokens)"
    ),
    (
      ["tokenizer/merges.json": "[[\"q\", \"z\"]]"], ["--input", "corpus.txt"], 65,
      "tokenizer/merges.json: merge 1, \"q\" with \"z\", does not match the vocabulary: no token \"qz\"; use the merges of the same tokenizer"
    ),
  ]

  @Test(arguments: inputs.indices)
  func badInput(_ index: Int) throws {
    let example = Self.inputs[index]
    let text = try EncodedText()
    for (name, content) in example.files { try text.space.write(content, to: name) }
    let result = try text.space.run(
      "bpe-encode", arguments: ["--tokenizer", "tokenizer", "--output", "encoded"] + example.arguments)
    #expect(result.exitCode == example.code)
    #expect(result.lastErrorLine == "bpe-encode: \(example.line)")
    #expect(result.text == "")
    #expect(!text.space.exists("encoded"))
  }

  @Test func tooLargeAVocabulary() throws {
    let space = try Workspace()
    try space.write("text", to: "corpus.txt")
    try space.write(
      "{" + (0...2_097_152).map { "\"t\($0)\": \($0)" }.joined(separator: ",") + "}", to: "tokenizer/vocab.json")
    try space.write("", to: "tokenizer/merges.txt")
    let result = try space.run(
      "bpe-encode", "--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded")
    #expect(result.exitCode == 65)
    #expect(
      result.lastErrorLine
        == "bpe-encode: tokenizer/vocab.json: 2097153 tokens are too many (expected at most 2097152); train with --vocab-size 2097152 or less"
    )
    #expect(!space.exists("encoded"))
  }

  @Test func shardsThatCannotBeDecoded() throws {
    let text = try EncodedText()
    try text.encodeParts(1)
    let name = "encoded/part-00000-of-00001.u16.zst"
    let whole = try text.space.read(name)
    try whole.dropLast().write(to: text.space.folder.appendingPathComponent("cut.u16.zst"))
    var flipped = whole
    flipped[flipped.count / 2] ^= 4
    try flipped.write(to: text.space.folder.appendingPathComponent("flipped.u16.zst"))
    let cut = try text.encode("--decode", "cut.u16.zst")
    #expect(cut.exitCode == 65)
    #expect(
      cut.lastErrorLine
        == "bpe-encode: cut.u16.zst: cut off after \(whole.count - 1) bytes: no seek table at its end; make it again with the tool that wrote it"
    )
    let damaged = try text.encode("--decode", "flipped.u16.zst")
    #expect(damaged.exitCode == 65)
    #expect(damaged.standardOutput.isEmpty)
    #expect(damaged.lastErrorLine.hasPrefix("bpe-encode: flipped.u16.zst: damaged"))

    try text.space.write("other words", to: "other.txt")
    _ = try text.space.run(
      "bpe-train", "--input", "other.txt", "--vocab-size", "258", "--special-token", "<|endoftext|>", "--output",
      "other")
    let foreign = try text.space.run("bpe-encode", "--tokenizer", "other", "--decode", name)
    #expect(foreign.exitCode == 65)
    #expect(foreign.lastErrorLine.hasPrefix("bpe-encode: \(name): made with the tokenizer "))
    #expect(foreign.lastErrorLine.hasSuffix("…); give the tokenizer that made it"))
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs the right to mount a small disk")) func aFullDisk() throws {
    let text = try EncodedText()
    let disk = try TinyDisk(kilobytes: 64)
    let lines = (0..<60_000).map { "line \($0 &* 2_654_435_761 % 1_000_003)\n" }.joined()
    try text.space.write(lines, to: "large.txt")
    let result = try text.encode("--input", "large.txt", "--output", disk.folder.path + "/encoded")
    #expect(result.exitCode == 74)
    #expect(
      result.lastErrorLine
        == "bpe-encode: \(disk.folder.path)/encoded/part-00000-of-00001.u16.zst: cannot write it, no space left on its file system; free some space or choose another directory, then run again"
    )
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == [])
  }

  static let flags: [(arguments: [String], line: String)] = [
    (
      ["--quiet"],
      "Give --input to encode texts, --text to see the tokens of a few words, or --decode to turn shards or ids back into text."
    ),
    (["--input", "corpus.txt"], "Give --tokenizer DIRECTORY, or --vocab FILE with --merges FILE."),
    (["--tokenizer", "t", "--input", "corpus.txt"], "Give --output DIRECTORY for the parts."),
    (["--vocab", "v", "--input", "a", "--output", "o"], "--vocab and --merges go together."),
    (
      ["--tokenizer", "t", "--special-token", "x", "--input", "a", "--output", "o"],
      "--special-token goes with --vocab; a tokenizer's directory knows its special tokens."
    ),
    (["--tokenizer", "t", "--input", "a", "--output", "o", "--level", "20"], "--level 20: must be from 1 to 19."),
    (["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "0"], "--parts 0: must be from 1 to 100000."),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "4", "--part", "4"],
      "--part 4: must be from 0 to 3, as there are --parts 4."
    ),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "4", "--part", "1", "1"],
      "--part: the same part is given twice."
    ),
    (["--tokenizer", "t", "--input", "a", "--output", "o", "--task", "1"], "--task 1: of how many? Add --tasks N."),
    (["--tokenizer", "t", "--input", "a", "--output", "o", "--tasks", "0"], "--tasks 0: must be 1 or more."),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "9", "--part", "1-3", "--tasks", "2"],
      "--part goes with neither --task nor --tasks."
    ),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "9", "--part", "1-3", "2"],
      "--part: the same part is given twice."
    ),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--parts", "9", "--part", "4-8:2", "0-999999999"],
      "--part 9: must be from 0 to 8, as there are --parts 9."
    ),
    (
      ["--tokenizer", "t", "--input", "a", "--output", "o", "--task", "2", "--tasks", "2"],
      "--task 2: must be from 0 to 1, as there are --tasks 2."
    ),
  ]

  @Test(arguments: flags.indices)
  func badFlags(_ index: Int) throws {
    let space = try Workspace()
    let result = try space.run("bpe-encode", arguments: Self.flags[index].arguments)
    #expect(result.exitCode == 64)
    #expect(
      result.standardError.split(separator: "\n").first.map(String.init) == "bpe-encode: \(Self.flags[index].line)")
    #expect(try space.list() == [])
  }
}
