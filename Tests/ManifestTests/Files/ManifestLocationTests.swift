import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

struct ManifestLocationTests {
  @Test func storesWhatLiesInsideRelatively() throws {
    let scratch = try TestFolder()
    let location = try scratch.location()
    #expect(location.stored(scratch.file("corpus.txt")) == "corpus.txt")
    #expect(location.stored(scratch.file("a//b/")) == "a/b")
    #expect(location.stored(scratch.file("not/yet/../there/x")) == "not/there/x")
    #expect(location.stored(scratch.path) == ".")
    #expect(location.stored("/dev/null") == "/dev/null")
    #expect(location.stored("-") == "-")
    #expect(location.stored(scratch.path + "er/x").hasPrefix("/"))
    #expect(location.resolved("a/b") == location.root + "/a/b")
    #expect(location.resolved("/dev/null") == "/dev/null")
  }

  @Test func followsLinkedFoldersAndKeepsLinkedNames() throws {
    let scratch = try TestFolder()
    try scratch.write("x", to: "real/file with space é")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("linked"), withDestinationPath: "real")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("name"), withDestinationPath: "real/file with space é")
    let location = try scratch.location()
    #expect(location.stored(scratch.file("linked/file with space é")) == "real/file with space é")
    #expect(location.stored(scratch.file("name")) == "name")
  }

  @Test func needsItsFolder() throws {
    let scratch = try TestFolder()
    let path = scratch.file("none/manifest.db")
    #expect(throws: ManifestError.database(path: path, .noFolder(folder: scratch.file("none")))) {
      try ManifestLocation(path)
    }
  }
}
