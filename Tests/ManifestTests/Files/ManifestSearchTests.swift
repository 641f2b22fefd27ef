import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

struct ManifestSearchTests {
  /// A folder with folders in it, and a manifest in one of them.
  private func tree(_ manifest: String = "project/manifest.db") throws -> TestFolder {
    let scratch = try TestFolder()
    try Folder.create(scratch.file("project/a/b"))
    _ = try ManifestStore(creating: ManifestLocation(scratch.file(manifest)))
    return scratch
  }

  private func find(_ folder: String, home: String? = nil, needsWriting: Bool = true) -> String? {
    ManifestSearch(home: home, needsWriting: needsWriting).path(from: folder)
  }

  private func setMode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test func findsTheNearest() throws {
    let scratch = try tree()
    #expect(find(scratch.file("project")) == "manifest.db")
    #expect(find(scratch.file("project/a")) == "../manifest.db")
    #expect(find(scratch.file("project/a/b")) == "../../manifest.db")
    #expect(find(scratch.path) == nil)
    _ = try ManifestStore(creating: ManifestLocation(scratch.file("project/a/manifest.db")))
    #expect(find(scratch.file("project/a/b")) == "../manifest.db")
    #expect(find(scratch.file("none")) == nil)
  }

  /// Through a link the way up is the disk's, as it is for `..`.
  @Test func followsTheDisk() throws {
    let scratch = try tree()
    try FileManager.default.createSymbolicLink(atPath: scratch.file("link"), withDestinationPath: "project/a/b")
    #expect(find(scratch.file("link")) == "../../manifest.db")
  }

  @Test func aManifestThatWasRemovedIsKnownByItsReceipts() throws {
    let scratch = try tree()
    let sample = try Sample(scratch)
    try Folder.removeFile(scratch.file("project/manifest.db"))
    #expect(find(scratch.file("project/a")) == nil)
    try scratch.write("{}", to: "project/receipts/202611/notes.json")
    #expect(find(scratch.file("project/a")) == nil)
    try scratch.write("{}", to: "project/receipts/202611/\(sample.run(1, "shard").id).json")
    #expect(find(scratch.file("project/a")) == "../manifest.db")
    #expect(find(scratch.file("project")) == "manifest.db")
  }

  @Test func whatIsNoManifestIsPassedOver() throws {
    let scratch = try tree("manifest.db")
    try scratch.write("a text", to: "project/manifest.db")
    #expect(find(scratch.file("project/a")) == "../../manifest.db")
    // Where the person stands it is in the way, and is told.
    #expect(find(scratch.file("project")) == "manifest.db")
    try Folder.removeFile(scratch.file("project/manifest.db"))
    try Folder.create(scratch.file("project/manifest.db"))
    #expect(find(scratch.file("project/a")) == "../../manifest.db")
  }

  @Test func staysBelowTheHomeDirectory() throws {
    let scratch = try tree()
    #expect(find(scratch.file("project/a"), home: scratch.file("project")) == nil)
    #expect(find(scratch.file("project/a/b"), home: scratch.file("project/a/b")) == nil)
    #expect(find(scratch.file("project"), home: scratch.file("project")) == "manifest.db")
    #expect(find(scratch.file("project/a"), home: scratch.path) == "../manifest.db")
    #expect(find(scratch.file("project/a"), home: "/nowhere") == "../manifest.db")
  }

  @Test func staysOutOfFoldersForEverybodysFiles() throws {
    let scratch = try tree()
    try setMode(0o1777, scratch.file("project"))
    #expect(find(scratch.file("project/a")) == nil)
    // Without the rule of /tmp anybody may have put something there: this user's own counts.
    try setMode(0o777, scratch.file("project"))
    #expect(find(scratch.file("project/a")) == "../manifest.db")
    guard geteuid() == 0 else { return }
    chown(scratch.file("project/manifest.db"), 1, 1)
    #expect(find(scratch.file("project/a")) == nil)
  }

  @Test func endsWithTheFileSystem() {
    // Whatever lies in / is of another file system than /proc.
    #expect(find("/proc/self") == nil)
  }
}
