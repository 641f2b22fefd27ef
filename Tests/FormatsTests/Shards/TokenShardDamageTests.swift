import Messages
import TestSupport
import Testing

@testable import Formats

/// A shard that is not whole to the last bit is refused.
@Suite struct TokenShardDamageTests {
  @Test func aCutAtAnyByteIsRefused() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(300), to: folder.file("a"))
    let whole = try folder.bytes("a")
    for length in 0..<whole.count {
      try folder.write(whole[..<length], to: "cut")
      let error = formatError { _ = try TokenShardReader(path: folder.file("cut")) }
      #expect(error?.path == folder.file("cut"))
      let expected: ShardProblem = length < 4 ? .notShard : .damaged(.cut(bytes: length))
      #expect(error == .shard(path: folder.file("cut"), expected))
    }
  }

  @Test func aCutAtAFrameIsRefusedByName() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(20_000), to: folder.file("a"))
    let reader = try TokenShardReader(path: folder.file("a"))
    let whole = try folder.bytes("a")
    for end in reader.table.frameOffsets {
      try folder.write(whole[..<end], to: "cut.u16.zst")
      #expect(
        message(folder) { _ = try TokenShardReader(path: folder.file("cut.u16.zst")) }
          == "cut.u16.zst: cut off after \(end) bytes: no seek table at its end; make it again with the tool that wrote it"
      )
    }
  }

  @Test func anyFlippedBitIsFound() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(150), to: folder.file("a"))
    let whole = try folder.bytes("a")
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        try folder.write(bytes, to: "flipped")
        let error = formatError {
          try TokenShardReader(path: folder.file("flipped")).verify()
        }
        #expect(error != nil, "bit \(bit) of byte \(index) of \(whole.count)")
        #expect(error?.category == .badData)
      }
    }
  }

  @Test func addedBytesAreRefused() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(150), to: folder.file("a"))
    let whole = try folder.bytes("a")
    for extra in [[0], [0, 0, 0, 0], Array(whole.suffix(9)), whole] as [[UInt8]] {
      try folder.write(whole + extra, to: "long")
      #expect(formatError { try TokenShardReader(path: folder.file("long")).verify() } != nil)
    }
  }

  @Test(arguments: [
    ("", "a: is not a token shard (expected a file made by bpe-encode or shard)"),
    ("just some text that is long enough", "a: is not a token shard (expected a file made by bpe-encode or shard)"),
    ("P*M\u{18}", "a: cut off after 4 bytes: no seek table at its end; make it again with the tool that wrote it"),
  ])
  func otherFilesAreNoShards(_ text: String, _ expected: String) throws {
    let folder = try TestFolder()
    try folder.write(text, to: "a")
    #expect(message(folder) { _ = try TokenShardReader(path: folder.file("a")) } == expected)
  }

  /// Ends of documents that point anywhere: nothing traps, and `verify` names the document.
  @Test func wildDocumentEndsAreHarmless() throws {
    let folder = try TestFolder()
    let tokens = SmallShard.tokens(150)
    for name in ["a", "b"] { try SmallShard.write(tokens, to: folder.file(name)) }
    let ends = try TokenShardReader(path: folder.file("b")).table.documentEnds
    for value in [0xFF, 0x7F, 0x80] as [UInt8] {
      var bytes = try folder.bytes("a")
      for index in ends { bytes[index] = index % 8 == ends.lowerBound % 8 &- 1 ? value : 0xFF }
      try folder.write(bytes, to: "b")
      let series = try TokenSeries(name: "both", paths: [folder.file("a"), folder.file("b")])
      for document in 0..<series.documentCount {
        let range = series.document(document)
        #expect(range.upperBound <= series.tokenCount)
        #expect(series.textBytes(ofDocument: document) >= 0)
      }
      #expect(throws: FormatError.self) { try TokenShardReader(path: folder.file("b")).verify() }
    }
  }
}
