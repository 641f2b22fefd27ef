import Formats
import SQLite

extension ManifestStore {
  /// Recorded files that are gone without a word: at paths as a person types them, or below.
  /// - Returns: Their stored paths.
  /// - Throws: `ManifestError.unknownPath` where nothing is recorded; `ManifestError.stillThere` for a file that was
  ///   named and is not gone.
  package func goneFiles(at named: [String]) throws -> [String] {
    var gone: [String] = []
    for name in named {
      let stored = location.stored(name)
      guard try isRecorded(at: stored) else {
        throw ManifestError.unknownPath(path: name, manifest: location.path)
      }
      if PathKind.of(location.resolved(stored)).isFile { throw ManifestError.stillThere(path: name) }
      gone += try recordedPaths(at: stored).filter { PathKind.of(location.resolved($0)) == .nothing }
    }
    return Set(gone).sorted()
  }

  /// Paths of which the last that is recorded is not a removal.
  private func recordedPaths(at stored: String) throws -> [String] {
    try read { db in
      try db.values(
        """
        SELECT DISTINCT path FROM io WHERE path <> '-' AND \(Self.isAtOrBelow("path")) AND coalesce(
          (SELECT made.kept FROM io AS made WHERE made.path = io.path AND made.direction = 'out'
            ORDER BY made.run DESC LIMIT 1), 1) = 1
        """, [stored])
    }
  }
}
