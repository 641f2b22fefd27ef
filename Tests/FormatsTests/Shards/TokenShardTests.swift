import Foundation
import Parallel
import TestSupport
import Testing

@testable import Formats

@Suite struct TokenShardTests {
  @Test(arguments: [0, 1, 8_191, 8_192, 8_193, 100_000, 64 * 8_192 + 5])
  func whatGoesInComesOut(_ count: Int) throws {
    let folder = try TestFolder()
    let tokens = SmallShard.tokens(count)
    let summary = try SmallShard.write(tokens, to: folder.file("a.u16.zst"))
    let reader = try TokenShardReader(path: folder.file("a.u16.zst"))
    try reader.verify()
    #expect(reader.header == SmallShard.header())
    #expect(reader.tokenCount == count)
    #expect(try reader.tokens(0..<count) == tokens)
    #expect(reader.textBytes == 3 * count)
    let ends = tokens.indices.filter { tokens[$0] == 0 }.map { $0 + 1 }
    #expect(reader.documentCount == ends.count)
    #expect((0..<ends.count).map(reader.documentEnd) == ends)
    #expect((0..<ends.count).map(reader.textEnd) == ends.map { 3 * $0 })
    #expect(summary.tokensDigest == Digest.of(tokens.stored(as: .uint16)))
    #expect(summary.file.digest == Digest.of(try folder.bytes("a.u16.zst")))
    #expect(try folder.names() == ["a.u16.zst"])
  }

  @Test func bytesDoNotDependOnThreadsOrPieces() throws {
    let folder = try TestFolder()
    let tokens = SmallShard.tokens(200_000)
    let one = try SmallShard.write(tokens, to: folder.file("1"), chunk: 1)
    let two = try SmallShard.write(tokens, to: folder.file("2"), chunk: 70_000, team: ThreadTeam(threads: 2))
    let five = try SmallShard.write(tokens, to: folder.file("5"), chunk: 333, team: ThreadTeam(threads: 5))
    #expect(one.file.digest == two.file.digest)
    #expect(one.file.digest == five.file.digest)
    try TokenShardReader(path: folder.file("5")).verify(team: ThreadTeam(threads: 3))
  }

  @Test func windowsAreRightAnywhereAndFromManyThreads() throws {
    let folder = try TestFolder()
    let tokens = SmallShard.tokens(100_000)
    try SmallShard.write(tokens, to: folder.file("a"))
    let reader = try TokenShardReader(path: folder.file("a"))
    let failures = Locked(0)
    ThreadTeam(threads: 8).perform(tasks: 400) { task in
      let start = (task &* 7_919) % 90_000
      let range = start..<start + 1 + task % 9_000
      if (try? reader.tokens(range)) != Array(tokens[range]) { failures.withLock { $0 += 1 } }
    }
    #expect(failures.withLock { $0 } == 0)
  }

  @Test func manyDocumentsSpillAndComeBack() throws {
    let folder = try TestFolder()
    let writer = try TokenShardWriter(path: folder.file("a"), header: SmallShard.header())
    // More than one buffer of document ends, with empty documents among them.
    for document in 0..<100_000 {
      if document % 3 != 0 { try writer.append([UInt32(document % 500)], textBytes: 2) }
      try writer.endDocument()
    }
    let summary = try writer.finish()
    #expect(summary.documents == 100_000)
    let reader = try TokenShardReader(path: folder.file("a"))
    try reader.verify()
    #expect(reader.documentEnd(99_999) == summary.tokens)
    #expect(reader.documentEnd(3) == 2)
    #expect(reader.textEnd(5) == 8)
  }

  @Test func anIdOutsideTheVocabularyIsNamed() throws {
    let folder = try TestFolder()
    var tokens = SmallShard.tokens(9_000)
    tokens[8_500] = 500
    try SmallShard.write(tokens, to: folder.file("a"))
    let reader = try TokenShardReader(path: folder.file("a"))
    _ = try reader.tokens(0..<8_192)
    let text =
      "a: token 8500 has id 500, outside the vocabulary of 500 (expected 0 to 499); encode the text again with the right tokenizer"
    #expect(message(folder) { _ = try reader.tokens(8_192..<8_193) } == text)
    #expect(message(folder) { _ = try reader.tokens(8_192..<8_193) } == text)
    #expect(message(folder) { try reader.verify() } == text)
  }

  @Test func aRangeOutsideIsRefused() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(10), to: folder.file("a"))
    let reader = try TokenShardReader(path: folder.file("a"))
    #expect(message(folder) { _ = try reader.tokens(5..<11) } == "a: tokens 5 to 11 asked for, but it holds 10")
  }
}
