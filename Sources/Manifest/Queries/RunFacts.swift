import Formats
import SQLite

/// A run as it is told to people: the row and its files.
package struct RunFacts: Sendable, Equatable {
  /// Its id, stage and key.
  package var name: RunName
  /// How it ended.
  package var status: RunStatus
  /// Why it ran, as stored and in words.
  package var reason: String
  package var because: String
  /// The command line.
  package var arguments: [String]
  /// The working directory that it was given in, as a stored path; nil where the receipt does not say.
  package var directory: String?
  /// Its settings and seed.
  package var configuration: JSONValue
  package var seed: String?
  /// When it began and ended.
  package var start: Timestamp
  package var end: Timestamp?
  /// Where it ran.
  package var host: String
  package var pid: Int
  /// The accelerator that computed it; nil for the machine's cores.
  package var device: RecordedDevice?
  /// The processes that computed it together; nil for one alone.
  package var ranks: RecordedRanks?
  /// The tool's version.
  package var toolVersion: String
  /// SHA-256 of the executable; tells builds of one version apart.
  package var toolDigest: Digest?
  /// The version of what the stage computes.
  package var semantics: Int
  /// The error's text.
  package var error: String?
  /// The run it goes on from.
  package var continues: String?
  /// Words that a person left about it.
  package var note: String?
  /// What it read and made, in order.
  package var inputs: [File]
  package var outputs: [File]
  /// Files of others that it removed on purpose, as stored paths.
  package var removed: [String]
  /// Its summary values.
  package var metrics: [RunMetric]

  /// A file of the run.
  package struct File: Sendable, Equatable {
    package var role: String
    package var path: String
    package var identity: Digest?
    /// SHA-256 of the file's bytes; differs from `identity` for token shards.
    package var file: Digest?
    /// The file's size when the run saw it; nil where that is not known.
    package var bytes: Int?
    package var kept: Bool
    /// For inputs: the run that made this content.
    package var producer: RunName?
  }

  /// Seconds it took; nil while it has not ended.
  package var seconds: Double? {
    end.map { max(0, (Double($0.nanoseconds) - Double(start.nanoseconds)) / 1e9) }
  }
}

extension ManifestStore {
  /// Runs, the latest first.
  /// - Parameters:
  ///   - stage: Only this stage's.
  ///   - limit: At most so many.
  /// - Returns: The runs with their files.
  /// - Throws: `ManifestError`.
  package func runs(stage: String? = nil, limit: Int) throws -> [RunFacts] {
    try read { db in
      let rows = try db.rows(
        "SELECT * FROM run WHERE ?1 IS NULL OR stage = ?1 ORDER BY id DESC LIMIT ?2", [stage, limit])
      return try rows.map { try RunFacts($0, db: db, path: location.path) }
    }
  }

  /// One run.
  package func run(id: String) throws -> RunFacts? {
    try read { db in
      try db.row("SELECT * FROM run WHERE id = ?", [id])
        .map { try RunFacts($0, db: db, path: location.path) }
    }
  }
}

extension RunFacts {
  init(_ row: Row, db: Database, path: String) throws {
    let id: String = row["id"]
    let status: String = row["status"]
    let start: String = row["started"]
    let end: String? = row["ended"]
    let config: String = row["config"]
    let argv: String = row["argv"]
    guard let status = RunStatus(rawValue: status), let start = Timestamp(start),
      let configuration = try? JSONValue(parsing: Array(config.utf8)),
      let arguments = (try? JSONValue(parsing: Array(argv.utf8)))?.array?.compactMap(\.string)
    else { throw ManifestError.database(path: path, .damaged(detail: "run \(id) is malformed")) }
    name = RunName(id: id, stage: row["stage"], key: digest(row["key"]))
    self.status = status
    reason = row["reason"]
    because = row["because"]
    self.arguments = arguments
    directory = row["directory"]
    self.configuration = configuration
    seed = row["seed"]
    self.start = start
    self.end = end.flatMap { Timestamp($0) }
    host = row["host"]
    pid = row["pid"]
    device = Self.device(row)
    ranks = Self.ranks(row)
    toolVersion = row["tool_version"]
    toolDigest = digest(row["tool_digest"])
    semantics = row["semantics"]
    error = row["error"]
    continues = row["continues"]
    note = row["note"]
    inputs = try Self.inputs(of: id, db)
    outputs = try Self.outputs(of: id, db)
    removed = try db.values(
      "SELECT path FROM io WHERE run = ? AND direction = 'out' AND role = '\(Ingest.prunedRole)' ORDER BY position",
      [id])
    metrics = try db.rows("SELECT name, step, value FROM metric WHERE run = ? ORDER BY name, step", [id]).map {
      RunMetric(name: $0["name"], step: $0["step"], value: $0["value"] ?? .nan)
    }
  }

  private static func device(_ row: Row) -> RecordedDevice? {
    let name: String? = row["device"]
    return name.map { name in
      RecordedDevice(
        name: name, count: row["devices"] ?? 1, precision: row["precision"] ?? "", plugin: row["plugin"] ?? "",
        pluginVersion: row["plugin_version"] ?? "", platform: row["platform"] ?? "",
        platformVersion: row["platform_version"] ?? "")
    }
  }

  private static func ranks(_ row: Row) -> RecordedRanks? {
    let launcher: String? = row["launcher"]
    let hosts: String? = row["rank_hosts"]
    guard let launcher, let hosts = hosts.flatMap({ try? JSONValue(parsing: Array($0.utf8)) })?.array else {
      return nil
    }
    return RecordedRanks(
      hosts: hosts.compactMap(\.string), launcher: launcher, library: row["messages"], job: row["job"])
  }

  private static func inputs(of run: String, _ db: Database) throws -> [File] {
    try db.rows(
      """
      SELECT io.role, io.path, io.artifact, io.file, io.bytes, maker.id, maker.stage, maker.key
      FROM io LEFT JOIN run AS maker ON maker.id = io.maker
      WHERE io.run = ? AND io.direction = 'in' ORDER BY io.position
      """, [run]
    ).map { row in
      let producer: String? = row["id"]
      return File(
        role: row["role"], path: row["path"], identity: digest(row["artifact"]), file: digest(row["file"]),
        bytes: row["bytes"], kept: true,
        producer: producer.map { RunName(id: $0, stage: row["stage"], key: digest(row["key"])) })
    }
  }

  private static func outputs(of run: String, _ db: Database) throws -> [File] {
    try db.rows(
      """
      SELECT role, path, artifact, file, bytes, kept FROM io
      WHERE run = ? AND direction = 'out' AND role <> '\(Ingest.prunedRole)' ORDER BY position
      """, [run]
    ).map {
      File(
        role: $0["role"], path: $0["path"], identity: digest($0["artifact"]), file: digest($0["file"]),
        bytes: $0["bytes"], kept: $0["kept"], producer: nil)
    }
  }
}
