import Foundation
import Formats
import Testing

@testable import Manifest

struct ManifestLocationTests {
  @Test func storesWhatLiesInsideRelatively() throws {
    let scratch = try Scratch()
    let location = try scratch.location()
    #expect(location.stored(scratch.path("corpus.txt")) == "corpus.txt")
    #expect(location.stored(scratch.path("a//b/")) == "a/b")
    #expect(location.stored(scratch.path("not/yet/../there/x")) == "not/there/x")
    #expect(location.stored(scratch.folder) == ".")
    #expect(location.stored("/dev/null") == "/dev/null")
    #expect(location.stored("-") == "-")
    #expect(location.stored(scratch.folder + "er/x").hasPrefix("/"))
    #expect(location.resolved("a/b") == location.root + "/a/b")
    #expect(location.resolved("/dev/null") == "/dev/null")
  }

  @Test func followsLinkedFoldersAndKeepsLinkedNames() throws {
    let scratch = try Scratch()
    try scratch.write("x", to: "real/file with space é")
    try FileManager.default.createSymbolicLink(atPath: scratch.path("linked"), withDestinationPath: "real")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("name"), withDestinationPath: "real/file with space é")
    let location = try scratch.location()
    #expect(location.stored(scratch.path("linked/file with space é")) == "real/file with space é")
    #expect(location.stored(scratch.path("name")) == "name")
  }

  @Test func needsItsFolder() throws {
    let scratch = try Scratch()
    let path = scratch.path("none/manifest.db")
    #expect(throws: ManifestError.database(path: path, .noFolder(folder: scratch.path("none")))) {
      try ManifestLocation(path)
    }
  }
}
