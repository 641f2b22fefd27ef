import Formats
import Foundation
import Testing

/// More than 65,536 tokens, from text to text: ids have 32 bits on disk.
@Suite struct LargeVocabularyTests {
  private static let separator = "<|endoftext|>"
  private static let size = 70_000

  /// Some 40,000 different words of random letters: more merges than the vocabulary takes.
  private static func text() -> String {
    var state: UInt64 = 7
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    var text: [UInt8] = []
    for document in 0..<400 {
      for _ in 0..<100 {
        for _ in 0..<3 + random(16) { text.append(letters[random(letters.count)]) }
        text.append(UInt8(ascii: " "))
      }
      text += Array("\(document)\(separator)".utf8)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func run(_ space: Workspace, _ tool: String, _ arguments: String...) throws -> ToolRunner.Result {
    let result = try space.run(tool, arguments: arguments)
    try #require(result.exitCode == 0, "\(tool): \(result.standardError)")
    return result
  }

  /// Trains a tokenizer, encodes, and makes a dataset in random order, by way of a file.
  private static func makeDataset(_ space: Workspace) throws {
    try space.write(text(), to: "corpus.txt")
    _ = try run(
      space, "bpe-train", "--input", "corpus.txt", "--vocab-size", "\(size)", "--special-token", separator, "--output",
      "tokenizer", "--quiet")
    _ = try run(
      space, "bpe-encode", "--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded", "--parts", "3",
      "--quiet")
    _ = try run(
      space, "shard", "--input", "encoded", "--output", "dataset", "--shuffle", "--seed", "3", "--valid-documents",
      "20", "--shard-tokens", "50000", "--quiet")
  }

  @Test func everyToolReadsIt() throws {
    let space = try Workspace()
    try Self.makeDataset(space)
    #expect(try TokenizerFiles.load(directory: space.path("tokenizer")).count == Self.size)
    #expect(try space.list("encoded") == (0..<3).map { "part-0000\($0)-of-00003.u32.zst" })
    #expect(try space.list("dataset").contains("valid-00000.u32.zst"))
    let decoded = try (0..<3).map {
      try Self.run(
        space, "bpe-encode", "--tokenizer", "tokenizer", "--decode", "encoded/part-0000\($0)-of-00003.u32.zst"
      ).text
    }
    #expect(decoded.joined() == Self.text())
    let inspected = try Self.run(space, "shard", "--inspect", "dataset/train-00000.u32.zst", "--json").text
    #expect(inspected.contains(#""dtype":"uint32""#))
    try trainAndSample(space)
    try numpyReads(space)
    try otherWidthsMakeWay(space)
  }

  /// Parts of another width in the folder are those of an earlier encoding, which shard would refuse.
  private func otherWidthsMakeWay(_ space: Workspace) throws {
    _ = try Self.run(
      space, "bpe-train", "--input", "corpus.txt", "--vocab-size", "300", "--special-token", Self.separator,
      "--output", "small", "--quiet")
    func encode(_ tokenizer: String, _ more: String...) throws -> ToolRunner.Result {
      let all = ["--tokenizer", tokenizer, "--input", "corpus.txt", "--output", "encoded"] + more
      return try space.run("bpe-encode", arguments: all)
    }
    let narrow = try encode("small", "--parts", "3")
    #expect(narrow.standardError.contains("; 3 parts of an earlier encoding removed"), "\(narrow.standardError)")
    #expect(try space.list("encoded") == (0..<3).map { "part-0000\($0)-of-00003.u16.zst" })
    // Tasks and single parts leave that to the others.
    #expect(try encode("tokenizer", "--parts", "3", "--part", "1").exitCode == 0)
    #expect(try space.list("encoded").count == 4)
    let wide = try encode("tokenizer", "--part-size", "100KB", "--json")
    #expect(wide.text.contains(#""parts_removed":4"#), "\(wide.text)\(wide.standardError)")
    #expect(try space.list("encoded").allSatisfy { $0 == "encoding.json" || $0.hasSuffix(".u32.zst") })
    _ = try Self.run(space, "shard", "--input", "encoded", "--output", "again", "--quiet")
    #expect(try encode("small", "--parts", "3").standardError.contains("bpe-encode: running again: "))
    #expect(try space.list("encoded") == (0..<3).map { "part-0000\($0)-of-00003.u16.zst" })
    _ = try Self.run(space, "shard", "--input", "encoded", "--output", "again", "--quiet")
    _ = try Self.run(space, "manifest", "verify")
  }

  private func trainAndSample(_ space: Workspace) throws {
    _ = try Self.run(
      space, "lm-train", "--dataset", "dataset", "--output", "run", "--steps", "3", "--context-length", "16",
      "--d-model", "8", "--layers", "1", "--heads", "1", "--d-ff", "16", "--batch-size", "2", "--validate-every", "0",
      "--quiet")
    let sampled = try Self.run(
      space, "lm-sample", "--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", "abc def",
      "--max-new-tokens", "5", "--seed", "1")
    #expect(sampled.text.hasPrefix("abc def"))
    let evaluated = try Self.run(
      space, "lm-eval", "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "tokenizer", "--json")
    // Barely trained: about the logarithm of the vocabulary's size.
    let loss = try #require(try EncodedText.json(evaluated)["loss"] as? Double)
    #expect(abs(loss - 11.15) < 1)
  }

  /// What docs/formats.md says of reading a shard without our code.
  private func numpyReads(_ space: Workspace) throws {
    guard let python = InteroperabilityTests.python else { return }
    let reader = try TokenShardReader(path: space.path("dataset/valid-00000.u32.zst"))
    let ids = try reader.tokens(0..<reader.tokenCount)
    #expect(ids.contains { $0 > 65_535 })
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.currentDirectoryURL = space.folder
    let output = Pipe()
    process.standardOutput = output
    process.arguments = [
      "-c",
      """
      import subprocess, numpy
      data = subprocess.run(["zstd", "-dc", "dataset/valid-00000.u32.zst"], capture_output=True).stdout
      ids = numpy.frombuffer(data, "<u4")
      print(len(ids), int(ids.astype("int64").sum()))
      """,
    ]
    try process.run()
    let found = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(found == "\(ids.count) \(ids.reduce(0) { $0 + Int($1) })\n")
  }
}
