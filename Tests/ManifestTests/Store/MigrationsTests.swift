import Formats
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Manifest

/// Manifests of earlier versions, as those versions left them, with their receipts.
struct MigrationsTests {
  private func old(_ version: Int, receipts: Bool = true) throws -> TestFolder {
    let scratch = try TestFolder()
    let fixture = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/version-\(version)")
    let sql = try String(contentsOf: fixture.appendingPathComponent("manifest.sql"), encoding: .utf8)
    let database = try Database(path: scratch.file("manifest.db"))
    try database.execute(sql)
    try database.execute("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(version)")
    try database.close()
    if receipts {
      try FileManager.default.copyItem(
        at: fixture.appendingPathComponent("receipts"), to: URL(fileURLWithPath: scratch.file("receipts")))
    }
    return scratch
  }

  @Test(arguments: [1, 2, 3, 4]) func theSchemaIsThatOfANewDatabase(version: Int) throws {
    let (old, new) = (try old(version), try TestFolder())
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    #expect(try old.store().strings(sql) == new.store().strings(sql))
    #expect(try old.store().strings("PRAGMA user_version") == ["5"])
  }

  @Test(arguments: [(1, 5, "01a1fdc3-ab2a"), (2, 0, "01a21568-580a"), (3, 0, "01a21568-580a"), (4, 0, "01a21835-5577")])
  func theRowsAreThoseOfARebuild(version: Int, taken: Int, producer: String) throws {
    let scratch = try old(version)
    let store = try scratch.store()
    #expect(try store.ingestPending().ingested == taken)
    let upgraded = try store.dump()
    try store.close()
    #expect(try Rebuild.run(scratch.location()).runs == 5)
    #expect(try scratch.store().dump() == upgraded)
    #expect(upgraded.contains { $0.contains("maker=\(producer)") })
  }

  /// Somebody threw the receipts away: the rows stay, and the lineage with them.
  @Test func nothingIsLostWithoutReceipts() throws {
    let store = try old(1, receipts: false).store()
    #expect(try store.ingestPending().ingested == 0)
    #expect(try store.runCount() == 5)
    let story = try store.lineageLines()
    #expect(story.count == 4)
    #expect(story[2].hasPrefix("   └─ shard: encoded/part-00000-of-00002.u16.zst (+1) → dataset/"))
  }

  @Test func namespacesOfVersion3Stay() throws {
    let store = try old(3, receipts: false).store()
    #expect(try store.strings("SELECT count(pid_namespace) FROM run") == ["3"])
    #expect(try store.strings("SELECT count(directory) FROM run") == ["0"])
    #expect(try store.strings("SELECT count(*) FROM receipt") == ["5"])
    #expect(try store.strings("PRAGMA foreign_key_check") == [])
  }

  @Test func directoriesOfVersion4Stay() throws {
    let store = try old(4, receipts: false).store()
    let row = "SELECT count(pid_namespace) || ' ' || count(directory) || ' ' || count(note) FROM run"
    #expect(try store.strings(row) == ["5 5 1"])
    #expect(try store.strings("SELECT count(device) FROM run") == ["0"])
    #expect(try store.strings("PRAGMA foreign_key_check") == [])
  }

  @Test func notesAndHashesOfVersion2Stay() throws {
    let scratch = try old(2, receipts: false)
    let store = try scratch.store()
    #expect(try store.strings("SELECT note FROM run WHERE note IS NOT NULL") == ["the first one"])
    #expect(try store.strings("SELECT count(*) FROM receipt") == ["5"])
    #expect(try store.strings("SELECT count(pid_namespace) FROM run") == ["0"])
    #expect(try store.strings("PRAGMA foreign_key_check") == [])
  }
}
