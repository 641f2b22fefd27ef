import Formats
import GRDB

/// A file that its inputs have outrun.
package struct StaleFile: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// 0 where an input itself has changed, 1 for what was made from those, and so on.
  package var depth: Int
  /// The run that made it.
  package var maker: RunName
  /// What has changed.
  package var because: String
}

extension ManifestStore {
  /// What is out of date, after a look at the files that runs have read.
  /// - Parameter progress: Called while changed files are hashed.
  /// - Returns: The files, those closest to a change first.
  /// - Throws: `ManifestError`, `FormatError` for what cannot be read.
  package func staleFiles(progress: ContentHasher.Progress? = nil) throws -> [StaleFile] {
    try lookAgain(at: try inputPaths(), progress: progress)
    return try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT stale.path, stale.depth, stale.because, run.id, run.stage, run.key FROM stale
          JOIN made ON made.path = stale.path JOIN run ON run.id = made.run ORDER BY stale.depth, stale.path
          """
      ).map { row in
        StaleFile(
          path: row["path"], depth: row["depth"],
          maker: RunName(id: row["id"], stage: row["stage"], key: digest(row["key"])), because: row["because"])
      }
    }
  }

  /// Looks at files and notes what has changed since they were last looked at.
  func lookAgain(at paths: [String], progress: ContentHasher.Progress?) throws {
    let hasher = ContentHasher(location: location, store: self, progress: progress)
    let contents = try hasher.contents(of: paths)
    let news = zip(paths, contents).filter { $0.1?.wasHashed != false }
    if !news.isEmpty { try remember(news.map { (path: $0.0, content: $0.1) }) }
  }

  private func inputPaths() throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT io.path FROM io JOIN location ON location.path = io.path
          WHERE io.direction = 'in' AND location.state = 'present' ORDER BY io.path
          """)
    }
  }
}
