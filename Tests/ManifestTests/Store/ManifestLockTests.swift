import Formats
import TestSupport
import Testing

@testable import Manifest

struct ManifestLockTests {
  @Test func writersShareItAndARebuildDoesNot() throws {
    let scratch = try TestFolder()
    try Folder.create(scratch.file("receipts"))
    let location = try scratch.location()
    #expect(ManifestLock.isFree(location))
    let held = try ManifestLock.hold(.together, location) {
      try ManifestLock.hold(.together, location) { ManifestLock.isFree(location) }
    }
    #expect(!held)
    #expect(try ManifestLock.hold(.alone, location) { !ManifestLock.isFree(location) })
    #expect(ManifestLock.isFree(location))
  }

  @Test func nothingIsAtStakeWithoutReceipts() throws {
    let location = try TestFolder().location()
    #expect(try ManifestLock.hold(.alone, location) { try ManifestLock.hold(.together, location) { 7 } } == 7)
  }

  /// A rebuild at work is not tidied up after, whatever its process id means here.
  @Test func aRebuildAtWorkKeepsItsFile() throws {
    let scratch = try TestFolder()
    try Folder.create(scratch.file("receipts"))
    let location = try scratch.location()
    let name = "manifest.db.rebuild-1073741823-0123abcd"
    try scratch.write("half", to: name)
    let names = try ManifestLock.hold(.alone, location) { () throws -> [String] in
      Rebuild.removeStaleTemporaries(location)
      return try Folder.names(in: scratch.path)
    }
    #expect(names == [name, "receipts"])
    Rebuild.removeStaleTemporaries(location)
    #expect(try Folder.names(in: scratch.path) == ["receipts"])
  }
}
