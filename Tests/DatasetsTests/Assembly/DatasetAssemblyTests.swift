import Formats
import Foundation
import Parallel
import Sharding
import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetAssemblyTests {
  static func assemble(
    _ parts: String, into output: String, shuffled: Bool = false, seed: UInt64 = 1,
    validation: SplitPlan.Validation = .none, shardTokens: Int = 3_000, threads: Int = 1,
    memory: ShuffleMemory = .standard
  ) throws -> DatasetAssembly.Result {
    let recipe = DatasetAssembly.Recipe(
      shuffled: shuffled, seed: seed, validation: validation, shardTokens: shardTokens)
    return try DatasetAssembly(
      PartSet([parts]), recipe: recipe, team: ThreadTeam(threads: threads), memory: memory
    ).write(to: output, progress: { _ in })
  }

  /// The documents of a split, each as its tokens; a separator ends one.
  static func documents(_ folder: String, _ split: String) throws -> [[UInt32]] {
    let split = try TokenSplit(dataset: folder, split: split)
    var documents: [[UInt32]] = []
    var current: [UInt32] = []
    for token in try split.tokens(0..<split.tokenCount) {
      current.append(token)
      if token == 0 {
        documents.append(current)
        current = []
      }
    }
    return current.isEmpty ? documents : documents + [current]
  }

  @Test func keptOrderIsTheTextsOrder() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    let parts = try Samples.encode([path], parts: 4, into: folder.file("e"))
    let made = try Self.assemble(parts, into: folder.file("d"))
    let train = try #require(made.dataset.splits["train"])
    let series = try PartSet([parts]).series
    #expect(train.tokens == series.tokenCount)
    #expect(train.documents == series.documentCount)
    #expect(train.textBytes == series.textBytes)
    let split = try TokenSplit(dataset: folder.file("d"), split: "train")
    var tokens = [UInt32](repeating: 0, count: series.tokenCount)
    try tokens.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      try series.copyTokens(at: 0, count: series.tokenCount, into: base)
    }
    #expect(try split.tokens(0..<split.tokenCount) == tokens)
    #expect(train.tokensDigest == Digest.of(tokens.stored(as: .uint16)))
    #expect(train.shards.dropLast().allSatisfy { $0.tokens == 3_000 })
    #expect(try DatasetFile.rebuild(directory: folder.file("d")) == made.dataset)
  }

  @Test(arguments: [false, true])
  func theDatasetDoesNotDependOnPartsOrThreads(_ shuffled: Bool) throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    let results = try [(1, 1), (3, 2), (64, 1), (64, 2)].map { parts, threads in
      let encoded = try Samples.encode(
        [path], parts: parts, threads: threads, into: folder.file("e\(parts)-\(threads)"))
      return try Self.assemble(
        encoded, into: folder.file("d\(parts)-\(threads)"), shuffled: shuffled, validation: .fraction(0.1),
        threads: threads)
    }
    for result in results.dropFirst() {
      #expect(result.dataset == results[0].dataset)
      #expect(result.description.digest == results[0].description.digest)
    }
  }

  @Test func shufflingAndSplittingLoseNothing() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000) + Samples.separator, to: "a.txt")
    let parts = try Samples.encode([path], parts: 3, into: folder.file("e"))
    _ = try Self.assemble(parts, into: folder.file("kept"))
    let made = try Self.assemble(parts, into: folder.file("d"), shuffled: true, validation: .documents(10))
    let kept = try Self.documents(folder.file("kept"), "train")
    let train = try Self.documents(folder.file("d"), "train")
    let valid = try Self.documents(folder.file("d"), "valid")
    #expect(valid.count == 10)
    #expect(made.dataset.splits["valid"]?.documents == 10)
    #expect(train.count == kept.count - 10)
    let order = { (documents: [[UInt32]]) in documents.sorted { $0.lexicographicallyPrecedes($1) } }
    #expect(order(train + valid) == order(kept))
    #expect(train != kept)
    let bytes = made.dataset.splits.values.reduce(0) { $0 + $1.textBytes }
    #expect(bytes == (try folder.bytes("a.txt").count))
    #expect(made.dataset.splits.values.allSatisfy { $0.textBytes == $0.shards.reduce(0) { $0 + $1.textBytes } })
  }

  /// The order is the plan's, document by document, as a table that is kept in memory gives it.
  @Test func theShuffledOrderIsThePlans() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    let parts = try Samples.encode([path], parts: 5, into: folder.file("e"))
    let set = try PartSet([parts])
    let series = try set.series
    #expect(series.documentCount == set.documentCount)
    let plan = try SplitPlan(documents: set.documentCount, validation: .documents(9), shuffled: true, seed: 4)
    var expected: [[UInt32]] = [[], []]
    for document in (0..<plan.documents).map(plan.document(at:)) {
      let range = series.document(document)
      var tokens = [UInt32](repeating: 0, count: range.count)
      try tokens.withUnsafeMutableBufferPointer {
        guard let base = $0.baseAddress else { return }
        try series.copyTokens(at: range.lowerBound, count: range.count, into: base)
      }
      expected[plan.isForValidation(document) ? 1 : 0] += tokens
    }
    _ = try Self.assemble(parts, into: folder.file("d"), shuffled: true, seed: 4, validation: .documents(9))
    for (index, name) in ["train", "valid"].enumerated() {
      let split = try TokenSplit(dataset: folder.file("d"), split: name)
      #expect(try split.tokens(0..<split.tokenCount) == expected[index])
    }
  }

  /// From all in memory to buckets that are divided again and again, down to single documents.
  @Test(arguments: [(1 << 20, 1 << 20), (9_000, 40_000), (9_000, 3_000), (700, 2_000), (40, 100)])
  func memoryDoesNotChangeTheDataset(_ bucketBytes: Int, _ bufferBytes: Int) throws {
    let folder = try TestFolder()
    let long = Samples.text(bytes: 30_000, seed: 9).replacingOccurrences(of: Samples.separator, with: " in")
    let text = Samples.text(bytes: 30_000) + long + Samples.separator + Samples.text(bytes: 9_000, seed: 3)
    let path = try folder.write(text, to: "a.txt")
    let parts = try Samples.encode([path], parts: 3, into: folder.file("e"))
    let make = { (name: String, memory: ShuffleMemory, threads: Int) in
      try Self.assemble(
        parts, into: folder.file(name), shuffled: true, seed: 2, validation: .fraction(0.1), threads: threads,
        memory: memory)
    }
    let whole = try make("whole", .standard, 1)
    let small = try make("small", ShuffleMemory(bucketBytes: bucketBytes, bufferBytes: bufferBytes), 2)
    #expect(small.dataset == whole.dataset)
    #expect(small.description.digest == whole.description.digest)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("small")).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func temporarySpaceIsKnownBeforehand() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    let parts = try PartSet([Samples.encode([path], parts: 2, into: folder.file("e"))])
    let scratch = { (shuffled: Bool, memory: ShuffleMemory) in
      let recipe = DatasetAssembly.Recipe(shuffled: shuffled, seed: 1, validation: .none, shardTokens: 1_000)
      return try DatasetAssembly(parts, recipe: recipe, team: ThreadTeam(threads: 1), memory: memory).scratchBytes
    }
    let little = ShuffleMemory(bucketBytes: 1_000, bufferBytes: 4_000)
    #expect(try scratch(true, .standard) == 0)
    #expect(try scratch(false, little) == 0)
    #expect(try scratch(true, little) == 2 * parts.tokenCount + 16 * parts.documentCount)
  }

  @Test func aLongDocumentIsReadInSlices() throws {
    let folder = try TestFolder()
    let long = Samples.text(bytes: 1_500_000).replacingOccurrences(of: Samples.separator, with: " in")
    let path = try folder.write("a\(Samples.separator)\(long)\(Samples.separator)the\(Samples.separator)", to: "a.txt")
    let parts = try Samples.encode([path], into: folder.file("e"))
    let made = try Self.assemble(parts, into: folder.file("d"), shuffled: true, shardTokens: 1_000_000, threads: 2)
    let documents = try Self.documents(folder.file("d"), "train")
    #expect(documents.map(\.count).max() ?? 0 > 300_000)
    #expect(documents.count == 3)
    #expect(made.dataset.splits["train"]?.textBytes == (try folder.bytes("a.txt").count))
  }

  @Test func shardsOfAnEarlierDatasetGo() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    let parts = try Samples.encode([path], into: folder.file("e"))
    _ = try Self.assemble(parts, into: folder.file("d"), validation: .documents(3), shardTokens: 1_000)
    try folder.write("mine", to: "d/train-notes.u16.zst")
    let made = try Self.assemble(parts, into: folder.file("d"), shardTokens: 1_000_000)
    #expect(made.removed.count > 10)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("d")).sorted()
        == ["dataset.json", "train-00000.u16.zst", "train-notes.u16.zst"])
  }

  @Test func oneTokenIsADataset() throws {
    let folder = try TestFolder()
    let path = try folder.write("a", to: "a.txt")
    let parts = try Samples.encode([path], into: folder.file("e"), separator: nil)
    let made = try Self.assemble(parts, into: folder.file("d"), shardTokens: 1)
    #expect(made.dataset.splits["train"]?.shards.count == 1)
    #expect(made.dataset.splits["train"]?.tokens == 1)
  }

  @Test func tooManyForValidationIsRefused() throws {
    let folder = try TestFolder()
    let path = try folder.write("a\(Samples.separator)b", to: "a.txt")
    let parts = try Samples.encode([path], into: folder.file("e"))
    #expect(
      message(folder) { _ = try Self.assemble(parts, into: folder.file("d"), validation: .documents(2)) }
        == "2 of 2 documents for validation leave none for training (expected fewer); lower validationDocuments or validationFraction, or hold back the end of the text with validationTail"
    )
    #expect(!FileManager.default.fileExists(atPath: folder.file("d")))
  }
}
