import Formats
import SQLite

/// A file that its inputs have outrun.
package struct StaleFile: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// 0 where an input itself has changed, 1 for what was made from those, and so on.
  package var depth: Int
  /// The run that made it.
  package var producer: RunName
  /// What has changed.
  package var because: String
}

/// Something that stands where a recorded file should and cannot be read.
package struct UnreadableFile: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// Why, in a few words: `is a directory (expected a file)`.
  package var reason: String
}

/// What a look at the files that runs have read found.
package struct StaleReport: Sendable, Equatable {
  /// What is out of date, those closest to a change first.
  package var files: [StaleFile]
  /// What could not be looked at: it counts as it was last seen.
  package var unreadable: [UnreadableFile]
}

extension ManifestStore {
  /// Finds what is out of date.
  /// - Parameter progress: Called while changed files are hashed.
  /// - Returns: What a look at the files that runs have read has shown.
  /// - Throws: `ManifestError`.
  package func staleFiles(progress: ContentHasher.Progress? = nil) throws -> StaleReport {
    let unreadable = try lookAgain(at: try inputPaths(), progress: progress)
    return StaleReport(files: try filesOutOfDate(), unreadable: unreadable)
  }

  private func filesOutOfDate() throws -> [StaleFile] {
    try read { db in
      try db.rows(
        """
        SELECT stale.path, stale.depth, stale.because, run.id, run.stage, run.key FROM stale
        JOIN made ON made.path = stale.path JOIN run ON run.id = made.run ORDER BY stale.depth, stale.path
        """
      ).map { row in
        StaleFile(
          path: row["path"], depth: row["depth"],
          producer: RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])), because: row["because"])
      }
    }
  }

  /// Looks at files and notes what has changed since they were last looked at; returns what cannot be read.
  private func lookAgain(at paths: [String], progress: ContentHasher.Progress?) throws -> [UnreadableFile] {
    let hasher = ContentHasher(location: location, store: self, progress: progress)
    var news: [(path: String, content: ContentHasher.Content?)] = []
    var unreadable: [UnreadableFile] = []
    for (path, inspection) in zip(paths, try hasher.inspections(at: paths)) {
      switch inspection {
      case .content(let content): if content.wasHashed { news.append((path, content)) }
      case .nothing: news.append((path, nil))
      case .unreadable(let reason): unreadable.append(UnreadableFile(path: path, reason: reason))
      }
    }
    if !news.isEmpty { try remember(news) }
    return unreadable
  }

  private func inputPaths() throws -> [String] {
    try read { db in
      try db.values(
        """
        SELECT DISTINCT io.path FROM io JOIN location ON location.path = io.path
        WHERE io.direction = 'in' AND location.state = 'present' ORDER BY io.path
        """)
    }
  }
}
