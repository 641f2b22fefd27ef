import Formats
import SQLite

extension ManifestStore {
  /// All runs, however they ended, that made a file at a path or were to make it, the latest first.
  /// - Parameter storedPath: The path as it is stored; targets must be just this path.
  /// - Returns: Each run with what kind of file it made there, where that is known.
  /// - Complexity: one look-up, and a walk over the targets of all runs.
  /// - Throws: `ManifestError`.
  package func producers(ofOutput storedPath: String) throws -> [(run: RunName, status: RunStatus, kind: String?)] {
    try read { db in
      try db.rows(
        """
        SELECT run.id, run.stage, run.key, run.status, (
          SELECT artifact.kind FROM io JOIN artifact ON artifact.digest = io.artifact
            WHERE io.path = ?1 AND io.run = run.id AND io.direction = 'out' ORDER BY io.position DESC LIMIT 1) AS kind
        FROM run
        WHERE id IN (
            SELECT run FROM io WHERE path = ?1 AND direction = 'out' AND role <> '\(Ingest.prunedRole)')
          OR stage NOT IN (\(RemovalRecord.stages)) AND instr(targets, ?2) > 0 AND EXISTS (SELECT 1 FROM json_each(run.targets) WHERE value = ?1)
        ORDER BY id DESC
        """,
        // The text of the path in JSON: looking for it first spares reading the JSON of most runs.
        [storedPath, JSONValue.string(storedPath).canonical]
      ).map { row in
        let status: String = row["status"]
        return (
          RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])), RunStatus(rawValue: status) ?? .ok,
          row["kind"]
        )
      }
    }
  }
}
