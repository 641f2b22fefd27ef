import Foundation
import Messages
import TestSupport
import Testing

@testable import Formats

@Suite struct ReadingTests {
  @Test func chunksCoverARange() throws {
    let folder = try TestFolder()
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    try folder.write(bytes, to: "a")
    for range in [0..<10_000, 0..<0, 9_999..<10_000, 123..<4_567] {
      let reader = try FileRangeReader(path: folder.file("a"), range: range, chunkBytes: 1_000)
      var read: [UInt8] = []
      while let chunk = try reader.next() { read += chunk }
      #expect(read == Array(bytes[range]))
      #expect(reader.bytesRead == range.count)
    }
    #expect(try FileRangeReader.wholeFile(folder.file("a"), limit: 1 << 20) == bytes)
    #expect(try MappedFile(path: folder.file("a")).withBytes { $0.elementsEqual(bytes) })
  }

  @Test func anEmptyFileIsEmpty() throws {
    let folder = try TestFolder()
    try folder.write("", to: "a")
    #expect(try FileRangeReader(path: folder.file("a")).next() == nil)
    #expect(try MappedFile(path: folder.file("a")).withBytes { $0.isEmpty })
    #expect(try FileRangeReader.wholeFile(folder.file("a"), limit: 1 << 20) == [])
  }

  @Test func aRangeBeyondTheEndIsRefused() throws {
    let folder = try TestFolder()
    try folder.write("abc", to: "a")
    #expect(
      message(folder) { _ = try FileRangeReader(path: folder.file("a"), range: 1..<5) }
        == "a: ended after 3 bytes (expected 5); the file changed while it was read, run again")
  }

  @Test func aFileThatShrinksIsNoticed() throws {
    let folder = try TestFolder()
    try folder.write([UInt8](repeating: 1, count: 1_000), to: "a")
    let reader = try FileRangeReader(path: folder.file("a"), range: 0..<1_000, chunkBytes: 400)
    _ = try reader.next()
    truncate(folder.file("a"), 500)
    #expect(
      message(folder) { while try reader.next() != nil {} }
        == "a: ended after 500 bytes (expected 1000); the file changed while it was read, run again")
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let folder = try TestFolder()
    let missing = formatError { _ = try MappedFile(path: folder.file("none")) }
    #expect(missing == .file(path: folder.file("none"), .notFound))
    #expect(missing?.category == .missing)
    #expect(missing?.description == "\(folder.file("none")): no such file; check the path")
    let directory = formatError { _ = try FileRangeReader(path: folder.path) }
    #expect(directory?.description == "\(folder.path): is a directory (expected a file)")
    #expect(directory?.category == .missing)
    #expect(
      formatError { _ = try MappedFile(path: "/dev/null") }?.description
        == "/dev/null: is a pipe or device (expected an ordinary file); copy it to a file first")
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func whatIsForbiddenIsNamed() throws {
    let folder = try TestFolder()
    try folder.write("x", to: "a")
    chmod(folder.file("a"), 0)
    #expect(
      message(folder) { _ = try MappedFile(path: folder.file("a")) }
        == "a: permission denied; make it readable for this user")
  }

  @Test func namesOfFoldersAndFiles() {
    #expect(FilePath.folder("a/b.c") == "a")
    #expect(FilePath.folder("b.c") == ".")
    #expect(FilePath.folder("/b.c") == "/")
    #expect(FilePath.folder("a/b/") == "a")
    #expect(FilePath.name("a/b/") == "b")
    #expect(FilePath.name("b") == "b")
    #expect(FilePath.joined("a", "b") == "a/b")
    #expect(FilePath.joined("a/", "b") == "a/b")
    #expect(FilePath.joined(".", "b") == "b")
    #expect(FilePath.isPlainName("b.u16.zst"))
    for name in ["", ".", "..", "a/b", "../b", "/b", "a\0b"] { #expect(!FilePath.isPlainName(name)) }
  }

  @Test func hostileTextIsEscaped() {
    #expect(Printable.path("a\u{1B}[31m\nb") == "a\\u{1B}[31m\\u{A}b")
    #expect(Printable.quoted("x\u{202E}y") == "\"x\\u{202E}y\"")
    #expect(Printable.quoted(String(repeating: "y", count: 100)) == "\"" + String(repeating: "y", count: 60) + "…\"")
  }
}
