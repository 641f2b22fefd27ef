import Foundation
import Formats
import GRDB
import Testing

@testable import Manifest

/// A manifest of version 1, as that version left it, with its receipts.
struct MigrationsTests {
  private static let fixture = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/version-1")

  private func old(receipts: Bool = true) throws -> Scratch {
    let scratch = try Scratch()
    let fixture = try #require(Self.fixture)
    let sql = try String(contentsOf: fixture.appendingPathComponent("manifest.sql"), encoding: .utf8)
    let queue = try DatabaseQueue(path: scratch.path("manifest.db"))
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: sql)
      try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
    }
    try queue.close()
    if receipts {
      try FileManager.default.copyItem(
        at: fixture.appendingPathComponent("receipts"), to: URL(fileURLWithPath: scratch.path("receipts")))
    }
    return scratch
  }

  @Test func theSchemaIsThatOfANewDatabase() throws {
    let (old, new) = (try old(), try Scratch())
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    #expect(try old.store().strings(sql) == new.store().strings(sql))
    #expect(try old.store().strings("PRAGMA user_version") == ["2"])
  }

  @Test func theRowsAreThoseOfARebuild() throws {
    let scratch = try old()
    let store = try scratch.store()
    #expect(try store.ingestPending().taken == 5)
    let upgraded = try store.dump()
    try store.close()
    #expect(try Rebuild.run(scratch.location()).runs == 5)
    #expect(try scratch.store().dump() == upgraded)
    #expect(upgraded.contains { $0.contains("maker=\"01a1fdc3-ab2a") })
  }

  /// Somebody threw the receipts away: the rows stay, and the lineage with them.
  @Test func nothingIsLostWithoutReceipts() throws {
    let store = try old(receipts: false).store()
    #expect(try store.ingestPending().taken == 0)
    #expect(try store.runCount() == 5)
    let story = try store.lineageStory()
    #expect(story.count == 4)
    #expect(story[2].hasPrefix("   └─ shard: encoded/part-00000-of-00002.u16.zst (+1) → dataset/"))
  }
}
