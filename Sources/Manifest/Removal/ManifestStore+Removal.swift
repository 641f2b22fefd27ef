import Formats
import SQLite

/// What lies at a path by the record: the last output there.
struct LastOutput: Sendable, Equatable {
  var path: String
  var identity: Digest?
  var file: Digest?
  var run: RunName
  var status: RunStatus
  /// How many parts its run divided the text into; nil where that is no setting of it.
  var parts: Int?
}

/// A run that has read a file.
struct Reader: Sendable, Equatable {
  var run: RunName
  var status: RunStatus
}

extension ManifestStore {
  /// The outputs of these kinds, each path's last.
  func lastOutputs(kinds: [String]) throws -> [LastOutput] {
    try lastOutputs("artifact.kind IN (SELECT value FROM json_each(?1))", Ingest.canonical(kinds))
  }

  /// The outputs at a path or below it, each path's last.
  func lastOutputs(at stored: String) throws -> [LastOutput] {
    try lastOutputs(Self.isAtOrBelow("io.path"), stored)
  }

  /// Whether a path of a column is the one in `?1` or lies below it.
  static func isAtOrBelow(_ column: String) -> String {
    """
    (\(column) = ?1 OR substr(\(column), 1, length(?1) + 1) = ?1 || '/'
      OR ?1 = '.' AND substr(\(column), 1, 1) NOT IN ('/', '-'))
    """
  }

  private func lastOutputs(_ condition: String, _ value: String) throws -> [LastOutput] {
    try read { db in
      try db.rows(
        """
        SELECT io.path, io.artifact, io.file, run.id, run.stage, run.key, run.status, run.config ->> 'parts' AS parts
        FROM io JOIN run ON run.id = io.run LEFT JOIN artifact ON artifact.digest = io.artifact
        WHERE io.direction = 'out' AND io.role <> '\(Ingest.prunedRole)' AND io.file IS NOT NULL AND \(condition)
          AND io.run = (SELECT max(made.run) FROM io AS made
            WHERE made.path = io.path AND made.direction = 'out' AND made.role <> '\(Ingest.prunedRole)')
        ORDER BY io.path
        """, [value]
      ).map { row in
        let status: String = row["status"]
        return LastOutput(
          path: row["path"], identity: digest(row["artifact"]), file: digest(row["file"]),
          run: RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])),
          status: RunStatus(rawValue: status) ?? .ok, parts: row["parts"])
      }
    }
  }

  /// Whether some run has read or made anything at a path or below it.
  func isRecorded(at stored: String) throws -> Bool {
    try read { db in
      try db.value(
        "SELECT EXISTS (SELECT 1 FROM io WHERE \(Self.isAtOrBelow("io.path")))", [stored]) ?? false
    }
  }

  /// The runs that read a file as it was made and ended well or are at work, the latest first.
  func readers(of output: LastOutput) throws -> [Reader] {
    try read { db in
      try db.rows(
        """
        SELECT DISTINCT run.id, run.stage, run.key, run.status FROM io JOIN run ON run.id = io.run
        WHERE io.direction = 'in' AND io.path = ?1 AND (io.file = ?2 OR io.artifact = ?3 OR run.status = 'running')
          AND run.status IN ('ok', 'running') ORDER BY run.id DESC
        """, [output.path, output.file?.hex, output.identity?.hex]
      ).map { row in
        let status: String = row["status"]
        return Reader(
          run: RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])),
          status: RunStatus(rawValue: status) ?? .ok)
      }
    }
  }

  /// What a run left, by path.
  func keptOutputs(of run: String) throws -> [(path: String, file: Digest?)] {
    try read { db in
      try db.rows(
        """
        SELECT path, file FROM io WHERE run = ? AND direction = 'out' AND kept = 1
          AND role <> '\(Ingest.prunedRole)' ORDER BY position
        """, [run]
      ).map { (path: $0["path"], file: digest($0["file"])) }
    }
  }

  /// The last good run of the same stage that wrote into a file's folder, if it was later and divided its text into
  /// another number of parts.
  func laterEncoding(than output: LastOutput) throws -> RunName? {
    guard let parts = output.parts else { return nil }
    let folder = FilePath.folder(output.path)
    return try read { db in
      try db.row(
        """
        SELECT run.id, run.stage, run.key FROM run
        WHERE run.stage = ?1 AND run.status = 'ok' AND run.id > ?2 AND run.config ->> 'parts' <> ?3 AND EXISTS (
          SELECT 1 FROM json_each(run.targets) AS target WHERE substr(target.value, 1, length(?4) + 1) = ?4 || '/'
            AND instr(substr(target.value, length(?4) + 2), '/') = 0)
        ORDER BY run.id DESC LIMIT 1
        """, [output.run.stage, output.run.id, parts, folder]
      ).map { RunName(id: $0["id"], stage: $0["stage"], key: digest($0["key"])) }
    }
  }

  /// Files that were removed on purpose, by a stage or a person, and are not there.
  package func removedOnPurpose() throws -> [String] {
    let paths: [String] = try read { db in
      try db.values(
        """
        SELECT DISTINCT path FROM io WHERE direction = 'out' AND kept = 0 AND run =
          (SELECT max(made.run) FROM io AS made WHERE made.path = io.path AND made.direction = 'out')
        ORDER BY path
        """)
    }
    return paths.filter { PathKind.of(location.resolved($0)) == .nothing }
  }

  /// Files that an interrupted `manifest clean` was to remove, that are gone, and that nothing is noted of.
  func unnotedRemovals() throws -> [String] {
    let paths: [String] = try read { db in
      try db.values(
        """
        SELECT DISTINCT target.value FROM run, json_each(run.targets) AS target
        WHERE run.stage = '\(RemovalRecord.clean)' AND run.status NOT IN ('ok', 'running')
          AND NOT EXISTS (SELECT 1 FROM io WHERE io.path = target.value AND io.direction = 'out'
            AND (io.run > run.id OR io.run = run.id AND io.role = '\(Ingest.prunedRole)'))
        ORDER BY target.value
        """)
    }
    return paths.filter { PathKind.of(location.resolved($0)) == .nothing }
  }
}
