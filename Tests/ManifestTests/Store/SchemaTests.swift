import SQLite
import TestSupport
import Testing

@testable import Manifest

struct SchemaTests {
  @Test func everyTableIsStrict() throws {
    let store = try TestFolder().store()
    let tables = try store.strings(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 1")
    #expect(Set(tables) == ["run", "artifact", "location", "io", "metric", "receipt", "stat_cache"])
  }

  @Test func hasTheViewsThatPeopleType() throws {
    let store = try TestFolder().store()
    let views = try store.strings("SELECT name FROM sqlite_master WHERE type = 'view'")
    #expect(Set(views) == ["runs", "artifacts", "lineage", "stale", "stale_run", "unfinished", "made", "link"])
    for view in views { _ = try store.read { try $0.rows("SELECT * FROM \(view)") } }
  }

  /// `.schema` shows what each table and view is for, and what is in each column that its name does not tell.
  @Test func explainsItself() throws {
    let store = try TestFolder().store()
    let plain: Set = ["stage", "path", "status", "started", "took", "size", "run", "because"]
    for object in try store.strings("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')") {
      let text = try #require(try store.strings("SELECT sql FROM sqlite_master WHERE name = '\(object)'").first)
      let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      #expect(lines.dropFirst().first?.hasPrefix("-- ") == true, "\(object)")
      for column in try store.strings("SELECT name FROM pragma_table_info('\(object)')") where !plain.contains(column) {
        let explained = lines.indices.contains { index in
          let parts = lines[index].split(separator: "-- ", omittingEmptySubsequences: false)
          let above = index > 0 && lines[index - 1].hasPrefix("-- ")
          return (parts.count > 1 || above) && parts[0].contains(column)
        }
        #expect(explained, "\(object).\(column)")
      }
    }
  }

  @Test func isOneFileWithFullSync() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let settings = try store.read { db in
      try ["journal_mode", "synchronous", "foreign_keys", "user_version", "application_id"].map {
        try db.value("PRAGMA \($0)") ?? ""
      }
    }
    #expect(settings == ["delete", "2", "1", "5", String(0x4C74_5072)])
  }

  @Test func holdsReferences() throws {
    let store = try TestFolder().store()
    #expect(throws: ManifestError.self) {
      try store.write { db in
        try db.execute("INSERT INTO metric (run, name, value) VALUES ('nobody', 'x', 1.0)")
      }
    }
  }
}
