import Formats
import SQLite

/// Runs that are at work on the same files as one that is about to start.
enum ConcurrentRuns {
  /// What stands in the way of a run: another one of this host that lives and makes one of the same files.
  ///
  /// Of a run on another host or in another container nothing is guessed: it may have died with its machine, and a
  /// start must not wait for what is gone. Tasks of an array do not count: what they make is whole at any time and the same
  /// whoever comes last.
  static func find(_ run: RunRecord, in db: Database) throws -> ManifestError? {
    guard !run.targets.isEmpty else { return nil }
    let rows = try db.rows(
      """
      SELECT run.*, (SELECT here.value FROM json_each(run.targets) AS here JOIN json_each(?1) AS asked
        ON asked.value = here.value LIMIT 1) AS shared
      FROM run WHERE status = 'running' AND part IS NULL AND id <> ?2 AND shared IS NOT NULL ORDER BY id
      """, [Ingest.canonical(run.targets), run.id])
    for row in rows {
      let process = ProcessIdentity(
        host: row["host"], boot: row["boot"], namespace: row["pid_namespace"] ?? "", pid: row["pid"],
        started: row["pid_started"])
      guard process.isAlive == true else { continue }
      let name = RunName(id: row["id"], stage: row["stage"], key: nil)
      return .underway(path: row["shared"], run: name.text, pid: process.pid)
    }
    return nil
  }
}
