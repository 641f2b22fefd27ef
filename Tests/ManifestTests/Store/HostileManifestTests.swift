import Formats
import SQLite
import TestSupport
import Testing

@testable import Manifest

/// A manifest from somebody who wishes us ill: nothing in it acts.
struct HostileManifestTests {
  private static let tables = ["run", "artifact", "location", "io", "metric", "receipt", "stat_cache"]

  /// Triggers before and after everything on every table, and in place of everything on every view.
  private func plant(_ scratch: TestFolder) throws {
    let queue = try Database(path: scratch.file("manifest.db"))
    try queue.write { db in
      try db.execute("CREATE TABLE loot (what TEXT)")
      let views: [String] = try db.values("SELECT name FROM sqlite_master WHERE type = 'view'")
      for event in ["INSERT", "UPDATE", "DELETE"] {
        for (object, times) in Self.tables.map({ ($0, ["BEFORE", "AFTER"]) }) + views.map({ ($0, ["INSTEAD OF"]) }) {
          for time in times {
            try db.execute(
              """
              CREATE TRIGGER "evil \(object) \(event) \(time)" \(time) \(event) ON \(object) BEGIN
                INSERT INTO loot VALUES ('\(object) \(event)');
                UPDATE run SET status = 'failed', targets = '[]', because = 'evil';
                DELETE FROM io;
              END
              """)
          }
        }
      }
    }
    try queue.close()
  }

  @Test func triggersChangeNothing() throws {
    let (clean, hostile) = (try TestFolder(), try TestFolder())
    var dumps: [[String]] = []
    for scratch in [clean, hostile] {
      _ = try scratch.store()
      if scratch === hostile { try plant(scratch) }
      let sample = try Sample(scratch)
      let store = try scratch.store()
      for number in 1...3 {
        try scratch.write("text \(number)", to: "in")
        try scratch.write("made \(number)", to: "out")
        var file = try sample.file("shard", "out", kind: "token shard", at: number * 10 + 4)
        var read = try sample.file("part", "in", at: number * 10)
        (file.seen, read.seen) = (nil, nil)
        var run = sample.run(number, "shard", inputs: [read], outputs: [file])
        run.metrics = [RunMetric(name: "loss", step: nil, value: 1)]
        try store.record(run)
        try store.record(run)
      }
      _ = try store.note(Sample.id(2), "words")
      _ = try store.verify(full: true)
      for view in ["runs", "artifacts", "lineage", "stale", "unfinished", "made", "link"] {
        _ = try store.read { try $0.rows("SELECT * FROM \(view)") }
      }
      if scratch === hostile { #expect(try store.strings("SELECT what FROM loot") == []) }
      dumps.append(try store.dump())
    }
    #expect(dumps[0] == dumps[1])
    #expect(dumps[0].count > 10)
  }

  @Test func aRebuildSweepsThemOut() throws {
    let scratch = try TestFolder()
    _ = try scratch.store()
    try plant(scratch)
    #expect(try Rebuild.run(scratch.location()).runs == 0)
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    #expect(try scratch.store().strings(sql) == TestFolder().store().strings(sql))
  }

  @Test func isOpenedWithCare() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    #expect(try store.strings("PRAGMA trusted_schema") == ["0"])
    // Defensive mode: the schema cannot be written as a table.
    #expect(throws: ManifestError.self) {
      try store.write { db in
        try db.execute("PRAGMA writable_schema = ON")
        try db.execute("UPDATE sqlite_master SET sql = NULL")
      }
    }
    let copy = try ManifestStore(copyOf: scratch.location())
    #expect(try copy.strings("PRAGMA trusted_schema") == ["0"])
  }

  // MARK: What lies where SQLite opens files

  @Test(arguments: Placed.allCases.filter { ![.danglingLink, .linkToItself].contains($0) })
  func refusesWhatIsNoFile(placed: Placed) throws {
    let scratch = try TestFolder()
    try placed.put(scratch.file("manifest.db"))
    let location = try scratch.location()
    let problem = ManifestError.database(path: location.path, .notFile(found: placed.words))
    #expect(throws: problem) { try ManifestStore(creating: location) }
    #expect(throws: problem) { try ManifestStore(existing: location) }
    #expect(throws: problem) { try ManifestStore(copyOf: location) }
  }

  @Test(arguments: ["-journal", "-wal", "-shm"], Placed.allCases)
  func refusesWhatIsNoJournal(suffix: String, placed: Placed) throws {
    let scratch = try TestFolder()
    _ = try scratch.store()
    let side = scratch.file("manifest.db" + suffix)
    try placed.put(side)
    let words = PathKind.isLink(side) ? "is a symbolic link" : placed.words
    #expect(throws: ManifestError.database(path: side, .notFile(found: words))) { try scratch.store() }
    #expect(throws: ManifestError.database(path: side, .notFile(found: words))) { try Rebuild.run(scratch.location()) }
    #expect(throws: ManifestError.database(path: side, .notFile(found: words))) {
      try ManifestStore(copyOf: scratch.location())
    }
  }

  @Test func aLinkToItself() throws {
    let scratch = try TestFolder()
    try Placed.linkToItself.put(scratch.file("manifest.db"))
    let location = try scratch.location()
    #expect(throws: ManifestError.database(path: location.path, .unwritable(detail: "is a link that leads to itself")))
    {
      try ManifestStore(existing: location)
    }
  }
}
