import Formats
import SQLite

/// What is known of one path: what lies there, which runs made it, which read it.
package struct FileHistory: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// The content last seen there; nil if it has never been seen.
  package var identity: Digest?
  package var bytes: Int?
  /// What it is.
  package var kind: String?
  /// Whether it was there when last looked at.
  package var isPresent: Bool
  /// The run that made just this content; at this path if any did, or else wherever it was made.
  package var producer: RunFacts?
  /// Where the producer put it, if that was another path.
  package var madeAt: String?
  /// Runs that made something at this path, the latest first.
  package var versions: [RunName]
  /// The run that removed it on purpose, if it was not made again since.
  package var removedBy: RunFacts?
  /// Runs that read it, the latest first.
  package var readers: [RunName]
  /// Why what stands there now cannot be read; nil where it can, or was not looked at.
  package var unreadable: String?
  /// Why it is out of date; nil if it is not, as far as files were looked at.
  package var staleBecause: String?
  /// Whether some run made something else here than what lies here now.
  package var isModified: Bool { producer == nil && !versions.isEmpty && isPresent }
}

extension ManifestStore {
  /// Everything known of a path.
  /// - Parameters:
  ///   - path: As a person types it.
  ///   - askingWhetherStale: Whether to find out if it is out of date, which takes a walk over all runs.
  /// - Returns: What the database knows, without a look at the file.
  /// - Throws: `ManifestError.unknownPath` where no run has met it.
  package func history(of path: String, askingWhetherStale: Bool = true) throws -> FileHistory {
    let stored = location.stored(path)
    return try read { db in
      var history = FileHistory(path: stored, isPresent: false, versions: [], readers: [])
      let versions = try names(db, "io.path = ? AND io.direction = 'out' AND io.role <> '\(Ingest.prunedRole)'", stored)
      history.versions = versions
      history.readers = try names(db, "io.path = ? AND io.direction = 'in'", stored)
      let row = try db.row(
        """
        SELECT location.artifact, location.bytes, location.state, artifact.kind FROM location
        JOIN artifact ON artifact.digest = location.artifact WHERE location.path = ?
        """, [stored])
      if let row {
        let state: String = row["state"]
        history.identity = digest(row["artifact"])
        history.bytes = row["bytes"]
        history.kind = row["kind"]
        history.isPresent = state == "present"
      } else if history.versions.isEmpty, history.readers.isEmpty {
        throw ManifestError.unknownPath(path: path, manifest: location.path)
      }
      try addMaker(to: &history, db)
      if !history.isPresent { history.removedBy = try remover(of: stored, db) }
      if askingWhetherStale {
        history.staleBecause = try db.value("SELECT because FROM stale WHERE path = ?", [stored])
      }
      return history
    }
  }

  private func names(_ db: Database, _ condition: String, _ path: String) throws -> [RunName] {
    try db.rows(
      """
      SELECT DISTINCT run.id, run.stage, run.key FROM io JOIN run ON run.id = io.run
      WHERE \(condition) ORDER BY run.id DESC
      """, [path]
    ).map { RunName(id: $0["id"], stage: $0["stage"], key: digest($0["key"])) }
  }

  private func remover(of path: String, _ db: Database) throws -> RunFacts? {
    let last = try db.row(
      """
      SELECT run.*, io.role FROM io JOIN run ON run.id = io.run
      WHERE io.path = ? AND io.direction = 'out' ORDER BY io.run DESC LIMIT 1
      """, [path])
    guard let last, last["role"] == Ingest.prunedRole else { return nil }
    return try RunFacts(last, db: db, path: location.path)
  }

  private func addMaker(to history: inout FileHistory, _ db: Database) throws {
    guard let identity = history.identity else { return }
    let row = try db.row(
      """
      SELECT io.path AS made_at, run.* FROM io JOIN run ON run.id = io.run
      WHERE io.direction = 'out' AND (io.artifact = ?1 OR io.file = ?1)
      ORDER BY io.path = ?2 DESC, run.status = 'ok' DESC, run.id DESC LIMIT 1
      """, [identity.hex, history.path])
    guard let row else { return }
    let madeAt: String = row["made_at"]
    // Something else lies at a path where runs have written: that another run made the like elsewhere explains nothing.
    if madeAt != history.path, !history.versions.isEmpty { return }
    history.producer = try RunFacts(row, db: db, path: location.path)
    history.madeAt = madeAt == history.path ? nil : madeAt
  }
}

extension ManifestStore {
  /// Everything known of a path, after a look at the file itself.
  /// - Throws: `ManifestError.unknownPath` where no run has met it; `FormatError` if it cannot be read either.
  package func currentHistory(of path: String, progress: ContentHasher.Progress? = nil) throws -> FileHistory {
    let stored = location.stored(path)
    do {
      let hasher = ContentHasher(location: location, store: self, progress: progress)
      let content = try hasher.contents(of: [stored]).first ?? nil
      if try isKnown(stored, content), content?.wasHashed != false { try remember([(stored, content)]) }
      return try history(of: path)
    } catch let error as FormatError {
      guard var history = try? history(of: path) else { throw error }
      history.unreadable = error.reason
      return history
    }
  }

  /// A file that no run has met is worth a row only if its content is known: it was moved or copied here.
  private func isKnown(_ stored: String, _ content: ContentHasher.Content?) throws -> Bool {
    try read { db in
      try db.value(
        """
        SELECT EXISTS (SELECT 1 FROM location WHERE path = ?) OR EXISTS (SELECT 1 FROM artifact WHERE digest = ?)
        """, [stored, content?.identity.hex]) ?? false
    }
  }
}
