import Foundation
import Parallel
import TestSupport
import Testing

@testable import Formats

/// Shards of 32-bit tokens, and what decides the width.
@Suite struct TokenWidthTests {
  private static let remake = "; make it again with the tool that wrote it"
  private static let size = 70_000

  /// Ids up to the last one of the vocabulary.
  private static func tokens(_ count: Int) -> [UInt32] {
    SmallShard.tokens(count).map { $0 == 0 ? 0 : UInt32(size) - $0 * 140 }
  }

  private static func write(_ count: Int, to path: String, split: String? = nil) throws -> ShardSummary {
    try SmallShard.write(tokens(count), to: path, header: SmallShard.header(split: split, vocabularySize: size))
  }

  @Test(arguments: [0, 1, 8_191, 8_192, 8_193, 100_000, 64 * 8_192 + 5])
  func whatGoesInComesOut(_ count: Int) throws {
    let folder = try TestFolder()
    let summary = try Self.write(count, to: folder.file("a"))
    let reader = try TokenShardReader(path: folder.file("a"))
    try reader.verify(team: ThreadTeam(threads: 2))
    #expect(reader.header.tokenType == .uint32)
    #expect(reader.header.json["dtype"]?.string == "uint32")
    #expect(reader.tokenCount == count)
    #expect(try reader.tokens(0..<count) == Self.tokens(count))
    #expect(summary.tokensDigest == Digest.of(Self.tokens(count).stored(as: .uint32)))
    var lent: [UInt32] = []
    try reader.forEachFrame { lent += $0 }
    #expect(lent == Self.tokens(count))
  }

  @Test func theVocabularyDecides() throws {
    for (size, type) in [(1, TokenType.uint16), (65_536, .uint16), (65_537, .uint32), (2_097_152, .uint32)] {
      let folder = try TestFolder()
      let last = UInt32(size) - 1
      try SmallShard.write([last, 0], to: folder.file("a"), header: Self.header(size))
      let reader = try TokenShardReader(path: folder.file("a"))
      #expect(reader.header.tokenType == type)
      #expect(try reader.tokens(0..<2) == [last, 0])
      try reader.verify()
    }
    #expect(TokenType.ofShard(named: "a.u16.zst") == .uint16)
    #expect(TokenType.ofShard(named: "a.u32.zst") == .uint32)
    #expect(TokenType.ofShard(named: "a.u8.zst") == nil)
    #expect(TokenShardHeader.partName(3, of: 64, .uint32) == "part-00003-of-00064.u32.zst")
    #expect(DatasetFile.shardName(split: "train", index: 7, .uint32) == "train-00007.u32.zst")
  }

  private static func header(_ size: Int) -> TokenShardHeader { SmallShard.header(vocabularySize: size) }

  /// Tokens go from shard to shard as they are stored.
  @Test(arguments: [TokenType.uint16, .uint32])
  func storedTokensAreCopied(_ type: TokenType) throws {
    let folder = try TestFolder()
    let size = type == .uint16 ? SmallShard.vocabularySize : Self.size
    let tokens = type == .uint16 ? SmallShard.tokens(700_000) : Self.tokens(700_000)
    let written = try SmallShard.write(tokens, to: folder.file("a"), header: Self.header(size))
    let writer = try TokenShardWriter(path: folder.file("b"), header: Self.header(size))
    try TokenShardReader(path: folder.file("a")).readInOrder(team: nil) { chunk in
      let middle = chunk.tokens.count / 3
      try writer.append(chunk.tokens[0..<middle])
      try writer.append(chunk.tokens[middle..<chunk.tokens.count])
    }
    writer.add(textBytes: 5)
    let summary = try writer.finish()
    #expect(summary.tokensDigest == written.tokensDigest)
    #expect(summary.textBytes == 5)
    #expect(try TokenShardReader(path: folder.file("b")).tokens(0..<700_000) == tokens)
  }

