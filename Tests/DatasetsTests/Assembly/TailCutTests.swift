import Formats
import Parallel
import Sharding
import TestSupport
import Testing

@testable import Datasets

@Suite struct TailCutTests {
  private func assemble(
    _ parts: String, _ output: String, _ fraction: Double, shuffled: Bool = false, threads: Int = 1
  ) throws -> DatasetAssembly.Result {
    let recipe = DatasetAssembly.Recipe(shuffled: shuffled, seed: 3, validation: .tail(fraction), shardTokens: 700)
    return try DatasetAssembly(
      PartSet([parts]), recipe: recipe, team: ThreadTeam(threads: threads), tokenizer: Samples.tokenizer()
    ).write(to: output, progress: { _ in })
  }

  private func tokens(_ folder: String, _ split: String) throws -> [UInt32] {
    let split = try TokenSplit(dataset: folder, split: split)
    return try split.tokens(0..<split.tokenCount)
  }

  private func bytes(_ tokens: [UInt32]) throws -> Int {
    let all = try Samples.tokenizer().tokens
    return tokens.reduce(0) { $0 + all.length(of: Int($1)) }
  }

  @Test(arguments: [0.0001, 0.1, 0.37, 0.9], [1, 4]) func theTailIsTheEndOfTheText(fraction: Double, parts: Int) throws
  {
    for (seed, separator) in [(UInt64(1), Samples.separator), (2, " no end ")] {
      let folder = try TestFolder()
      let text = Samples.text(bytes: 12_000, seed: seed).replacing(Samples.separator, with: separator)
      let path = try folder.write(text, to: "a.txt")
      let encoded = try Samples.encode([path], parts: parts, into: folder.file("e"))
      let all = try tokens(in: encoded)
      let made = try assemble(encoded, folder.file("d"), fraction)
      let (train, valid) = (try tokens(folder.file("d"), "train"), try tokens(folder.file("d"), "valid"))
      #expect(train + valid == all)
      #expect(valid.count == max(1, Int((fraction * Double(all.count)).rounded())))
      let splits = made.dataset.splits
      #expect(try splits["train"]?.textBytes == bytes(train) && splits["valid"]?.textBytes == bytes(valid))
      #expect(try DatasetFile.rebuild(directory: folder.file("d")) == made.dataset)
    }
  }

  private func tokens(in parts: String) throws -> [UInt32] {
    let series = try PartSet([parts]).series
    var tokens = [UInt32](repeating: 0, count: series.tokenCount)
    try tokens.withUnsafeMutableBufferPointer {
      try series.copyTokens(at: 0, count: series.tokenCount, into: #require($0.baseAddress))
    }
    return tokens
  }

  /// Shuffling is for what is left: the tail is the same, and the same documents come before it.
  @Test(arguments: [1, 3]) func onlyTheRestIsShuffled(threads: Int) throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 20_000), to: "a.txt")
    let encoded = try Samples.encode([path], parts: 2, into: folder.file("e"))
    _ = try assemble(encoded, folder.file("kept"), 0.2)
    let made = try assemble(encoded, folder.file("shuffled"), 0.2, shuffled: true, threads: threads)
    #expect(try tokens(folder.file("kept"), "valid") == tokens(folder.file("shuffled"), "valid"))
    let (kept, shuffled) = (try tokens(folder.file("kept"), "train"), try tokens(folder.file("shuffled"), "train"))
    #expect(kept != shuffled && kept.sorted() == shuffled.sorted())
    #expect(try made.dataset.splits["train"]?.textBytes == bytes(shuffled))
  }

  /// Something is left to train on, however much is asked for.
  @Test func theTailIsNeverAll() throws {
    let folder = try TestFolder()
    for (text, count) in [("xyz", 3), ("xy", 2), ("xyzxyzxyzx", 10)] {
      let encoded = try Samples.encode([folder.write(text, to: "a.txt")], into: folder.file("e"), separator: nil)
      _ = try assemble(encoded, folder.file("d"), 0.99)
      #expect(try tokens(folder.file("d"), "train").count == 1)
      #expect(try tokens(folder.file("d"), "valid").count == count - 1)
    }
    let encoded = try Samples.encode([folder.write("x", to: "a.txt")], into: folder.file("e"), separator: nil)
    #expect(
      message(folder) { _ = try assemble(encoded, folder.file("d"), 0.5) }
        == "e: the parts hold one token (expected one to train on and one to hold back); encode more text, or leave "
        + "validationTail out")
  }

  @Test func anotherTokenizerIsRefused() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 2_000), to: "a.txt")
    let encoded = try Samples.encode([path], into: folder.file("e"))
    let recipe = DatasetAssembly.Recipe(shuffled: false, seed: 3, validation: .tail(0.1), shardTokens: 700)
    let other = try Samples.tokenizer(special: [Samples.separator, "<|other|>"])
    #expect(throws: DatasetsError.self) {
      try DatasetAssembly(PartSet([encoded]), recipe: recipe, team: ThreadTeam(threads: 1), tokenizer: other)
    }
  }
}
