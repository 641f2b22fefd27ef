import Formats
import SQLite

/// What a check of the recorded files found.
package struct Verification: Sendable, Equatable {
  /// Files looked at, and how many bytes were read for it.
  package var files = 0
  package var bytesRead = 0
  /// Outputs that are gone.
  package var missing: [String] = []
  /// Outputs with other content than their producer gave them.
  package var modified: [String] = []
  /// Given files that have changed or gone since a run read them; no fault, but what was made from them is stale.
  package var changedInputs: [String] = []
  /// What cannot be read: something other than a file stands there, or this user may not.
  package var unreadable: [UnreadableFile] = []
  /// What was removed on purpose and is not there, by a stage or a person: no fault.
  package var removed: [String] = []
  /// What is gone since `manifest clean` was stopped in the middle, and not noted yet: running it again notes it.
  package var unnoted: [String] = []
  /// Missing outputs found again elsewhere: old path, new path.
  package var moved: [Move] = []

  /// A file found again.
  package struct Move: Sendable, Equatable {
    package var from, to: String
  }

  /// Whether every output is where it was put, as it was made, and every given file can be read.
  package var isClean: Bool { missing.isEmpty && modified.isEmpty && unreadable.isEmpty && unnoted.isEmpty }
}

extension ManifestStore {
  /// Looks at every recorded file.
  /// - Parameters:
  ///   - full: Reads every byte; otherwise only files whose stat has changed.
  ///   - progress: Called while files are read.
  /// - Returns: What was found; the database knows it too then.
  /// - Throws: `ManifestError`.
  package func verify(full: Bool, progress: ContentHasher.Progress? = nil) throws -> Verification {
    let expected = try expectations()
    let hasher = ContentHasher(location: location, store: full ? nil : self, progress: progress)
    var result = Verification()
    result.files = expected.count
    var news: [(path: String, content: ContentHasher.Content?)] = []
    var lost: [Expectation] = []
    for (file, inspection) in zip(expected, try hasher.inspections(at: expected.map(\.path))) {
      if case .unreadable(let reason) = inspection {
        result.unreadable.append(UnreadableFile(path: file.path, reason: reason))
        continue
      }
      let content = inspection.content
      if content?.wasHashed != false { news.append((file.path, content.map { file.identifying($0) })) }
      if let content, content.wasHashed { result.bytesRead += Int(content.seen.stat.size) }
      guard content?.fileDigest != file.fileDigest else { continue }
      switch (file.isOutput, content) {
      case (true, nil): lost.append(file)
      case (true, _): result.modified.append(file.path)
      case (false, _): result.changedInputs.append(file.path)
      }
    }
    let unnoted = lost.isEmpty ? [] : Set(try unnotedRemovals())
    result.unnoted = lost.map(\.path).filter(unnoted.contains)
    lost.removeAll { unnoted.contains($0.path) }
    result.removed = try removedOnPurpose()
    let found = try search(for: lost, progress: progress)
    result.moved = found.map { Verification.Move(from: $0.from.path, to: $0.content.path) }
    result.missing = lost.map(\.path).filter { path in !result.moved.contains { $0.from == path } }
    news += found.map { ($0.content.path, $0.content) }
    if !news.isEmpty { try remember(news) }
    return result
  }

  private struct Expectation {
    var path: String
    var identity: Digest
    var fileDigest: Digest
    var bytes: Int
    var isOutput: Bool

    /// A content under the identity that the manifest knows it by, if it is the one that is expected.
    func identifying(_ content: ContentHasher.Content) -> ContentHasher.Content {
      var content = content
      if content.fileDigest == fileDigest { content.identity = identity }
      return content
    }
  }

  /// What should lie at each path: what the last run that wrote there made, or else what was last read there.
  /// What was removed on purpose is not expected.
  private func expectations() throws -> [Expectation] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT location.path, coalesce(io.artifact, location.artifact) AS artifact,
          coalesce(io.file, location.file) AS file, location.bytes, io.run IS NOT NULL AS is_output
        FROM location
          JOIN artifact ON artifact.digest = location.artifact
          LEFT JOIN io ON io.path = location.path AND io.direction = 'out' AND io.run =
            (SELECT max(made.run) FROM io AS made WHERE made.path = location.path AND made.direction = 'out')
        WHERE artifact.kind IS NOT 'executable' AND coalesce(io.kept, location.state = 'present')
        ORDER BY location.path
        """)
      return rows.compactMap { row in
        guard let identity = digest(row["artifact"]), let file = digest(row["file"]) else { return nil }
        return Expectation(
          path: row["path"], identity: identity, fileDigest: file, bytes: row["bytes"], isOutput: row["is_output"])
      }
    }
  }

  /// Looks for lost outputs by size and content in the manifest's folder.
  private func search(
    for lost: [Expectation], progress: ContentHasher.Progress?
  ) throws -> [(from: Expectation, content: ContentHasher.Content)] {
    guard !lost.isEmpty else { return [] }
    let sizes = Set(lost.map { Int64($0.bytes) })
    let known = Set(try expectations().map(\.path))
    let candidates = FileTree.files(under: location.root, matching: { sizes.contains($0) })
      .map(location.stored).filter { !known.contains($0) }
    let hasher = ContentHasher(location: location, store: self, progress: progress)
    let contents = try hasher.inspections(at: candidates).compactMap(\.content)
    return lost.compactMap { file in
      guard var content = contents.first(where: { $0.fileDigest == file.fileDigest }) else { return nil }
      content.identity = file.identity
      return (file, content)
    }
  }
}
