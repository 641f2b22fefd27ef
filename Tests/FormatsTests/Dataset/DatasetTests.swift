import Foundation
import Parallel
import TestSupport
import Testing

@testable import Formats

@Suite struct DatasetTests {
  /// A dataset of 50,000 tokens in shards of `size`, and 1,000 for validation.
  static func make(in folder: TestFolder, shardTokens size: Int) throws -> (dataset: DatasetFile, tokens: [UInt32]) {
    let train = SmallShard.tokens(50_000)
    var splits: [String: DatasetFile.Split] = [:]
    for (name, tokens) in [("train", train), ("valid", SmallShard.tokens(1_000, seed: 7))] {
      let starts = Array(stride(from: 0, to: tokens.count, by: size))
      let shards = try starts.enumerated().map { index, start in
        try SmallShard.write(
          Array(tokens[start..<min(tokens.count, start + size)]),
          to: folder.file(DatasetFile.shardName(split: name, index: index, .uint16)),
          header: SmallShard.header(split: name, part: index, parts: starts.count))
      }
      splits[name] = DatasetFile.Split(
        tokens: tokens.count, documents: shards.reduce(0) { $0 + $1.documents },
        textBytes: shards.reduce(0) { $0 + $1.textBytes }, tokensDigest: Digest.of(tokens.stored(as: .uint16)),
        shards: shards.map(DatasetFile.Shard.init))
    }
    let dataset = DatasetFile(
      vocabularyDigest: SmallShard.vocabulary, vocabularySize: SmallShard.vocabularySize, separatorID: 0,
      splits: splits, recipe: ["made": "for tests"])
    try dataset.write(to: folder.path)
    return (dataset, train)
  }

  @Test func whatIsWrittenLoadsAgain() throws {
    let folder = try TestFolder()
    let (dataset, _) = try Self.make(in: folder, shardTokens: 20_000)
    #expect(try DatasetFile.load(folder.path) == dataset)
    #expect(try DatasetFile.load(folder.file("dataset.json")) == dataset)
    #expect(try folder.names().contains("train-00002.u16.zst"))
  }

  @Test func itCanBeRebuiltFromTheShards() throws {
    let folder = try TestFolder()
    let (dataset, _) = try Self.make(in: folder, shardTokens: 20_000)
    try FileManager.default.removeItem(atPath: folder.file("dataset.json"))
    #expect(try DatasetFile.rebuild(directory: folder.path) == dataset)
    try FileManager.default.removeItem(atPath: folder.file("train-00001.u16.zst"))
    #expect(
      message(folder) { _ = try DatasetFile.rebuild(directory: folder.path) }
        == "FOLDER: split \"train\" lacks shard 1 of 3; restore it or make the dataset again")
    let empty = try TestFolder()
    #expect(
      message(empty) { _ = try DatasetFile.rebuild(directory: empty.path) }
        == "FOLDER: no token shards in this directory; check the path or make them with shard")
  }

  @Test func theIdentityDoesNotDependOnTheShards() throws {
    let folders = try [TestFolder(), TestFolder()]
    let small = try Self.make(in: folders[0], shardTokens: 7_000).dataset
    let large = try Self.make(in: folders[1], shardTokens: 50_000).dataset
    #expect(small.digest == large.digest)
    #expect(small != large)
  }

  @Test(arguments: [1_000, 8_192, 20_001, 100_000])
  func aSplitIsOneStream(_ size: Int) throws {
    let folder = try TestFolder()
    let tokens = try Self.make(in: folder, shardTokens: size).tokens
    let split = try TokenSplit(dataset: folder.path, split: "train")
    #expect(split.tokenCount == 50_000)
    #expect(split.textBytes == 150_000)
    #expect(try split.tokens(0..<50_000) == tokens)
    let failures = Locked(0)
    ThreadTeam(threads: 8).perform(tasks: 300) { task in
      let start = (task &* 7_919) % 49_000
      let range = start..<start + 257 + task
      if (try? split.tokens(range)) != Array(tokens[range]) { failures.withLock { $0 += 1 } }
    }
    #expect(failures.withLock { $0 } == 0)
    #expect(
      message(folder) { _ = try split.tokens(49_999..<50_001) }
        == "dataset.json: split \"train\": tokens 49999 to 50001 asked for, but it holds 50000")
  }

  static let defects: [(String, String, String)] = [
    ("letterpress.dataset", "other", "dataset.json: is not a dataset (expected a dataset.json made by shard)"),
    (
      "\"version\": 1", "\"version\": 2",
      "dataset.json: is a dataset of version \"2\" (expected 1); use the release of Letterpress that made it"
    ),
    (
      "\"name\": \"train-00000", "\"name\": \"../train-00000",
      "dataset.json: lists the shard \"../train-00000.u16.zst\" (expected a plain file name in the dataset's own directory)"
    ),
    (
      "\"name\": \"train-00000", "\"name\": \"train-99999",
      "dataset.json: lists the shard \"train-99999.u16.zst\", which does not exist; restore it or make the dataset again"
    ),
    (
      "\"name\": \"train-00000", "\"name\": \"train-00001",
      "dataset.json: the shard \"train-00001.u16.zst\" has a token digest of"
    ),
    (
      "\"size\": 500", "\"size\": 501",
      "dataset.json: the shard \"train-00000.u16.zst\" has a vocabulary of 500 (expected 501); it was replaced or damaged, make the dataset again with shard"
    ),
    (
      "\"tokens\": 50000", "\"tokens\": 50001",
      "dataset.json: the shards of split \"train\" hold 50000 tokens (expected 50001); make the dataset again with shard"
    ),
    (
      "\"first_token\": 0,", "\"first_token\": 7,",
      "dataset.json: the shards of split \"train\" hold 0 tokens before \"train-00000.u16.zst\" (expected 7); make the dataset again with shard"
    ),
    ("\"documents\": ", "\"documents\": -", "dataset.json: \"splits.train.documents\" is -"),
    ("\"shards\": [", "\"shards\": [1,", "dataset.json: \"splits.train.shards[0]\" is missing (expected an object)"),
  ]

  @Test(arguments: defects)
  func aDefectHasItsMessage(_ from: String, _ to: String, _ expected: String) throws {
    let folder = try TestFolder()
    _ = try Self.make(in: folder, shardTokens: 20_000)
    let text = String(decoding: try folder.bytes("dataset.json"), as: UTF8.self)
    #expect(text.contains(from))
    try folder.write(text.replacingOccurrences(of: from, with: to), to: "dataset.json")
    let found = message(folder) { _ = try TokenSplit(dataset: folder.path, split: "train") }
    #expect(found?.hasPrefix(expected) == true, "\(found ?? "nothing")")
  }

  @Test func aMissingSplitIsNamed() throws {
    let folder = try TestFolder()
    _ = try Self.make(in: folder, shardTokens: 20_000)
    #expect(
      message(folder) { _ = try TokenSplit(dataset: folder.path, split: "test") }
        == "dataset.json: has no split \"test\" (it has \"train\", \"valid\")")
    #expect(
      message(folder) { _ = try TokenSplit(dataset: folder.file("none"), split: "test") }
        == "none: no such file; check the path")
  }
}
