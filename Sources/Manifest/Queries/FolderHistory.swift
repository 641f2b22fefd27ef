import Formats
import SQLite

/// What is known of a folder: which runs made the files in it, and which read them.
package struct FolderHistory: Sendable, Equatable {
  /// The files that a run made last, among those below the folder.
  package struct Group: Sendable, Equatable {
    package var producer: RunName
    /// What the files are: `token part`, `checkpoint`; without those of which nothing is known.
    package var kinds: [String]
    /// Those that are there, and those that are gone.
    package var present, gone: Int
    /// The bytes of those that are there.
    package var bytes: Int
  }

  /// The stored path.
  package var path: String
  /// The files by the runs that made them, the latest run first.
  package var groups: [Group]
  /// Files that runs read there and none made.
  package var given: Int
  /// Runs that read files there, the latest first.
  package var readers: [RunName]
  /// The latest of the runs that made something there.
  package var latest: RunFacts?
  /// Files that are out of date, and why the first of them is.
  package var stale: Int
  package var staleBecause: String?
}

extension ManifestStore {
  /// Everything known of a folder; nil where no run has met anything below it.
  /// - Throws: `ManifestError`.
  package func history(ofFolder path: String) throws -> FolderHistory? {
    let stored = location.stored(path)
    let groups = try groups(below: stored)
    return try read { db in
      let given: Int =
        try db.value(
          """
          SELECT count(DISTINCT path) FROM io WHERE direction = 'in' AND \(Self.isAtOrBelow("path")) AND NOT EXISTS
            (SELECT 1 FROM io AS made WHERE made.path = io.path AND made.direction = 'out')
          """, [stored]) ?? 0
      guard !groups.isEmpty || given > 0 else { return nil }
      let stale = try db.rows("SELECT because FROM stale WHERE \(Self.isAtOrBelow("path"))", [stored])
      return FolderHistory(
        path: stored, groups: groups, given: given, readers: try readers(below: stored, db),
        latest: try groups.first.flatMap { group in
          try db.row("SELECT * FROM run WHERE id = ?", [group.producer.id])
            .map { try RunFacts($0, db: db, path: location.path) }
        }, stale: stale.count, staleBecause: stale.first?["because"])
    }
  }

  private func readers(below stored: String, _ db: Database) throws -> [RunName] {
    try db.rows(
      """
      SELECT DISTINCT run.id, run.stage, run.key FROM io JOIN run ON run.id = io.run
      WHERE io.direction = 'in' AND \(Self.isAtOrBelow("io.path")) ORDER BY run.id DESC
      """, [stored]
    ).map { RunName(id: $0["id"], stage: $0["stage"], key: digest($0["key"])) }
  }

  private func groups(below stored: String) throws -> [FolderHistory.Group] {
    let kinds = try kinds(below: stored)
    let byRun = Dictionary(grouping: try lastOutputs(at: stored), by: \.run.id)
    return byRun.sorted { $0.key > $1.key }.map { _, outputs in
      var group = FolderHistory.Group(producer: outputs[0].run, kinds: [], present: 0, gone: 0, bytes: 0)
      for output in outputs {
        if let kind = kinds[output.path], !group.kinds.contains(kind) { group.kinds.append(kind) }
        guard case .file(let bytes) = PathKind.of(location.resolved(output.path)) else {
          group.gone += 1
          continue
        }
        group.present += 1
        group.bytes += bytes
      }
      return group
    }
  }

  private func kinds(below stored: String) throws -> [String: String] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT location.path, artifact.kind FROM location JOIN artifact ON artifact.digest = location.artifact
        WHERE artifact.kind IS NOT NULL AND \(Self.isAtOrBelow("location.path"))
        """, [stored])
      return Dictionary(rows.map { ($0["path"], $0["kind"]) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
