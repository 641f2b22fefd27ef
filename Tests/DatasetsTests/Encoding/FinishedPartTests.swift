import Formats
import TestSupport
import Testing

@testable import Datasets

/// When a part that is there may be left alone.
@Suite struct FinishedPartTests {
  @Test func onlyAWholePartOfTheSameTextCounts() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 30_000), to: "a.txt")
    try Samples.encode([path], parts: 3, into: folder.path)
    let encoding = try Samples.encoding()
    let isFinished = { (encoding: TextEncoding, parts: Int) in
      let text = try PlannedText(try TextFiles([path]), parts: parts, for: encoding)
      return try encoding.finishedPart(text, part: 1, in: folder.path) != nil
    }
    #expect(try isFinished(encoding, 3))
    #expect(try !isFinished(encoding, 4))
    #expect(try !isFinished(Samples.encoding(separator: nil), 3))
    #expect(try !isFinished(Samples.encoding(level: 4), 3))

    let name = TokenShardHeader.partName(1, of: 3, .uint16)
    let whole = try folder.bytes(name)
    var damaged = whole
    damaged[damaged.count / 2] ^= 1
    try folder.write(damaged, to: name)
    #expect(try !isFinished(encoding, 3))
    try folder.write(whole[..<(whole.count - 1)], to: name)
    #expect(try !isFinished(encoding, 3))
    try folder.write(whole, to: name)
    #expect(try isFinished(encoding, 3))

    // Another text of the same length.
    var text = try folder.bytes("a.txt")
    text[15_000] = text[15_000] == 0x74 ? 0x68 : 0x74
    try folder.write(text, to: "a.txt")
    #expect(try !isFinished(encoding, 3))
  }
}
