import TestSupport
import Testing

@testable import Formats

/// A frame of a few kilobytes that would become 64 MiB: no more than the 32 KiB of the largest frame are ever given to it.
@Suite struct TokenShardBombTests {
  private static let inflated = 64 << 20
  private static let remake = "make it again with the tool that wrote it"

  /// A shard of one frame, with the bomb in that frame's place; the seek table says it becomes `claim` bytes.
  private static func write(claim: Int, to path: String, in folder: TestFolder) throws {
    try SmallShard.write(SmallShard.tokens(300), to: folder.file("whole"))
    let whole = try folder.bytes("whole")
    let frame = try TokenShardReader(path: folder.file("whole")).table.frameOffsets
    let zeros = [UInt8](repeating: 0, count: inflated)
    let bomb = try zeros.withUnsafeBytes { try FrameCompressor(level: 19).compress($0) }
    #expect(bomb.count < inflated / 5_000)
    var tail = Array(whole[frame[1]...])
    // From the end: footer, then the entries of three skippable frames, then the bomb's.
    let entry = tail.count - ShardLayout.footerBytes - 4 * ShardLayout.entryBytes
    tail.replaceSubrange(entry..<entry + 4, with: littleEndian(bomb.count))
    tail.replaceSubrange(entry + 4..<entry + 8, with: littleEndian(claim))
    tail.replaceSubrange(entry + 8..<entry + 12, with: bomb.suffix(4))
    try folder.write(Array(whole[..<frame[0]]) + bomb + tail, to: path)
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  @Test func aTableThatTellsOfItIsRefused() throws {
    let folder = try TestFolder()
    try Self.write(claim: Self.inflated, to: "bomb.u16.zst", in: folder)
    #expect(
      message(folder) { _ = try TokenShardReader(path: folder.file("bomb.u16.zst")) }
        == "bomb.u16.zst: damaged seek table: frame 0 has 67108864 bytes of tokens (expected at most 16384, a multiple of 2); \(Self.remake)"
    )
  }

  @Test func aTableThatContradictsTheTotalsIsRefused() throws {
    let folder = try TestFolder()
    try Self.write(claim: ShardLayout.frameBytes(.uint16), to: "bomb.u16.zst", in: folder)
    #expect(
      message(folder) { _ = try TokenShardReader(path: folder.file("bomb.u16.zst")) }
        == "bomb.u16.zst: damaged: 8192 tokens (expected 300); \(Self.remake)")
  }

  @Test func aTableThatHidesItIsFoundOut() throws {
    let folder = try TestFolder()
    try Self.write(claim: 600, to: "bomb.u16.zst", in: folder)
    let reader = try TokenShardReader(path: folder.file("bomb.u16.zst"))
    let place = "damaged in frame 0 at byte \(reader.table.frameOffsets[0])"
    let expected = "bomb.u16.zst: \(place): Destination buffer is too small; \(Self.remake)"
    #expect(message(folder) { _ = try reader.tokens(0..<300) } == expected)
    #expect(message(folder) { try reader.verify() } == expected)
  }
}
