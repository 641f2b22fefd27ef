import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct AtomicFileWriterTests {
  @Test func writesAndHashes() throws {
    let folder = try TestFolder()
    let writer = try AtomicFileWriter(path: folder.file("a"))
    try writer.write(Array("ab".utf8))
    #expect(try folder.names().count == 1)
    #expect(try folder.names()[0].hasPrefix(".a.tmp-"))
    try writer.write(Array("c".utf8))
    let written = try writer.commit()
    #expect(
      written
        == WrittenFile(
          path: folder.file("a"), digest: .of(Array("abc".utf8)), bytes: 3, state: FileState(path: folder.file("a"))))
    #expect(try folder.names() == ["a"])
    #expect(try folder.bytes("a") == Array("abc".utf8))
  }

  @Test func largePiecesArriveInOrder() throws {
    let folder = try TestFolder()
    let writer = try AtomicFileWriter(path: folder.file("a"))
    var all: [UInt8] = []
    for size in [10, 300_000, 1, 262_144, 262_143, 5, 1_000_000] {
      let piece = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
      all += piece
      try writer.write(piece)
      #expect(writer.hasherSoFar().finish() == .of(all))
    }
    let written = try writer.commit()
    #expect(written.digest == .of(all))
    #expect(try folder.bytes("a") == all)
  }

  @Test func whatIsNotCommittedLeavesNothing() throws {
    let folder = try TestFolder()
    try folder.write("old", to: "a")
    do {
      let writer = try AtomicFileWriter(path: folder.file("a"))
      try writer.write(Array("new".utf8))
    }
    #expect(try folder.names() == ["a"])
    #expect(try folder.bytes("a") == Array("old".utf8))
  }

  @Test func permissionsFollowTheMask() throws {
    let folder = try TestFolder()
    let mask = umask(0o027)
    defer { umask(mask) }
    _ = try AtomicFile.write([1], to: folder.file("a"))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("a"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test func replacesALinkInsteadOfFollowingIt() throws {
    let folder = try TestFolder()
    try folder.write("target", to: "target")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "target")
    _ = try AtomicFile.write([1], to: folder.file("link"))
    #expect(try folder.bytes("target") == Array("target".utf8))
    #expect(try folder.bytes("link") == [1])
  }

  @Test func aLongNameFits() throws {
    let folder = try TestFolder()
    let name = String(repeating: "n", count: 255)
    _ = try AtomicFile.write([1], to: folder.file(name))
    #expect(try folder.names() == [name])
  }

  @Test func refusesWithAMessage() throws {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.file("dir"), withIntermediateDirectories: true)
    try folder.write("x", to: "plain")
    #expect(
      message(folder) { _ = try AtomicFile.write([1], to: folder.file("dir")) }
        == "dir: is a directory (expected a file)")
    #expect(
      message(folder) { _ = try AtomicFile.write([1], to: folder.file("none/a")) }
        == "none/a: cannot create it, there is no directory none; make the directory first")
    #expect(
      message(folder) { _ = try AtomicFile.write([1], to: folder.file("plain/a")) }
        == "plain/a: cannot create it, there is no directory plain; make the directory first")
  }

  @Test func abandonedFilesAreRemovedAndOpenOnesAreNot() throws {
    let folder = try TestFolder()
    let writer = try AtomicFileWriter(path: folder.file("live"))
    try folder.write("x", to: ".dead.tmp-123-0A0B0C0D")
    try folder.write("x", to: ".other.tmp-file")
    #expect(try Folder.removeAbandonedFiles(in: folder.path) == [".dead.tmp-123-0A0B0C0D"])
    _ = try writer.commit()
    #expect(try folder.names() == [".other.tmp-file", "live"])
  }
}
