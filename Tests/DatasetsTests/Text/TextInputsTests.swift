import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TextInputsTests {
  private func paths(_ words: [String], in folder: TestFolder) throws -> [String] {
    try TextInputs(words).all.map { folder.withoutPath($0.path) }
  }

  private func library() throws -> TestFolder {
    let folder = try TestFolder()
    for name in ["b.txt", "a.txt", "sub/c.txt", "sub/deep/d.md", ".hidden", "[x].txt"] {
      try folder.write("text of \(name)", to: "books/" + name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("books/sub/up"), withDestinationPath: folder.file("books"))
    return folder
  }

  @Test func aFolderIsItsFilesByName() throws {
    let folder = try library()
    #expect(
      try paths([folder.file("books")], in: folder)
        == ["books/[x].txt", "books/a.txt", "books/b.txt", "books/sub/c.txt", "books/sub/deep/d.md"])
    try FileManager.default.createDirectory(atPath: folder.file("empty/er"), withIntermediateDirectories: true)
    #expect(
      message(folder) { _ = try TextInputs([folder.file("empty")]) }
        == "empty: there is no file in this directory or below it (expected texts); check the path")
  }

  @Test func globsAreMatchedAndNamesComeFirst() throws {
    let folder = try library()
    #expect(try paths([folder.file("books/?.txt")], in: folder) == ["books/a.txt", "books/b.txt"])
    #expect(try paths([folder.file("books/[x].txt")], in: folder) == ["books/[x].txt"])
    #expect(
      message(folder) { _ = try TextInputs([folder.file("*.none")]) } == "*.none: no file matches; check the pattern")
    #expect(message(folder) { _ = try TextInputs([folder.file("none")]) } == "none: no such file; check the path")
  }

  @Test func aListNamesFilesFoldersAndGlobs() throws {
    let folder = try library()
    let list = ["books/b.txt", "", "books/sub", "books/a*"].map { $0.isEmpty ? "  " : folder.file($0) }
    try folder.write(list.joined(separator: "\r\n"), to: "list")
    #expect(
      try paths(["@" + folder.file("list")], in: folder)
        == ["books/b.txt", "books/sub/c.txt", "books/sub/deep/d.md", "books/a.txt"])
    try folder.write("\n \n", to: "list")
    #expect(
      message(folder) { _ = try TextInputs(["@" + folder.file("list")]) }
        == "list: names no file (expected a path on each line); check the list")
  }

  @Test func aStreamIsNamedOnce() throws {
    #expect(try TextInputs(["-"]).all.map(\.isStream) == [true])
    #expect(throws: TextInputError.self) { try TextInputs(["-", "-"]) }
  }

  /// What lies in a folder and is no text is left out; what was named is refused.
  @Test func imagesAreLeftOutWhereNobodyNamedThem() throws {
    let folder = try library()
    let image: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]
    try folder.write(image, to: "books/cover.png")
    let looks = try TextLooks(TextInputs([folder.file("books")]), TextReading())
    #expect(looks.all.count == 5)
    #expect(looks.leftOut == [folder.file("books/cover.png")])
    for word in ["books/cover.png", "images"] {
      try folder.write(image, to: "images/one.png")
      let said = message(folder) { _ = try TextLooks(TextInputs([folder.file(word)]), TextReading()) }
      #expect(said?.contains("is an image (expected text in UTF-8); leave it out, or add raw") == true)
    }
    #expect(try TextLooks(TextInputs([folder.file("images")]), TextReading(isRaw: true)).all.count == 1)
  }
}
