import Formats
import SQLite

extension ManifestStore {
  /// The number of runs.
  package func runCount() throws -> Int {
    try read { db in try db.value("SELECT count(*) FROM run") ?? 0 }
  }

  /// The ids of all runs, the oldest first.
  package func runIDs() throws -> [String] {
    try read { db in try db.values("SELECT id FROM run ORDER BY id") }
  }

  /// The greatest run id; new ids are made after it, whatever the clock says.
  package func lastRunID() throws -> String? {
    try read { db in try db.value("SELECT max(id) FROM run") }
  }

  /// The full id of the one run whose id starts with `prefix`.
  /// - Throws: `ManifestError.unknownRun`.
  package func runID(startingWith prefix: String) throws -> String {
    let ids: [String] = try read { db in
      try db.values("SELECT id FROM run WHERE substr(id, 1, ?) = ?", [prefix.count, prefix])
    }
    guard ids.count == 1, let id = ids.first, !prefix.isEmpty else {
      throw ManifestError.unknownRun(prefix: prefix, matches: ids.count)
    }
    return id
  }

  /// The last run that made just this content at its path, by stored path.
  package func producers(of files: [RecordedFile]) throws -> [String: RunName] {
    try read { db in
      let query = """
        SELECT run.id, run.stage, run.key FROM io JOIN run ON run.id = io.run
        WHERE io.direction = 'out' AND io.path = ? AND io.file = ? ORDER BY io.ok DESC, io.run DESC LIMIT 1
        """
      var producers: [String: RunName] = [:]
      for file in files {
        guard let content = file.fileDigest else { continue }
        guard let row = try db.row(query, [file.path, content.hex]) else { continue }
        producers[file.path] = RunName(id: row["id"], stage: row["stage"], key: digest(row["key"]))
      }
      return producers
    }
  }

  /// The last run that wrote to a path, whatever lies there now.
  package func lastWriter(of path: String) throws -> RunName? {
    try read { db in
      try db.row(
        """
        SELECT run.id, run.stage, run.key FROM io JOIN run ON run.id = io.run
        WHERE io.direction = 'out' AND io.path = ? AND io.role <> '\(Ingest.prunedRole)'
        ORDER BY io.run DESC LIMIT 1
        """, [path]
      ).map { RunName(id: $0["id"], stage: $0["stage"], key: digest($0["key"])) }
    }
  }

  /// The last run of a stage that ended well and was to make any of these targets: what lies there should be its.
  package func lastGoodRun(stage: String, targets: [String]) throws -> EarlierRun? {
    try earlierRun(
      """
      SELECT * FROM run WHERE stage = ? AND status = 'ok' AND part IS NULL AND EXISTS (
        SELECT 1 FROM json_each(run.targets) AS here JOIN json_each(?) AS asked ON asked.value = here.value)
      ORDER BY id DESC LIMIT 1
      """, [stage, Ingest.canonical(targets)])
  }

  /// The last run of a stage that ended well with just these targets and this key.
  package func lastGoodRun(stage: String, targets: [String], key: Digest) throws -> EarlierRun? {
    try earlierRun(
      """
      SELECT * FROM run WHERE stage = ? AND targets = ? AND key = ? AND status = 'ok' AND part IS NULL
      ORDER BY id DESC LIMIT 1
      """, [stage, Ingest.canonical(targets), key.hex])
  }

  /// Those of the paths whose last content is recorded as removed on purpose, with the identity of that content.
  package func removedContents(of paths: [String]) throws -> [String: Digest] {
    try read { db in
      var found: [String: Digest] = [:]
      for path in paths {
        let row = try db.row(
          """
          SELECT location.artifact, (SELECT io.kept FROM io
            WHERE io.path = location.path AND io.direction = 'out' ORDER BY io.run DESC LIMIT 1) AS kept
          FROM location WHERE location.path = ?
          """, [path])
        if let row, row["kept"] == 0 { found[path] = digest(row["artifact"]) }
      }
      return found
    }
  }

  private func earlierRun(_ sql: String, _ arguments: Arguments) throws -> EarlierRun? {
    try read { db in
      try db.row(sql, arguments)
        .map { try EarlierRun($0, db: db, path: location.path) }
    }
  }

