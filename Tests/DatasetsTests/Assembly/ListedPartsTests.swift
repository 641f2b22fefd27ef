import Foundation
import Formats
import TestSupport
import Testing

@testable import Datasets

/// Folders whose list says which parts belong together, with every refusal word for word.
@Suite struct ListedPartsTests {
  /// A folder `e` with some parts, and their names in order.
  private func encoded(_ folder: TestFolder) throws -> [String] {
    let books = try FollowingParts.books(folder, count: 12, bytes: 3_000)
    try FollowingParts.encode(books, partBytes: 4_000, into: folder.file("e"))
    return try #require(try EncodingFile.find(in: folder.file("e"))).parts
  }

  private func said(_ folder: TestFolder, _ given: [String]) -> String? {
    message(folder) { _ = try PartSet(given.map(folder.file)) }
  }

  @Test func theListDecidesTheOrder() throws {
    let folder = try TestFolder()
    let names = try encoded(folder)
    #expect(names != names.sorted() && names.count > 3)
    let paths = names.map { folder.file("e/" + $0) }
    #expect(try PartSet([folder.file("e")]).paths == paths)
    #expect(try PartSet(paths.sorted()).paths == paths)
  }

  @Test func whatIsMissingIsNamed() throws {
    let folder = try TestFolder()
    let names = try encoded(folder)
    try FileManager.default.removeItem(atPath: folder.file("e/" + names[1]))
    let expected = "e: part 1 of \(names.count) is missing; make it with: bpe-encode"
    #expect(said(folder, ["e"]) == expected)
    #expect(said(folder, names.indices.filter { $0 != 1 }.map { "e/" + names[$0] }) == expected)
  }

  @Test func whatIsNotListedIsNoPart() throws {
    let folder = try TestFolder()
    let names = try encoded(folder)
    let paths = try PartSet([folder.file("e")]).paths
    // Of an earlier text, of another plan, and of nobody.
    try Samples.encode([folder.file("b1000.txt")], parts: 2, into: folder.file("e"))
    try FollowingParts.encode([folder.write("a heath", to: "c.txt")], partBytes: 4_000, into: folder.file("other"))
    let other = try #require(try EncodingFile.find(in: folder.file("other"))).parts[0]
    try FileManager.default.copyItem(atPath: folder.file("other/" + other), toPath: folder.file("e/" + other))
    try folder.write("no shard", to: "e/part-0000000000000000.u16.zst")
    #expect(try PartSet([folder.file("e")]).paths == paths)
    #expect(
      said(folder, ["e/" + names[0], "e/" + other])
        == "e/\(other): is no part of the encoding in e (expected the parts that its encoding.json lists, all of them); "
        + "give the directory")
    #expect(
      said(folder, ["e", "other"])?.hasPrefix("other/\(other): is no part of the encoding in e (expected ") == true)

    let former = try FormerParts.find(.unlisted, in: folder.file("e")).map(FilePath.name)
    #expect(former == (["part-00000-of-00002.u16.zst", "part-00001-of-00002.u16.zst", other]).sorted())
  }

  @Test func aNameAloneIsNotBelieved() throws {
    let folder = try TestFolder()
    let names = try encoded(folder)
    let (first, second) = (folder.file("e/" + names[0]), folder.file("e/" + names[1]))
    try FileManager.default.removeItem(atPath: second)
    try FileManager.default.copyItem(atPath: first, toPath: second)
    #expect(
      said(folder, ["e"])
        == "e/\(names[1]): holds another part than its name says; remove it and run bpe-encode again")
  }

  @Test func withoutAListNothingIsAssembled() throws {
    let folder = try TestFolder()
    let names = try encoded(folder)
    let list = try folder.bytes("e/encoding.json")
    try FileManager.default.removeItem(atPath: folder.file("e/encoding.json"))
    let expected =
      "e: parts without encoding.json, which says which of them belong together; run bpe-encode again, which keeps "
      + "them and writes it"
    #expect(said(folder, ["e"]) == expected)
    #expect(said(folder, names.map { "e/" + $0 }) == expected)
    // Ranges of a text are what they ever were.
    try Samples.encode([folder.file("b1000.txt")], parts: 2, into: folder.file("e"))
    #expect(try PartSet([folder.file("e")]).parts.count == 2)
    try folder.write(list.dropLast(9), to: "e/encoding.json")
    #expect(said(folder, ["e"])?.hasPrefix("e/encoding.json: ") == true)
    let other = String(decoding: list, as: UTF8.self).replacing("\"version\": 1", with: "\"version\": 2")
    try folder.write(other, to: "e/encoding.json")
    #expect(said(folder, ["e"])?.contains("version") == true)
  }

  /// Nothing but what bpe-encode made, under the name that it gave, is ever taken for a part of an earlier encoding.
  @Test func onlyItsOwnPartsAreFormer() throws {
    let folder = try TestFolder()
    _ = try encoded(folder)
    try Samples.encode([folder.file("b1000.txt")], parts: 3, into: folder.file("e"))
    let part = folder.file("e/part-00001-of-00003.u16.zst")
    for name in ["mine.u16.zst", "part-00001-of-00004.u16.zst", ".part-00001-of-00003.u16.zst"] {
      try FileManager.default.copyItem(atPath: part, toPath: folder.file("e/" + name))
    }
    try folder.write(folder.bytes("e/part-00002-of-00003.u16.zst").dropLast(5), to: "e/part-00002-of-00003.u16.zst")
    let assembly = try DatasetAssembly(
      PartSet([folder.file("e")]),
      recipe: .init(shuffled: false, seed: 1, validation: .none, shardTokens: 1_000_000), team: .init(threads: 1))
    _ = try assembly.write(to: folder.file("e")) { _ in }
    let former = try FormerParts.find(.unlisted, in: folder.file("e")).map(FilePath.name)
    #expect(former == ["part-00000-of-00003.u16.zst", "part-00001-of-00003.u16.zst"])
  }
}
