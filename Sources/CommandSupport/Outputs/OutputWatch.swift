import Formats
import Manifest

/// What lay at a stage's outputs before it ran, so that one that fails can tell what it has changed.
///
/// A body reports an output once it is durable. A fault can come between an output's name and that report: then the
/// file there is a new one, whole, and the manifest must not take it for one that somebody changed by hand.
struct OutputWatch: Sendable {
  private let location: ManifestLocation
  private let before: [String: FileStat?]

  /// Looks at files, by their stored paths.
  init(_ paths: [String], location: ManifestLocation) {
    self.location = location
    before = Dictionary(paths.map { ($0, Self.look($0, location)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Puts into the record what the run changed and did not report.
  func complete(_ record: inout RunRecord) {
    let known = Set(record.outputs.map(\.path)).union(record.pruned.map(\.path))
    for (path, was) in before.sorted(by: { $0.key < $1.key }) where !known.contains(path) {
      let now = Self.look(path, location)
      guard now != was else { continue }
      guard let now else {
        record.pruned.append(PrunedPath(path: path, at: .precise))
        continue
      }
      guard let digest = try? Digest.ofFile(location.resolved(path)) else { continue }
      record.outputs.append(
        RecordedFile(
          role: "unfinished", path: path, identity: digest, fileDigest: digest, bytes: Int(now.size),
          seen: FileObservation(stat: now, at: .precise)))
    }
  }

  private static func look(_ path: String, _ location: ManifestLocation) -> FileStat? {
    (try? FileStat.of(location.resolved(path))) ?? nil
  }
}
