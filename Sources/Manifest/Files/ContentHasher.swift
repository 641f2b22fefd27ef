import Formats
import SQLite

/// Finds the content of files, hashing only those that may have changed since they were last hashed.
package struct ContentHasher {
  /// The content of a file.
  package struct Content: Sendable, Equatable {
    /// The stored form of the path.
    package var path: String
    /// SHA-256 of the bytes.
    package var fileDigest: Digest
    /// What the manifest knows this content as: differs from `fileDigest` for token shards.
    package var identity: Digest
    /// The state of the file that this holds for.
    package var seen: FileObservation
    /// Whether the file was read for it.
    package var wasHashed: Bool

    /// Creates a content.
    package init(path: String, fileDigest: Digest, identity: Digest, seen: FileObservation, wasHashed: Bool) {
      self.path = path
      self.fileDigest = fileDigest
      self.identity = identity
      self.seen = seen
      self.wasHashed = wasHashed
    }
  }

  /// Called while hashing with the bytes done and the bytes to do.
  package typealias Progress = (_ done: Int, _ total: Int) -> Void

  private let location: ManifestLocation
  private let store: ManifestStore?
  private let progress: Progress?

  /// Prepares to look at files.
  /// - Parameters:
  ///   - location: How paths are written.
  ///   - store: Where earlier hashes are; nil hashes everything.
  ///   - progress: Called while files are read.
  package init(location: ManifestLocation, store: ManifestStore?, progress: Progress? = nil) {
    self.location = location
    self.store = store
    self.progress = progress
  }

  /// The content of files as far as it is known without reading them, in the order of their stored paths.
  /// - Throws: `FormatError.file` for what is not a readable file.
  package func knownContents(of paths: [String]) throws -> [Content?] {
    let known = try store?.observations(of: paths) ?? [:]
    return try paths.map { path in
      let stat = try FileStat.of(location.resolved(path))
      return known[path]?.first { $0.seen.isTrustworthy && $0.seen.stat == stat }
    }
  }

  /// The content of files given by their stored paths, in order; nil for a file that is not there.
  /// - Throws: `FormatError.file` for what is not a readable file.
  package func contents(of paths: [String]) throws -> [Content?] {
    try inspections(at: paths) { throw $1 }.map(\.content)
  }

  /// What stands at a path.
  enum Inspection: Sendable, Equatable {
    case content(Content)
    /// There is nothing.
    case nothing
    /// Something stands there that is not a readable file, with the reason in a few words.
    case unreadable(String)

    /// The content, where there is one.
    var content: Content? { if case .content(let content) = self { content } else { nil } }
  }

  /// What lies at each of the stored paths, in order: one that cannot be read does not hide the others.
  func inspections(at paths: [String]) throws -> [Inspection] { try inspections(at: paths) { .unreadable($1.reason) } }

  private func inspections(
    at paths: [String], whenUnreadable answer: (_ path: String, FormatError) throws -> Inspection
  ) throws -> [Inspection] {
    let known = try store?.observations(of: paths) ?? [:]
    var inspections: [Inspection] = []
    var unknown: [Int] = []
    var total = 0
    for (index, path) in paths.enumerated() {
      do {
        let stat = try FileStat.of(location.resolved(path))
        let cached = known[path]?.first { $0.seen.isTrustworthy && $0.seen.stat == stat }
        inspections.append(cached.map { .content($0) } ?? .nothing)
        guard cached == nil, let stat else { continue }
        unknown.append(index)
        total += Int(stat.size)
      } catch let error as FormatError {
        inspections.append(try answer(path, error))
      }
    }
    var done = 0
    for index in unknown {
      do {
        inspections[index] = .content(try hash(paths[index], known[paths[index]] ?? [], done: &done, total: total))
      } catch let error as FormatError {
        inspections[index] = try answer(paths[index], error)
      }
    }
    return inspections
  }

  private func hash(_ path: String, _ known: [Content], done: inout Int, total: Int) throws -> Content {
    // Taken before the first byte is read: whatever changes the file from here on gives it later times.
    let at = Timestamp.precise
    let file = try HashedFile(location.resolved(path)) { bytes in
      done += bytes
      progress?(done, max(done, total))
    }
    let identity = known.first { $0.fileDigest == file.digest }?.identity ?? file.digest
    return Content(
      path: path, fileDigest: file.digest, identity: identity,
      seen: FileObservation(stat: FileStat(file.state), at: at), wasHashed: true)
  }
}

extension ManifestStore {
  /// What was seen at each path: by the last run that met it, and by the last check since.
  func observations(of paths: [String]) throws -> [String: [ContentHasher.Content]] {
    try read { db in
      var found: [String: [ContentHasher.Content]] = [:]
      let query = """
        SELECT artifact, file, bytes, modified_ns, changed_ns, inode, checked_ns
          FROM location WHERE path = ?1 AND state = 'present'
        UNION ALL
        SELECT coalesce(location.artifact, cache.file), cache.file, cache.bytes, cache.modified_ns,
            cache.changed_ns, cache.inode, cache.checked_ns
          FROM stat_cache AS cache LEFT JOIN location
            ON location.path = cache.path AND location.file = cache.file
          WHERE cache.path = ?1
        """
      for path in paths {
        found[path] = try db.rows(query, [path]).compactMap { Self.observation($0, path) }
      }
      return found
    }
  }

  private static func observation(_ row: Row, _ path: String) -> ContentHasher.Content? {
    guard let identity = digest(row["artifact"]), let file = digest(row["file"]) else { return nil }
    let stat = FileStat(
      size: row["bytes"], modified: row["modified_ns"], changed: row["changed_ns"], inode: row["inode"])
    return ContentHasher.Content(
      path: path, fileDigest: file, identity: identity,
      seen: FileObservation(stat: stat, at: Timestamp(nanoseconds: row["checked_ns"])), wasHashed: false)
  }

  /// Notes what a check found at paths, so that nobody hashes those files again; nil notes that there is nothing.
  ///
  /// What the receipts say already goes into the cache only: the other tables stay what a rebuild would make.
  package func remember(_ contents: [(path: String, content: ContentHasher.Content?)]) throws {
    try write { db in
      for (path, content) in contents {
        let row = try db.row("SELECT file, state, order_ns FROM location WHERE path = ?", [path])
        // What was just looked at counts, whatever the clock says.
        let last: Int64 = row?["order_ns"] ?? 0
        guard let content else {
          try Ingest.markMissing(path, order: max(last, Timestamp.precise.nanoseconds), in: db)
          continue
        }
        if row?["file"] == content.fileDigest.hex, row?["state"] == "present" {
          try Self.cache(content, in: db)
        } else {
          let file = RecordedFile(
            role: "", path: path, identity: content.identity, fileDigest: content.fileDigest,
            bytes: Int(content.seen.stat.size), seen: content.seen)
          try Ingest.recordObservation(
            of: file, shift: max(0, last.subtractingClamped(content.seen.at.nanoseconds)), into: db)
        }
      }
    }
  }

  private static func cache(_ content: ContentHasher.Content, in db: Database) throws {
    let stat = content.seen.stat
    try db.run(
      """
      INSERT OR REPLACE INTO stat_cache (path, file, bytes, modified_ns, changed_ns, inode, checked_ns)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        content.path, content.fileDigest.hex, stat.size, stat.modified, stat.changed, stat.inode,
        content.seen.at.nanoseconds,
      ])
  }
}
