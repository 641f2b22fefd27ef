import TestSupport
import Testing

@testable import Formats

/// Every way in which a shard can be wrong, with its message word for word.
@Suite struct TokenShardMessagesTests {
  static let remake = "; make it again with the tool that wrote it"

  /// Text in the header or the totals, what it is replaced by, and the message.
  static let replaced: [(from: String, to: String, message: String)] = [
    ("letterpress.tokens", "letterpress.tokenz", "is not a token shard (expected a file made by bpe-encode or shard)"),
    (
      "\"version\":1", "\"version\":2",
      "is a token shard of version \"2\" (expected 1); use the release of Letterpress that made it"
    ),
    (
      "\"dtype\":\"uint16\"", "\"dtype\":\"uint32\"",
      "damaged header: \"dtype\" is \"uint32\" (expected \"uint16\" for a vocabulary of 500)" + remake
    ),
    // Found by fuzzing: a terminal takes U+009B for the start of a command.
    (
      "\"dtype\":\"uint16\"", "\"dtype\":\"\u{9B}int6\"",
      "damaged header: \"dtype\" is \"\\u{9B}int6\" (expected \"uint16\" for a vocabulary of 500)" + remake
    ),
    (
      "\"frame_tokens\":8192", "\"frame_tokens\":8193",
      "damaged header: \"frame_tokens\" is 8193 (expected 8192)" + remake
    ),
    ("\"part\":0", "\"part\":1", "damaged header: \"part\" is 1 (expected less than parts, 1)" + remake),
    ("\"part\":0", "\"part\":x", "damaged header: malformed JSON at byte 91: found 'x' (expected a value)" + remake),
    ("\"part\":0", "\"Part\":0", "damaged header: \"\" is other text (expected canonical JSON)" + remake),
    ("\"size\":500", "\"size\":  0", "damaged header: \"\" is other text (expected canonical JSON)" + remake),
    ("\"size\":500", "\"size\":0.5", "damaged header: \"vocabulary.size\" is 0.5 (expected a whole number)" + remake),
    ("\"tokens\":150", "\"tokens\":151", "damaged: 150 tokens (expected 151)" + remake),
    ("\"tokens\":150", "\"tokenz\":150", "damaged totals: "),
  ]

  @Test(arguments: replaced.indices)
  func textReplaced(_ index: Int) throws {
    let example = Self.replaced[index]
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(150), to: folder.file("a"))
    var bytes = try folder.bytes("a")
    let from = Array(example.from.utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: from) })
    bytes.replaceSubrange(place..<place + from.count, with: Array(example.to.utf8))
    try folder.write(bytes, to: "a")
    let found = message(folder) { _ = try TokenShardReader(path: folder.file("a")) }
    #expect(found?.hasPrefix("a: " + example.message) == true, "\(found ?? "nothing")")
  }

  @Test func aWrongNumberOfDocuments() throws {
    let folder = try TestFolder()
    let count = try SmallShard.write(SmallShard.tokens(150), to: folder.file("a")).documents
    let text = "\"documents\":\(count)"
    var bytes = try folder.bytes("a")
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: text.utf8) })
    bytes[place + text.utf8.count - 1] ^= 1
    try folder.write(bytes, to: "a")
    #expect(
      message(folder) { _ = try TokenShardReader(path: folder.file("a")) }
        == "a: damaged: \(count) documents (expected \(count ^ 1))" + Self.remake)
  }

  /// Bytes counted from the end of the file, and the message.
  static let overwritten: [(fromEnd: Int, byte: UInt8, message: String)] = [
    (1, 0, "cut off after SIZE bytes: no seek table at its end" + remake),
    (5, 0, "damaged seek table: its descriptor is 0 (expected 128)" + remake),
    (9, 3, "damaged seek table: it cannot have 3 entries in a file of SIZE bytes" + remake),
    (9, 6, "damaged seek table: its beginning is not where its 6 entries put it" + remake),
    (7, 1, "damaged seek table: it cannot have 65541 entries in a file of SIZE bytes" + remake),
    // Entries of 12 bytes: header, frame, document ends, text ends, totals.
    (9 + 12, 0, "damaged: no totals where the seek table says" + remake),
    (9 + 24, 0, "damaged: no text ends where the seek table says" + remake),
    (9 + 36, 0, "damaged: no document ends where the seek table says" + remake),
    (
      9 + 48 - 4, 45,
      "damaged seek table: frame 0 has 301 bytes of tokens (expected at most 16384, a multiple of 2)" + remake
    ),
    (9 + 60, 0, "damaged: no header where the seek table says" + remake),
  ]

  @Test(arguments: overwritten.indices)
  func bytesOverwritten(_ index: Int) throws {
    let example = Self.overwritten[index]
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(150), to: folder.file("a"))
    var bytes = try folder.bytes("a")
    bytes[bytes.count - example.fromEnd] = example.byte
    try folder.write(bytes, to: "a")
    let expected = "a: " + example.message.replacing("SIZE", with: "\(bytes.count)")
    #expect(message(folder) { _ = try TokenShardReader(path: folder.file("a")) } == expected)
  }

  @Test func aDamagedFrameIsNamedWhenItIsRead() throws {
    let folder = try TestFolder()
    try SmallShard.write(SmallShard.tokens(20_000), to: folder.file("a"))
    let start = try TokenShardReader(path: folder.file("a")).table.frameOffsets[1]
    var bytes = try folder.bytes("a")
    bytes[start + 1_000] ^= 0x10
    try folder.write(bytes, to: "a")
    let reader = try TokenShardReader(path: folder.file("a"))
    _ = try reader.tokens(0..<8_192)
    let found = message(folder) { _ = try reader.tokens(8_000..<8_200) }
    #expect(found?.hasPrefix("a: damaged in frame 1 at byte \(start): ") == true, "\(found ?? "nothing")")
    #expect(found?.hasSuffix(Self.remake) == true)
  }
}
