import Formats
import Foundation
import TestSupport
import Testing

/// What `shard` says to bad input: the last line, the exit code, and nothing written.
@Suite struct ShardMessagesTests {
  private func expect(
    _ result: ToolRunner.Result, _ code: Int32, _ line: String, _ space: Workspace,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.exitCode == code, sourceLocation: sourceLocation)
    #expect(result.lastErrorLine == "shard: \(line)", sourceLocation: sourceLocation)
    #expect(result.text == "", sourceLocation: sourceLocation)
    #expect(!space.exists("dataset"), sourceLocation: sourceLocation)
  }

  @Test func nothingToShard() throws {
    let text = try EncodedText()
    expect(try text.shard(), 66, "encoded: no such file; check the path", text.space)
    try FileManager.default.createDirectory(atPath: text.space.path("encoded"), withIntermediateDirectories: true)
    expect(
      try text.shard(), 66,
      "encoded: no token parts (expected part-….u16.zst or part-….u32.zst); make them with bpe-encode", text.space)
    try text.space.write("some words", to: "encoded/part-00000-of-00001.u16.zst")
    expect(
      try text.shard(), 65,
      "encoded/part-00000-of-00001.u16.zst: is not a token shard (expected a file made by bpe-encode or shard)",
      text.space)
  }

  @Test func aMissingPartIsNamedWithTheCommand() throws {
    let text = try EncodedText()
    try text.encodeParts(4)
    try FileManager.default.removeItem(atPath: text.space.path("encoded/part-00002-of-00004.u16.zst"))
    expect(
      try text.shard(), 66,
      "encoded: part 2 of 4 is missing; make it with: bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded --parts 4 --part 2",
      text.space)
    // The command is one that can be pasted.
    let words = try text.shard().lastErrorLine.components(separatedBy: "with: ")[1].split(separator: " ").map(
      String.init)
    #expect(try text.space.run(words[0], arguments: Array(words.dropFirst())).exitCode == 0)
    #expect(try text.shard().exitCode == 0)
  }

  @Test func thePathsOfTheCommandAreQuoted() throws {
    let text = try EncodedText()
    try text.space.write(EncodedText.text, to: "my texts/it's.txt")
    let arguments = [
      "--vocab", "tokenizer/vocab.json", "--merges", "tokenizer/merges.txt", "--special-token", EncodedText.separator,
      "--input", "my texts/it's.txt", "corpus.txt", "--output", "encoded", "--parts", "6", "--level", "5", "--task",
      "1", "--tasks", "2",
    ]
    #expect(try text.space.run("bpe-encode", arguments: arguments).exitCode == 0)
    let line =
      "encoded: 3 parts of 6 (0 2 4) are missing; make them with: bpe-encode --vocab tokenizer/vocab.json --merges tokenizer/merges.txt --special-token '<|endoftext|>' --input 'my texts/it'\\''s.txt' corpus.txt --output encoded --level 5 --parts 6 --part 0 2 4"
    expect(try text.shard(), 66, line, text.space)
    // Without receipts nobody knows where the text was.
    try FileManager.default.removeItem(atPath: text.space.path("receipts"))
    try FileManager.default.removeItem(atPath: text.space.path("manifest.db"))
    let general =
      "encoded: 3 parts of 6 (0 2 4) are missing; make them with: bpe-encode --input TEXT --tokenizer TOKENIZER --output encoded --parts 6 --part 0 2 4"
    expect(try text.shard(), 66, general, text.space)
    expect(try text.space.run("shard", "--inspect", "encoded", "--sample", "2"), 66, general, text.space)
  }

  @Test func partsOfAnEarlierPlan() throws {
    let text = try EncodedText()
    try text.encodeParts(4)
    try text.encodeParts(3)
    let name = "encoded/part-00001-of-00004.u16.zst"
    try FileManager.default.removeItem(atPath: text.space.path(name))
    expect(
      try text.shard(), 65,
      "encoded: parts of different encodings (3 of 3, 3 of 4), expected those of one; name them, as in --input encoded/part-*-of-00003.u16.zst, or remove the others",
      text.space)
  }

  @Test func damagedParts() throws {
    let text = try EncodedText()
    try text.encodeParts(2)
    let name = "encoded/part-00001-of-00002.u16.zst"
    let whole = try text.space.read(name)
    let url = text.space.folder.appendingPathComponent(name)
    try whole.prefix(whole.count - 30).write(to: url)
    expect(
      try text.shard(), 65,
      "\(name): cut off after \(whole.count - 30) bytes: no seek table at its end; make it again with the tool that wrote it",
      text.space)
    var flipped = whole
    flipped[flipped.count / 2] ^= 1
    try flipped.write(to: url)
    let result = try text.shard()
    #expect(result.exitCode == 65)
    #expect(result.lastErrorLine.hasPrefix("shard: \(name): damaged"))
    #expect(!text.space.exists("dataset"))
  }

  @Test func partsOfTwoTokenizers() throws {
    let text = try EncodedText()
    try text.encodeParts(2)
    _ = try text.space.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "280", "--special-token", "<|endoftext|>", "--output",
      "other")
    _ = try text.space.run(
      "bpe-encode", "--tokenizer", "other", "--input", "corpus.txt", "--output", "encoded", "--parts", "2", "--part",
      "1", "--force")
    let result = try text.shard()
    #expect(result.exitCode == 65)
    #expect(result.lastErrorLine.hasPrefix("shard: encoded: part 1 of 2 is made with the tokenizer "))
    #expect(
      result.lastErrorLine.hasSuffix(
        "as the others); make it again with: bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded --parts 2 --part 1 --force"
      ))
    #expect(!text.space.exists("dataset"))
    try FileManager.default.removeItem(atPath: text.space.path("receipts"))
    try FileManager.default.removeItem(atPath: text.space.path("manifest.db"))
    #expect(
      try text.shard().lastErrorLine.hasSuffix(
        "make it again with: bpe-encode --input TEXT --tokenizer TOKENIZER --output encoded --parts 2 --part 1 --force")
    )
  }

  /// More missing parts than a command can name: without `--part` it makes all of them.
  @Test func partsByTheMillion() throws {
    let text = try EncodedText()
    let name = TokenShardHeader.partName(3, of: 900_000_000, .uint16)
    try text.space.write("", to: "encoded/\(name)")
    let writer = try TokenShardWriter(
      path: text.space.path("encoded/\(name)"),
      header: TokenShardHeader(
        vocabularyDigest: .of([0]), vocabularySize: 10, separatorID: 0, part: 3, parts: 900_000_000))
    try writer.append([1], textBytes: 1)
    _ = try writer.finish()
    expect(
      try text.shard(), 66,
      "encoded: 899999999 parts of 900000000 are missing; make them with: bpe-encode --input TEXT --tokenizer TOKENIZER --output encoded --parts 900000000",
      text.space)
  }

  @Test func tooManyForValidation() throws {
    let text = try EncodedText()
    try text.encodeParts(1)
    expect(
      try text.shard("--valid-documents", "40"), 65,
      "40 of 40 documents for validation leave none for training (expected fewer); lower --valid-documents or --valid-fraction, or hold back the end of the text with --valid-tail",
      text.space)
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs the right to mount a small disk")) func aFullDisk() throws {
    let text = try EncodedText()
    try text.space.write((0..<60_000).map { "line \($0 &* 2_654_435_761 % 1_000_003)\n" }.joined(), to: "corpus.txt")
    try text.encodeParts(2)
    let disk = try TinyDisk(kilobytes: 64)
    let result = try text.space.run("shard", "--input", "encoded", "--output", disk.folder.path + "/d")
    #expect(result.exitCode == 74)
    #expect(
      result.lastErrorLine
        == "shard: \(disk.folder.path)/d/train-00000.u16.zst: cannot write it, no space left on its file system; free some space or choose another directory, then run again"
    )
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == [])
  }

  static let flags: [(arguments: [String], line: String)] = [
    (
      ["--quiet"],
      "Give --input and --output to make a dataset, --inspect to look at one, or --rebuild to describe one again."
    ),
    (["--input", "e"], "Give --output DIRECTORY for the dataset."),
    (
      ["--input", "e", "--output", "d", "--valid-fraction", "0.1", "--valid-documents", "1"],
      "--valid-fraction, --valid-documents and --valid-tail exclude each other."
    ),
    (
      ["--input", "e", "--output", "d", "--valid-fraction", "1"],
      "--valid-fraction 1.0: must be 0 or more and less than 1."
    ),
    (["--input", "e", "--output", "d", "--shard-tokens", "0"], "--shard-tokens 0: must be 1 or more."),
    (["--input", "e", "--output", "d", "--level", "0"], "--level 0: must be from 1 to 19."),
    (["--input", "e", "--output", "d", "--shuffle", "--memory", "10kB"], "--memory: must be 1MB or more."),
  ]

  @Test(arguments: flags.indices)
  func badFlags(_ index: Int) throws {
    let space = try Workspace()
    let result = try space.run("shard", arguments: Self.flags[index].arguments)
    #expect(result.exitCode == 64)
    #expect(result.standardError.split(separator: "\n").first.map(String.init) == "shard: \(Self.flags[index].line)")
    #expect(try space.list() == [])
  }

  @Test func inspectingWhatIsNoShard() throws {
    let space = try Workspace()
    try space.write("{}", to: "dataset.json")
    try space.write("x", to: "a.u16.zst")
    let expected: [(String, Int32, String)] = [
      ("dataset.json", 65, "dataset.json: is not a dataset (expected a dataset.json made by shard)"),
      ("a.u16.zst", 65, "a.u16.zst: is not a token shard (expected a file made by bpe-encode or shard)"),
      ("none", 66, "none: no such file; check the path"),
    ]
    for (path, code, line) in expected {
      let result = try space.run("shard", "--inspect", path)
      #expect(result.exitCode == code)
      #expect(result.lastErrorLine == "shard: \(line)")
    }
  }
}
