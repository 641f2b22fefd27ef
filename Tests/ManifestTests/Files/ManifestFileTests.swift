import Formats
import SQLite
import TestSupport
import Testing

@testable import Manifest

/// What a rebuild may replace, and what it must not.
struct ManifestFileTests {
  private static let magic = Array("SQLite format 3\0".utf8)

  private static func header(_ application: [UInt8]) -> [UInt8] {
    magic + Array(repeating: 1, count: 52) + application + Array(repeating: 1, count: 28)
  }

  @Test(
    arguments: [
      (Array("Call me Ishmael.\n".utf8), "is text"),
      (Array("größe 大きさ\r\n".utf8), "is text"),
      ([0xFF, 0xFE, 0x43, 0x00], "is text in UTF-16"),
      (Array("{\"format\": 1}".utf8), "is text"),
      ([16, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":".utf8), "is a safetensors checkpoint"),
      ([0x50, 0x2A, 0x4D, 0x18, 9, 0, 0, 0], "is a token shard"),
      ([0x28, 0xB5, 0x2F, 0xFD, 0, 1], "is a zstd file"),
      ([0x1F, 0x8B, 8, 0], "is a gzip file"),
      ([0x7F, 0x45, 0x4C, 0x46, 2], "is a program"),
      (header([0x12, 0x34, 0x56, 0x78]), "is the database of another program"),
    ] as [([UInt8], String)])
  func knowsStrangers(bytes: [UInt8], words: String) {
    #expect(ManifestFile.foreignContent(named: "manifest.db", beginning: bytes) == words)
    #expect(ManifestFile.foreignContent(named: "other", beginning: bytes) == words)
  }

  @Test(arguments: [header([0x4C, 0x74, 0x50, 0x72]), Array(repeating: 0, count: 68) + [0x4C, 0x74, 0x50, 0x72]])
  func knowsOurs(bytes: [UInt8]) {
    #expect(ManifestFile.foreignContent(named: "other", beginning: bytes) == nil)
  }

  /// Damaged beyond recognition: the name decides.
  @Test(
    arguments: [
      (header([0, 0, 0, 0]), "is the database of another program"), (magic, "is the database of another program"),
      (Array(repeating: 0, count: 4096), "is no database"), ([1, 2, 3], "is no database"),
    ] as [([UInt8], String)])
  func asksTheName(bytes: [UInt8], words: String) {
    #expect(ManifestFile.foreignContent(named: "manifest.db", beginning: bytes) == nil)
    #expect(ManifestFile.foreignContent(named: "other.db", beginning: bytes) == words)
  }

  /// The beginning of a magic reads as text; it was a manifest all the same.
  @Test func everyCutOfAManifestMayBeReplaced() {
    let header = Self.header([0x4C, 0x74, 0x50, 0x72])
    for length in 0...header.count {
      let cut = Array(header.prefix(length))
      #expect(ManifestFile.foreignContent(named: "manifest.db", beginning: cut) == nil, "\(length)")
    }
    #expect(ManifestFile.foreignContent(named: "other.db", beginning: Array(header.prefix(9))) == "is text")
  }

  @Test func aRealManifest() throws {
    let scratch = try TestFolder()
    _ = try scratch.store("m.db")
    #expect(ManifestFile.foreignContent(at: scratch.file("m.db")) == nil)
    #expect(ManifestFile.foreignContent(at: scratch.file("nothing")) == nil)
    try scratch.write("", to: "empty")
    #expect(ManifestFile.foreignContent(at: scratch.file("empty")) == nil)
  }

  @Test(arguments: Placed.allCases) func refusesWhatIsNoFile(placed: Placed) throws {
    let scratch = try TestFolder()
    try placed.put(scratch.file("manifest.db"))
    #expect(ManifestFile.foreignContent(at: scratch.file("manifest.db")) == placed.words)
    let location = try scratch.location()
    #expect(throws: ManifestError.database(path: location.path, .notManifest(found: placed.words))) {
      try Rebuild.run(location)
    }
    #expect(try Folder.names(in: scratch.path) == ["manifest.db"])
  }

  @Test(arguments: ["text", "database"]) func aRebuildLeavesThemAlone(kind: String) throws {
    let scratch = try TestFolder()
    let path = scratch.file("novel")
    if kind == "text" {
      try scratch.write("Call me Ishmael.", to: "novel")
    } else {
      try Database(path: path).write { try $0.execute("CREATE TABLE t (x)") }
    }
    let before = try FileRangeReader.wholeFile(path, limit: 1 << 20)
    let location = try ManifestLocation(path)
    let problem: ManifestError =
      kind == "text" ? .database(path: path, .notManifest(found: "is text")) : .database(path: path, .foreign)
    #expect(throws: problem) { try Rebuild.run(location) }
    #expect(throws: problem) { try ManifestStore(creating: location) }
    #expect(throws: problem) { try ManifestStore(copyOf: location) }
    #expect(try FileRangeReader.wholeFile(path, limit: 1 << 20) == before)
    #expect(try Folder.names(in: scratch.path) == ["novel"])
  }
}