  @Test func anIdOutsideTheVocabularyIsNamed() throws {
    let folder = try TestFolder()
    try SmallShard.write([5, 70_000], to: folder.file("a"), header: Self.header(Self.size))
    #expect(
      message(folder) { try TokenShardReader(path: folder.file("a")).verify() }
        == "a: token 1 has id 70000, outside the vocabulary of 70000 (expected 0 to 69999); "
        + "encode the text again with the right tokenizer")
  }

  /// Text in the header, what it is replaced by, and the message.
  static let replaced: [(from: String, to: String, message: String)] = [
    ("\"uint32\"", "\"uint16\"", "\"dtype\" is \"uint16\" (expected \"uint32\" for a vocabulary of 70000)"),
    ("\"uint32\"", "\"uint64\"", "\"dtype\" is \"uint64\" (expected \"uint32\" for a vocabulary of 70000)"),
    (":70000}", ":65536}", "\"dtype\" is \"uint32\" (expected \"uint16\" for a vocabulary of 65536)"),
    (":70000}", ":00000}", "malformed JSON"),
    ("\"end_of_text\":0", "\"end_of_text\":-", "malformed JSON"),
  ]

  @Test(arguments: replaced.indices)
  func aWrongHeaderIsRefused(_ index: Int) throws {
    let example = Self.replaced[index]
    let folder = try TestFolder()
    _ = try Self.write(150, to: folder.file("a"))
    var bytes = try folder.bytes("a")
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: example.from.utf8) })
    bytes.replaceSubrange(place..<place + example.from.utf8.count, with: example.to.utf8)
    try folder.write(bytes, to: "a")
    let found = message(folder) { _ = try TokenShardReader(path: folder.file("a")) }
    #expect(found?.hasPrefix("a: damaged header: " + example.message) == true, "\(found ?? "nothing")")
  }

  @Test func aSizeThatIsNoMultipleOfTheWidthIsRefused() throws {
    let folder = try TestFolder()
    _ = try Self.write(150, to: folder.file("a"))
    var bytes = try folder.bytes("a")
    bytes[bytes.count - 9 - 48 + 4] = 0x5A  // 602 is 0x25A
    try folder.write(bytes, to: "a")
    let found = message(folder) { _ = try TokenShardReader(path: folder.file("a")) }
    #expect(
      found == "a: damaged seek table: frame 0 has 602 bytes of tokens (expected at most 32768, a multiple of 4)"
        + Self.remake)
  }

  @Test func aSeparatorOutsideTheVocabularyIsRefused() throws {
    let folder = try TestFolder()
    var header = Self.header(Self.size)
    header.separatorID = 70_000
    try SmallShard.write([1], to: folder.file("a"), header: header)
    #expect(
      message(folder) { _ = try TokenShardReader(path: folder.file("a")) }
        == "a: damaged header: \"end_of_text\" is 70000 (expected less than vocabulary.size, 70000)" + Self.remake)
  }

  @Test func aDatasetIsReadAndRebuilt() throws {
    let folder = try TestFolder()
    let name = DatasetFile.shardName(split: "train", index: 0, .uint32)
    let summary = try Self.write(20_000, to: folder.file(name), split: "train")
    let split = DatasetFile.Split(
      tokens: summary.tokens, documents: summary.documents, textBytes: summary.textBytes,
      tokensDigest: summary.tokensDigest, shards: [DatasetFile.Shard(summary)])
    let dataset = DatasetFile(
      vocabularyDigest: SmallShard.vocabulary, vocabularySize: Self.size, separatorID: 0, splits: ["train": split],
      recipe: summary.header.source)
    try dataset.write(to: folder.path)
    #expect(try DatasetFile.rebuild(directory: folder.path) == dataset)
    let tokens = try TokenSplit(dataset: folder.path, split: "train").tokens(8_000..<8_500)
    #expect(tokens == Array(Self.tokens(20_000)[8_000..<8_500]))
  }

  @Test(.enabled(if: ZstdToolTests.zstd != nil, "needs the zstd command")) func theStockToolReadsAShard() throws {
    let folder = try TestFolder()
    _ = try Self.write(20_000, to: folder.file("a.zst"))
    let decompressed = try runProgram(try #require(ZstdToolTests.zstd), ["-dc", folder.file("a.zst")])
    #expect(decompressed.status == 0)
    #expect(decompressed.output == Self.tokens(20_000).stored(as: .uint32))
  }
}
