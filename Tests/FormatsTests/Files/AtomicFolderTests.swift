import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct AtomicFolderTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  @Test func appearsWithAllItsFiles() throws {
    let made = try AtomicFolder(path: folder.file("deep/down/out/"))
    try AtomicFile.write([1], to: made.file("a"))
    #expect(Folder.kind(of: folder.file("deep/down/out")) == .nothing)
    try AtomicFile.write([2], to: made.file("b"))
    try made.commit()
    #expect(try Folder.names(in: folder.file("deep/down")) == ["out"])
    #expect(try Folder.names(in: folder.file("deep/down/out")) == ["a", "b"])
  }

  @Test func whatIsNotCommittedLeavesNothing() throws {
    do {
      let made = try AtomicFolder(path: folder.file("out"))
      try AtomicFile.write([1], to: made.file("a"))
      #expect(try folder.names().count == 1)
    }
    #expect(try folder.names() == [])
  }

  @Test func aFormerFolderIsReplaced() throws {
    try Folder.create(folder.file("out"))
    try folder.write("old", to: "out/a")
    let made = try AtomicFolder(path: folder.file("out"))
    try AtomicFile.write([1], to: made.file("b"))
    try made.commit()
    #expect(try folder.names() == ["out"])
    #expect(try Folder.names(in: folder.file("out")) == ["b"])
  }

  @Test func whatALinkPointsAtIsNotEmptied() throws {
    try Folder.create(folder.file("elsewhere"))
    try folder.write("mine", to: "elsewhere/a")
    try FileManager.default.createSymbolicLink(atPath: folder.file("out"), withDestinationPath: "elsewhere")
    let made = try AtomicFolder(path: folder.file("out"))
    try AtomicFile.write([1], to: made.file("b"))
    try made.commit()
    #expect(try folder.names() == ["elsewhere", "out"])
    #expect(try Folder.names(in: folder.file("elsewhere")) == ["a"])
    #expect(try Folder.names(in: folder.file("out")) == ["b"])
  }

  @Test func aKilledProcesssFolderIsRemovedAndABusyOneStays() throws {
    let abandoned = ".out.tmp-1-0123ABCD"
    try Folder.create(folder.file(abandoned))
    try folder.write("half", to: abandoned + "/a")
    let first = try AtomicFolder(path: folder.file("out"))
    #expect(Folder.kind(of: folder.file(abandoned)) == .nothing)
    let second = try AtomicFolder(path: folder.file("out"))
    #expect(try folder.names().count == 2)
    try first.commit()
    try second.commit()
    #expect(try folder.names() == ["out"])
  }

  @Test func aFileInItsPlaceIsRefused() throws {
    try folder.write("mine", to: "out")
    #expect(
      message(folder) { try AtomicFolder(path: folder.file("out")).commit() }?.hasPrefix("out: ") == true)
    #expect(try folder.names() == ["out"])
  }
}
