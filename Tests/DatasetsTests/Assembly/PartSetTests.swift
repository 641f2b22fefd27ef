import Foundation
import Formats
import TestSupport
import Testing

@testable import Datasets

/// Which parts belong together, with every refusal word for word.
@Suite struct PartSetTests {
  static func name(_ part: Int, _ parts: Int) -> String { "e/" + TokenShardHeader.partName(part, of: parts, .uint16) }

  static func encoded(_ folder: TestFolder, parts: Int = 3, bytes: Int = 5_000) throws {
    let path = try folder.write(Samples.text(bytes: bytes), to: "a.txt")
    try Samples.encode([path], parts: parts, into: folder.file("e"))
  }

  @Test func anyOrderAndAnyPlaceWill() throws {
    let folder = try TestFolder()
    try Self.encoded(folder)
    let paths = [2, 0, 1].map { folder.file(Self.name($0, 3)) }
    #expect(try PartSet(paths).paths == [0, 1, 2].map { folder.file(Self.name($0, 3)) })
    #expect(try PartSet([folder.file("e")]).paths == [0, 1, 2].map { folder.file(Self.name($0, 3)) })
  }

  @Test func missingPartsAreNamed() throws {
    let folder = try TestFolder()
    try Self.encoded(folder, parts: 5)
    try FileManager.default.removeItem(atPath: folder.file(Self.name(3, 5)))
    #expect(
      message(folder) { _ = try PartSet([folder.file("e")]) }
        == "e: part 3 of 5 is missing; make it with: bpe-encode"
    )
    try FileManager.default.removeItem(atPath: folder.file(Self.name(0, 5)))
    #expect(
      message(folder) { _ = try PartSet([folder.file("e")]) }
        == "e: 2 parts of 5 (0 3) are missing; make them with: bpe-encode"
    )
  }

  /// Two tasks of an array that failed, out of a thousand parts; and parts missing here and there.
  @Test func thousandsOfMissingPartsAreFewWords() throws {
    let folder = try TestFolder()
    let make = { (numbers: [Int], parts: Int) in
      for number in numbers {
        let header = TokenShardHeader(
          vocabularyDigest: .of([0]), vocabularySize: 10, separatorID: 0, part: number, parts: parts)
        let writer = try TokenShardWriter(
          path: folder.file(TokenShardHeader.partName(number, of: parts, .uint16)), header: header)
        try writer.append([1], textBytes: 1)
        _ = try writer.finish()
      }
    }
    try make([0, 3], 10_000)
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "FOLDER: 9998 parts of 10000 (1-2 4-9999) are missing; make them with: bpe-encode"
    )
    try make([3], 900_000_000)
    try FileManager.default.removeItem(atPath: folder.file(TokenShardHeader.partName(0, of: 10_000, .uint16)))
    try FileManager.default.removeItem(atPath: folder.file(TokenShardHeader.partName(3, of: 10_000, .uint16)))
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "FOLDER: 899999999 parts of 900000000 are missing; make them with: bpe-encode"
    )
  }

  @Test func othersAreRefused() throws {
    let folder = try TestFolder()
    try Self.encoded(folder)
    let copy = { (from: String, to: String) in
      try FileManager.default.copyItem(atPath: folder.file(from), toPath: folder.file(to))
    }
    try copy(Self.name(1, 3), "e/x.u16.zst")
    #expect(
      message(folder) { _ = try PartSet([folder.file("e")]) }
        == "e/x.u16.zst: is part 1, and so is e/part-00001-of-00003.u16.zst (expected each part once); remove one")
    try FileManager.default.removeItem(atPath: folder.file("e/x.u16.zst"))

    try Samples.encode([folder.file("a.txt")], parts: 4, into: folder.file("e4"))
    try copy("e4/part-00003-of-00004.u16.zst", "e/x.u16.zst")
    #expect(
      message(folder) { _ = try PartSet([folder.file("e")]) }
        == "e: parts of different encodings (3 of 3, 1 of 4), expected those of one; name them, as in inputs e/part-*-of-00003.u16.zst, or remove the others"
    )
    try FileManager.default.removeItem(atPath: folder.file("e/x.u16.zst"))

    try folder.write(Samples.text(bytes: 9_000, seed: 5), to: "b.txt")
    try Samples.encode([folder.file("b.txt")], parts: 3, into: folder.file("b"))
    try FileManager.default.removeItem(atPath: folder.file(Self.name(1, 3)))
    try copy("b/part-00001-of-00003.u16.zst", Self.name(1, 3))
    let gap = message(folder) { _ = try PartSet([folder.file("e")]) }
    #expect(gap?.hasPrefix("e/part-00001-of-00003.u16.zst: comes from a text of 90") == true)
    #expect(gap?.hasSuffix(", as the first part); encode all parts from the same files") == true)

    // Another text of the same length.
    let same = try folder.bytes("a.txt").map { $0 == UInt8(ascii: "e") ? UInt8(ascii: "a") : $0 }
    try folder.write(same, to: "c.txt")
    try Samples.encode([folder.file("c.txt")], parts: 3, into: folder.file("c"))
    try FileManager.default.removeItem(atPath: folder.file(Self.name(1, 3)))
    try copy("c/part-00001-of-00003.u16.zst", Self.name(1, 3))
    let other = message(folder) { _ = try PartSet([folder.file("e")]) }
    #expect(other?.hasPrefix("e/part-00001-of-00003.u16.zst: comes from text ") == true)
    #expect(
      other?.hasSuffix("…, as part 0); encode all parts from the same files, with one version of bpe-encode") == true)

    try Samples.encode([folder.file("a.txt")], parts: 3, into: folder.file("n"), separator: nil)
    try FileManager.default.removeItem(atPath: folder.file(Self.name(1, 3)))
    try copy("n/part-00001-of-00003.u16.zst", Self.name(1, 3))
    #expect(
      message(folder) { _ = try PartSet([folder.file("e")]) }
        == "e/part-00001-of-00003.u16.zst: ends documents with another token than part 0; encode all parts alike")
  }

  /// A text of the same length whose documents end elsewhere is cut elsewhere.
  @Test func aGapIsNamed() throws {
    let folder = try TestFolder()
    for (part, range) in [(0, 0..<10), (1, 12..<20)] {
      let header = TokenShardHeader(
        vocabularyDigest: .of([1]), vocabularySize: 10, separatorID: 0, part: part, parts: 2,
        source: ["text_begin": .integer(Int64(range.lowerBound)), "text_end": .integer(Int64(range.upperBound))])
      let writer = try TokenShardWriter(path: folder.file("\(part).u16.zst"), header: header)
      try writer.append([1], textBytes: 1)
      _ = try writer.finish()
    }
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "1.u16.zst: begins at byte 12 of its text (expected 10); it comes from another text, encode all parts from the same files"
    )
  }

  @Test func anotherTokenizerIsNamed() throws {
    let folder = try TestFolder()
    for (part, digest) in [(0, Digest.of([1])), (1, Digest.of([2])), (2, Digest.of([2]))] {
      let header = TokenShardHeader(
        vocabularyDigest: digest, vocabularySize: 10, separatorID: 0, part: part, parts: 3)
      let writer = try TokenShardWriter(path: folder.file("\(part).u16.zst"), header: header)
      try writer.append([1], textBytes: 1)
      _ = try writer.finish()
    }
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "FOLDER: part 0 of 3 is made with the tokenizer 4bf5122f3445… (expected dbc1b4c900ff…, as the others); make it again with: bpe-encode"
    )
  }

  @Test func nothingIsRefused() throws {
    let folder = try TestFolder()
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "FOLDER: no token parts (expected part-….u16.zst or part-….u32.zst); make them with bpe-encode")
    _ = try TokenShardWriter(
      path: folder.file("p.u16.zst"),
      header: TokenShardHeader(vocabularyDigest: .of([0]), vocabularySize: 10, separatorID: nil)
    ).finish()
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "FOLDER: the parts hold no tokens (expected some); encode a text that is not empty")
    _ = try TokenShardWriter(
      path: folder.file("p.u16.zst"),
      header: TokenShardHeader(vocabularyDigest: .of([0]), vocabularySize: 10, separatorID: nil, split: "train")
    ).finish()
    #expect(
      message(folder) { _ = try PartSet([folder.path]) }
        == "p.u16.zst: is a shard of a dataset (expected a part that bpe-encode made); give the directory of the parts")
  }
}
