import Foundation
import Testing

/// `shard` as a user runs it.
@Suite struct ShardTests {
  @Test func makesADataset() throws {
    let text = try EncodedText()
    try text.encodeParts()
    let result = try text.shard("--valid-documents", "5", "--shard-tokens", "300")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.text == "")
    let names = try text.space.list("dataset")
    #expect(
      names.contains("dataset.json") && names.contains("train-00000.u16.zst") && names.contains("valid-00000.u16.zst"))
    #expect(result.standardError.contains("shard: valid: "))
    #expect(result.standardError.contains(", 5 documents, "))
  }

  /// The promise of the pipeline: parts and threads do not matter.
  @Test(arguments: [["--valid-fraction", "0.1"], ["--valid-fraction", "0.1", "--shuffle", "--seed", "7"]])
  func theSameDatasetFromAnyNumberOfParts(_ flags: [String]) throws {
    let text = try EncodedText()
    var digests: Set<String> = []
    for (parts, threads) in [(1, 1), (3, 2), (64, 1), (64, 2)] {
      let encoded = try text.encode(
        "--input", "corpus.txt", "--output", "e\(parts)-\(threads)", "--parts", "\(parts)", "--threads", "\(threads)",
        "--quiet")
      #expect(encoded.exitCode == 0, "\(encoded.standardError)")
      let result = try text.space.run(
        "shard",
        arguments: ["--input", "e\(parts)-\(threads)", "--output", "d", "--threads", "\(threads)", "--json", "--force"]
          + flags)
      digests.insert(try EncodedText.json(result)["dataset"] as? String ?? "none: \(result.standardError)")
    }
    #expect(digests.count == 1, "\(digests)")
  }

  @Test func theSeedAndTheOrderCount() throws {
    let text = try EncodedText()
    try text.encodeParts()
    var digests: Set<String> = []
    for flags in [
      [], ["--shuffle"], ["--shuffle", "--seed", "1"], ["--valid-documents", "4"],
      ["--valid-documents", "4", "--seed", "1"],
    ] {
      let result = try text.space.run(
        "shard", arguments: ["--input", "encoded", "--output", "dataset", "--json"] + flags)
      digests.insert(try EncodedText.json(result)["dataset"] as? String ?? "none")
    }
    #expect(digests.count == 5)
  }

  @Test func aSecondRunIsUpToDate() throws {
    let text = try EncodedText()
    try text.encodeParts()
    _ = try text.shard()
    #expect(try text.shard().standardError.hasPrefix("shard: up to date: made by run "))
    // The same tokens in parts made anew: content decides, not the files.
    _ = try text.encode("--input", "corpus.txt", "--output", "encoded", "--parts", "3", "--force", "--quiet")
    #expect(try text.shard().standardError.hasPrefix("shard: up to date: made by run "))
    #expect(try !text.shard("--shuffle").standardError.contains("up to date"))
  }

  /// Sixty megabytes of tokens, shuffled in four.
  @Test func memoryIsBoundedAndDoesNotMatter() throws {
    let text = try EncodedText()
    let line = "abcdefghij klmnopqrst uvwxyz"
    let documents = (0..<600_000).map { "\($0) \(line.dropFirst($0 % 20))\(EncodedText.separator)" }
    try text.space.write(documents.joined(), to: "large.txt")
    _ = try text.space.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "257", "--special-token", EncodedText.separator,
      "--output", "bytes", "--quiet")
    let encoded = try text.space.run(
      "bpe-encode", "--tokenizer", "bytes", "--input", "large.txt", "--output", "encoded", "--parts", "3", "--level",
      "1", "--quiet")
    #expect(encoded.exitCode == 0, "\(encoded.standardError)")
    let shard = { (memory: String) in
      try text.shard("--shuffle", "--level", "1", "--memory", memory, "--force", "--json")
    }
    let (large, small) = (try shard("256MB"), try shard("4MB"))
    #expect(!large.standardError.contains("temporary space"))
    #expect(small.standardError.contains("shard: shuffling through "), "\(small.standardError)")
    let (inMemory, onDisk) = (try EncodedText.json(large), try EncodedText.json(small))
    #expect(inMemory["dataset"] as? String == onDisk["dataset"] as? String)
    let peak = { (json: [String: Any]) in try #require(json["peak_memory_bytes"] as? Int) }
    #expect(try peak(onDisk) < 64 << 20)
    // Or the test above would show nothing.
    #expect(try peak(inMemory) > peak(onDisk) + (24 << 20))
  }

  @Test func inspectsPartsShardsAndDatasets() throws {
    let text = try EncodedText()
    try text.encodeParts()
    _ = try text.shard("--valid-documents", "5")
    let part = try text.space.run("shard", "--inspect", "encoded/part-00001-of-00003.u16.zst")
    #expect(part.exitCode == 0)
    #expect(part.text.hasPrefix("encoded/part-00001-of-00003.u16.zst: part 1 of 3\n  tokens      "))
    let shard = try text.space.run("shard", "--inspect", "dataset/valid-00000.u16.zst")
    #expect(shard.text.contains("shard 0 of 1 of split valid"))
    #expect(shard.text.contains("5 end here, separated by token 0"))
    let dataset = try text.space.run("shard", "--inspect", "dataset")
    #expect(dataset.text.contains("  vocabulary  300 tokens, SHA-256 "))
    #expect(dataset.text.contains("    train-00000.u16.zst: "))
    #expect(try text.space.run("shard", "--inspect", "encoded").text.contains("part 2 of 3"))
    let json = try EncodedText.json(try text.space.run("shard", "--inspect", "dataset/dataset.json", "--json"))
    #expect(json["format"] as? String == "letterpress.dataset")
  }

  @Test func describesADatasetAgain() throws {
    let text = try EncodedText()
    try text.encodeParts()
    _ = try text.shard("--valid-documents", "5", "--shard-tokens", "300")
    let before = try text.space.read("dataset/dataset.json")
    try FileManager.default.removeItem(atPath: text.space.path("dataset/dataset.json"))
    let result = try text.space.run("shard", "--rebuild", "dataset")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try text.space.read("dataset/dataset.json") == before)
    // The manifest finds what it knows.
    #expect(
      try text.shard("--valid-documents", "5", "--shard-tokens", "300").standardError.hasPrefix(
        "shard: up to date: made by run "))
    try FileManager.default.removeItem(atPath: text.space.path("dataset/train-00001.u16.zst"))
    let incomplete = try text.space.run("shard", "--rebuild", "dataset")
    #expect(incomplete.exitCode == 65)
    #expect(incomplete.lastErrorLine.hasPrefix("shard: dataset: split \"train\" lacks shard 1 of "))
  }
}