  /// The last run of a stage with these targets, however it ended.
  /// - Parameters:
  ///   - stage: The stage.
  ///   - targets: Its outputs as given.
  ///   - run: Only runs before this one.
  /// - Returns: The run and how it ended; nil where there is none.
  /// - Throws: `ManifestError`.
  package func lastRun(
    stage: String, targets: [String], before run: String? = nil
  ) throws -> (name: RunName, status: RunStatus)? {
    try read { db in
      let row = try db.row(
        """
        SELECT id, stage, key, status FROM run
        WHERE stage = ?1 AND targets = ?2 AND (?3 IS NULL OR id < ?3) ORDER BY id DESC LIMIT 1
        """, [stage, Ingest.canonical(targets), run])
      guard let row else { return nil }
      let status: String = row["status"]
      return (RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])), RunStatus(rawValue: status) ?? .ok)
    }
  }
}

/// A run by the names that messages use.
package struct RunName: Sendable, Equatable {
  /// Its id.
  package var id: String
  /// Its stage.
  package var stage: String
  /// Its key.
  package var key: Digest?

  /// `shard run 0193abcd-1234`.
  package var text: String { "\(stage) run \(RunID.short(id))" }
}

/// An earlier run as the up-to-date check needs it.
package struct EarlierRun: Sendable, Equatable {
  /// Its id.
  package var id: String
  /// Its key.
  package var key: Digest?
  /// The version of what its stage computed.
  package var semantics: Int
  /// Its settings.
  package var configuration: JSONValue
  /// Its seed.
  package var seed: UInt64?
  /// When it began and ended.
  package var start: Timestamp
  package var end: Timestamp?
  /// What decided its result, in order.
  package var inputs: [File]
  /// What it left.
  package var outputs: [File]

  /// A file of an earlier run.
  package struct File: Sendable, Equatable {
    package var role: String
    package var path: String
    package var identity: Digest?
    package var fileDigest: Digest?

    /// Creates a file.
    package init(role: String, path: String, identity: Digest?, fileDigest: Digest?) {
      self.role = role
      self.path = path
      self.identity = identity
      self.fileDigest = fileDigest
    }
  }
}

extension EarlierRun {
  fileprivate init(_ row: Row, db: Database, path: String) throws {
    let id: String = row["id"]
    let config: String = row["config"]
    let start: String = row["started"]
    let end: String? = row["ended"]
    let seed: String? = row["seed"]
    let configuration = try? JSONValue(parsing: Array(config.utf8))
    guard let configuration, let start = Timestamp(start) else {
      throw ManifestError.database(path: path, .damaged(detail: "run \(id) is malformed"))
    }
    self.id = id
    key = digest(row["key"])
    semantics = row["semantics"]
    self.configuration = configuration
    self.seed = seed.flatMap { UInt64($0) }
    self.start = start
    self.end = end.flatMap { Timestamp($0) }
    inputs = try Self.files(db, run: id, condition: "direction = 'in' AND in_key = 1")
    outputs = try Self.files(db, run: id, condition: "direction = 'out' AND (kept = 1 OR \(Self.wasCleaned))")
  }

  /// What a person removed to save room is made again when its own stage is asked for it, and so is what made way for
  /// other outputs. What a stage pruned for the same outputs is not: it belongs to no result any more.
  private static let wasCleaned = """
    io.role <> '\(Ingest.prunedRole)' AND EXISTS (
      SELECT 1 FROM io AS later JOIN run ON run.id = later.run
        WHERE later.path = io.path AND later.direction = 'out' AND later.role = '\(Ingest.prunedRole)'
          AND later.run > io.run AND (run.stage IN (\(RemovalRecord.stages))
            OR run.targets <> (SELECT own.targets FROM run AS own WHERE own.id = io.run)))
    """

  private static func files(_ db: Database, run: String, condition: String) throws -> [File] {
    try db.rows(
      "SELECT role, path, artifact, file FROM io WHERE io.run = ? AND \(condition) ORDER BY position", [run]
    ).map { row in
      File(role: row["role"], path: row["path"], identity: digest(row["artifact"]), fileDigest: digest(row["file"]))
    }
  }
}

/// A digest from its column; nil for NULL.
func digest(_ text: String?) -> Digest? { text.flatMap { Digest(hex: $0) } }

extension ManifestStore {
  /// A number that changes with every change that another connection makes.
  package func version() throws -> Int {
    try read { db in try db.value("PRAGMA data_version") ?? 0 }
  }
}
