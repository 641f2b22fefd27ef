import Formats

/// A file as a run saw or made it.
package struct RecordedFile: Sendable, Equatable {
  /// What the file is for in the run: `corpus`, `vocab`, `checkpoint`.
  package var role: String
  /// Where it is: relative to the manifest's folder when inside it, or else absolute; `-` for standard input.
  package var path: String
  /// What it is: `token shard`, `checkpoint`; nil where only its producer knows.
  package var kind: String?
  /// The identity of the content; nil where it is not known (standard input, a corpus too big for an array task).
  package var identity: Digest?
  /// The SHA-256 of the file's bytes; equal to `identity` for most kinds.
  package var fileDigest: Digest?
  /// The number of bytes; nil for standard input.
  package var bytes: Int?
  /// The file's times and inode when its digest was known, and when that was; nil where there is no file.
  package var seen: FileObservation?
  /// For outputs: whether the run left the file there. A pruned checkpoint stays in lineage without a place.
  package var kept: Bool
  /// For inputs: whether the identity takes part in the run's key.
  package var inKey: Bool

  /// Creates a record.
  package init(
    role: String, path: String, kind: String? = nil, identity: Digest?, fileDigest: Digest?, bytes: Int?,
    seen: FileObservation?, kept: Bool = true, inKey: Bool = true
  ) {
    self.role = role
    self.path = path
    self.kind = kind
    self.identity = identity
    self.fileDigest = fileDigest
    self.bytes = bytes
    self.seen = seen
    self.kept = kept
    self.inKey = inKey
  }
}

/// The state of a file at a moment when its content was known.
package struct FileObservation: Sendable, Equatable {
  /// Size, times and inode.
  package var stat: FileStat
  /// When the content was known to belong to them.
  package var at: Timestamp

  /// Creates a observation.
  package init(stat: FileStat, at: Timestamp) {
    self.stat = stat
    self.at = at
  }

  /// How long a file must have rested before its stat stands for its content: two changes within one tick of the
  /// coarsest file system clock (2 s on FAT and some network file systems) leave the same stat.
  static let rest: Int64 = 2_000_000_000

  /// Whether the same stat seen later proves the same content.
  package var isTrustworthy: Bool {
    // The numbers may come from a receipt of anybody's.
    let (rested, overflow) = at.nanoseconds.subtractingReportingOverflow(Self.rest)
    return !overflow && max(stat.modified, stat.changed) <= rested
  }
}
