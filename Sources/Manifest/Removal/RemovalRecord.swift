import Formats
import Platform

/// The record of files that a person had removed, or says to have removed: a run of its own, with a receipt.
///
/// It is written twice. Before the first file goes, the receipt has all files as the run's targets and none as removed:
/// after a kill it says why some are missing. When the last is gone, it lists those that are.
package struct RemovalRecord {
  /// The stage of a removal by `manifest clean`.
  package static let clean = "manifest clean"
  /// The stage of a removal that somebody else made, told by `manifest forget`.
  package static let forget = "manifest forget"
  /// Both, for a condition in SQL.
  static let stages = "'\(clean)', '\(forget)'"

  private let store: ManifestStore
  private var record: RunRecord

  /// Begins a record; nothing is written yet.
  /// - Parameters:
  ///   - stage: `clean` or `forget`.
  ///   - store: The manifest.
  ///   - arguments: The command line.
  ///   - toolVersion: Letterpress's version.
  /// - Throws: `ManifestError`.
  package init(_ stage: String, in store: ManifestStore, arguments: [String], toolVersion: String) throws {
    self.store = store
    record = RunRecord(
      id: RunID.make(after: try store.lastRunID()), stage: stage, key: nil, semantics: 1, configuration: [:],
      seed: nil, reasons: [.forced], because: "a person asked for it", arguments: arguments, toolVersion: toolVersion,
      process: .current, start: .now, targets: [], inputs: [])
    record.directory = store.location.stored(".")
  }

  /// The run's id.
  package var id: String { record.id }

  /// What became of the files.
  package struct Outcome: Sendable, Equatable {
    /// Stored paths of what is gone now.
    package var removed: [String] = []
    /// What changed since it was looked at, or could not be removed, with the reason.
    package var left: [(path: String, reason: String)] = []

    package static func == (a: Outcome, b: Outcome) -> Bool {
      a.removed == b.removed && a.left.elementsEqual(b.left, by: ==)
    }
  }

  /// Removes files, and notes those that `gone` says are missing already.
  /// - Parameters:
  ///   - files: What to remove, as it was looked at: one that has changed since is left.
  ///   - gone: Stored paths of what is gone, and was removed on purpose.
  ///   - shouldStop: Asked before each file; then the record ends as interrupted.
  /// - Returns: What became of them.
  /// - Throws: `FormatError` if the receipt cannot be written: nothing was removed then, or the first receipt says what
  ///   was to be; `ManifestError` if only the database cannot.
  package mutating func remove(
    _ files: [(path: String, seen: FileStat)], gone: [String] = [], shouldStop: () -> Bool = { false }
  ) throws -> Outcome {
    record.targets = gone + files.map(\.path)
    if !files.isEmpty { try store.begin(record) }
    var outcome = Outcome()
    outcome.removed = gone
    record.pruned = gone.map { PrunedPath(path: $0, at: .precise) }
    var isStopped = false
    for file in files {
      isStopped = shouldStop()
      if isStopped { break }
      if let reason = remove(file.path, file.seen) {
        outcome.left.append((file.path, reason))
      } else {
        outcome.removed.append(file.path)
        record.pruned.append(PrunedPath(path: file.path, at: .precise))
      }
    }
    // One file stands for all of its folder.
    let byFolder = Dictionary(grouping: files.map { store.location.resolved($0.path) }, by: FilePath.folder)
    for paths in byFolder.values { try? Folder.sync(around: paths[0]) }
    try end(outcome, isStopped: isStopped)
    return outcome
  }

  /// Removes a file; the reason if it is still there.
  private func remove(_ path: String, _ seen: FileStat) -> String? {
    let file = store.location.resolved(path)
    do {
      guard let now = try FileStat.of(file) else { return nil }
      guard now == seen else { return "it was changed meanwhile" }
    } catch {
      return (error as? FormatError)?.reason ?? "\(error)"
    }
    return unlink(file) == 0 || errno == ENOENT ? nil : SystemMessage.text(errno)
  }

  private mutating func end(_ outcome: Outcome, isStopped: Bool) throws {
    record.end = .now
    record.status = isStopped ? .interrupted : outcome.left.isEmpty ? .ok : .failed
    if isStopped {
      record.error = "stopped by a signal"
    } else if let first = outcome.left.first {
      record.error = "\(first.path): \(first.reason)"
    }
    record.exitCode = record.status == .ok ? 0 : nil
    try store.record(record)
  }
}
