import Formats
import SQLite

/// Which run made what another run read: kept in `io.maker`, so that questions along the lineage are look-ups.
///
/// The column is a function of the other columns of all rows: it does not matter in which order runs are taken in.
struct ProducerLinks {
  /// The producer of what the row `io` tells of, as an SQL expression: the column `io.maker`.
  ///
  /// By content: first at the same path, by the file's bytes or else by identity; or else anywhere, made before. Of
  /// several runs one that ended well, and of those the latest.
  static let producer = """
    coalesce(
      \(latest("made.path = io.path AND made.file = io.file AND made.run <> io.run")),
      \(latest("made.path = io.path AND made.artifact = io.artifact AND made.run <> io.run")),
      \(latest("made.file = io.file AND made.run < io.run")),
      \(latest("made.artifact = io.artifact AND made.run < io.run")))
    """

  private static func latest(_ condition: String) -> String {
    """
    (SELECT made.run FROM io AS made WHERE made.direction = 'out' AND \(condition)
      ORDER BY made.ok DESC, made.run DESC LIMIT 1)
    """
  }

  /// Contents made, paths of known content and paths removed by a run: what other runs' rows may owe to it.
  private var outputs: Set<[String]> = []
  private var hashed: Set<String> = []
  private var pruned: Set<String> = []

  /// Notes what a run's rows say before they are replaced.
  mutating func note(_ run: String, _ db: Database) throws {
    let rows = try db.rows("SELECT direction, role, path, artifact, file FROM io WHERE run = ? AND assumed = 0", [run])
    for row in rows {
      if row["role"] == Ingest.prunedRole { pruned.insert(row["path"]) }
      guard let artifact: String = row["artifact"] else { continue }
      hashed.insert(row["path"])
      if row["direction"] == "out" { outputs.insert([artifact, row["file"] ?? artifact]) }
    }
  }

  /// Brings the links of the run itself, and of those that owe something to what was noted, up to date.
  func settle(_ run: String, _ db: Database) throws {
    try db.run(Self.forget("run = ?"), [run])
    for path in pruned {
      try db.run(Self.forget("path = ?"), [path])
    }
    try Self.assume(db, "io", "io.run = ?", run)
    try Self.link(db, "io", "io.run = ?", run)
    for path in hashed {
      try Self.assume(db, "io INDEXED BY io_assumed", "io.path = ?", path)
      try Self.link(db, "io INDEXED BY io_assumed", "io.path = ? AND io.assumed = 1", path)
    }
    for contents in outputs {
      try Self.link(db, "io INDEXED BY io_by_artifact", "io.artifact = ?", contents[0])
      try Self.link(db, "io INDEXED BY io_by_file", "io.file = ?", contents[1])
    }
  }

  /// The same for all rows of a database that was just filled.
  static func settleAll(_ db: Database) throws {
    try db.execute(forget("true"))
    try assume(db, "io", "?1 = ?1", "")
    try link(db, "io", "?1 = ?1", "")
  }

  /// What an earlier run left is kept no more once a later run has removed it.
  private static func forget(_ condition: String) -> String {
    """
    UPDATE io SET kept = 0 WHERE direction = 'out' AND kept = 1 AND \(condition) AND EXISTS (
      SELECT 1 FROM io AS later INDEXED BY io_made_here
        WHERE later.direction = 'out' AND later.path = io.path AND later.role = '\(Ingest.prunedRole)'
          AND later.run > io.run)
    """
  }

  private static func link(_ db: Database, _ table: String, _ condition: String, _ value: String) throws {
    try db.run("UPDATE \(table) SET maker = \(producer) WHERE io.direction = 'in' AND \(condition)", [value])
  }

  /// Gives rows whose run did not hash the file what another run found at the same path, size and time.
  private static func assume(_ db: Database, _ table: String, _ condition: String, _ value: String) throws {
    try db.run(
      """
      UPDATE \(table) SET (artifact, file) = (
        SELECT found.artifact, found.file FROM io AS found
          WHERE found.path = io.path AND found.bytes = io.bytes AND found.modified_ns = io.modified_ns
            AND found.assumed = 0 AND found.artifact IS NOT NULL
          ORDER BY found.run DESC, found.direction DESC, found.position LIMIT 1)
      WHERE io.assumed = 1 AND \(condition)
      """, [value])
  }
}
