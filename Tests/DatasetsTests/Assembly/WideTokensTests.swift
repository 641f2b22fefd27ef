import Formats
import Foundation
import Parallel
import TestSupport
import Testing
import Tokenization

@testable import Datasets

/// Parts and datasets of 32-bit tokens.
@Suite struct WideTokensTests {
  private static let tokenizer = Result { try Samples.wideTokenizer() }

  private static func encode(_ folder: TestFolder, parts: Int, into name: String = "e") throws -> String {
    let path = try folder.write(Samples.text(bytes: 60_000), to: "a.txt")
    return try Samples.encode([path], parts: parts, into: folder.file(name), tokenizer: tokenizer.get())
  }

  @Test func partsHoldTheEncodersIDs() throws {
    let folder = try TestFolder()
    let parts = try Self.encode(folder, parts: 3)
    #expect(
      try Folder.names(in: folder.file("e")).sorted() == (0..<3).map { TokenShardHeader.partName($0, of: 3, .uint32) })
    let series = try PartSet([parts]).series
    let found = try [UInt32](unsafeUninitializedCapacity: series.tokenCount) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      try series.copyTokens(at: 0, count: series.tokenCount, into: base)
      count = series.tokenCount
    }
    let encoder = try Encoder(Vocabulary(Self.tokenizer.get()))
    #expect(found == encoder.encode(Samples.text(bytes: 60_000) + Samples.separator))
    #expect(found.contains { $0 > 65_535 })
    try PartSet([parts]).verify(team: ThreadTeam(threads: 2)) { _ in }
  }

  /// In memory, through a file, and in the order of the text: the same documents, and each order the same bytes.
  @Test func documentsAreShuffledWithTheirWidth() throws {
    let folder = try TestFolder()
    let parts = try Self.encode(folder, parts: 4)
    let inMemory = try DatasetAssemblyTests.assemble(parts, into: folder.file("m"), shuffled: true)
    let small = ShuffleMemory(bucketBytes: 4_000, bufferBytes: 4_000)
    let inFile = try DatasetAssemblyTests.assemble(
      parts, into: folder.file("f"), shuffled: true, threads: 2, memory: small)
    #expect(inMemory.dataset == inFile.dataset)
    _ = try DatasetAssemblyTests.assemble(parts, into: folder.file("k"))
    let kept = try DatasetAssemblyTests.documents(folder.file("k"), "train")
    let shuffled = try DatasetAssemblyTests.documents(folder.file("m"), "train")
    #expect(kept != shuffled)
    let sorted = [kept, shuffled].map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
    #expect(sorted[0] == sorted[1])
    #expect(try DatasetFile.rebuild(directory: folder.file("m")) == inMemory.dataset)
    #expect(inMemory.dataset.splits["train"]?.shards.allSatisfy { $0.name.hasSuffix(".u32.zst") } == true)
  }

  @Test func aDatasetOfTheOtherWidthIsReplaced() throws {
    let folder = try TestFolder()
    let narrow = try Samples.encode([folder.write(Samples.text(bytes: 9_000), to: "n.txt")], into: folder.file("n"))
    _ = try DatasetAssemblyTests.assemble(narrow, into: folder.file("d"))
    _ = try DatasetAssemblyTests.assemble(try Self.encode(folder, parts: 1), into: folder.file("d"))
    #expect(try Folder.names(in: folder.file("d")).allSatisfy { !$0.hasSuffix(".u16.zst") })
  }

  @Test func partsOfBothWidthsAreRefused() throws {
    let folder = try TestFolder()
    _ = try Self.encode(folder, parts: 2)
    try Samples.encode([folder.file("a.txt")], parts: 2, into: folder.file("n"))
    try FileManager.default.removeItem(atPath: folder.file("e/part-00001-of-00002.u32.zst"))
    try FileManager.default.copyItem(
      atPath: folder.file("n/part-00001-of-00002.u16.zst"), toPath: folder.file("e/part-00001-of-00002.u16.zst"))
    let found = message(folder) { _ = try PartSet([folder.file("e")]) }
    #expect(found?.hasPrefix("e: part 1 of 2 is made with the tokenizer ") == true, "\(found ?? "nothing")")
  }
}
