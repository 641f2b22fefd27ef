import Formats
import Manifest
import Platform

/// Writes a run's record: the receipt, and the database where there is one; nothing with `--no-manifest`.
struct RunRecorder {
  private let location: ManifestLocation
  private let store: ManifestStore?
  private let isRecording: Bool

  init(location: ManifestLocation, store: ManifestStore?, isRecording: Bool = true) {
    self.location = location
    self.store = store
    self.isRecording = isRecording
  }

  /// Records the start; where the database cannot take it the receipt says that the run failed at once.
  /// - Throws: `FormatError`, `ManifestError`; `ManifestError.underway` if another run is making the same files.
  func start(_ record: RunRecord) throws {
    guard isRecording else { return }
    do {
      if let store { try begin(record, in: store) } else { try ReceiptFolder(location).record(record) }
    } catch let error as ManifestError where error.isConcurrentRun {
      throw error
    } catch {
      var failed = record
      failed.status = .failed
      failed.end = .now
      let report = ErrorReport(error)
      failed.exitCode = Int(report.code.rawValue)
      failed.error = report.message
      try? ReceiptFolder(location).record(failed)
      throw error
    }
  }

  private func write(_ record: RunRecord) throws {
    guard isRecording else { return }
    if let store {
      try store.record(record)
    } else {
      try ReceiptFolder(location).record(record)
    }
  }

  /// A process that was killed just now may take a moment to end: a concurrent run is looked for again before it counts.
  private func begin(_ record: RunRecord, in store: ManifestStore) throws {
    for _ in 0..<9 {
      do {
        return try store.begin(record)
      } catch let error as ManifestError where error.isConcurrentRun {
        usleep(100_000)
      }
    }
    try store.begin(record)
  }

  /// The run that wrote a file last, or else the last run with these targets; nil where there is no database.
  func predecessor(_ path: String, of record: RunRecord) throws -> RunName? {
    if let writer = try store?.lastWriter(of: path), writer.stage == record.stage { return writer }
    let last = try store?.lastRun(stage: record.stage, targets: record.targets, before: record.id)
    return last.flatMap { $0.status == .ok ? nil : $0.name }
  }

  /// Records what there is so far. The database may lag behind the receipt.
  /// - Throws: `FormatError`.
  func update(_ record: RunRecord) throws {
    _ = try recordReceiptFirst(record)
  }

  /// Records the end, after a last look at the outputs; those that are `growing` count as they are by now.
  /// - Returns: What a person should know when the receipt is durable and the database is not.
  /// - Throws: `FormatError` if the receipt cannot be written.
  func end(_ record: inout RunRecord, growing: Set<String>) throws -> String? {
    guard isRecording else { return nil }
    record.outputs = record.outputs.map { lookAgain($0, isGrowing: growing.contains($0.path)) }
    if store != nil, record.status != .interrupted { record.executable = record.executable ?? program() }
    record.end = .now
    if record.key == nil, record.status == .ok {
      // Standard input is known now.
      record.key = record.keyOfInputs
    }
    return try recordReceiptFirst(record).map { problem in
      "\(FlagNames.text(of: problem)); the run is safe in \(ReceiptFolder(location).entry(of: record).path) and the next stage "
        + "or `manifest ingest` adds it"
    }
  }

  private func recordReceiptFirst(_ record: RunRecord) throws -> ManifestError? {
    do {
      try write(record)
      return nil
    } catch let error as ManifestError {
      return error
    }
  }

  /// An output that has rested since it was reported counts as looked at now; one that is gone was removed on purpose.
  /// One that changed is hashed again: if it has other bytes by now, these are the run's only where it adds to the file.
  private func lookAgain(_ output: RecordedFile, isGrowing: Bool) -> RecordedFile {
    guard output.kept, let seen = output.seen else { return output }
    var output = output
    let path = location.resolved(output.path)
    let now = Timestamp.precise
    guard let stat = (try? FileStat.of(path)) ?? nil else {
      output.kept = false
      return output
    }
    if stat == seen.stat {
      output.seen = FileObservation(stat: stat, at: now)
    } else if let file = try? HashedFile(path), file.digest == output.fileDigest || isGrowing {
      if output.identity == output.fileDigest { output.identity = file.digest }
      output.fileDigest = file.digest
      output.bytes = Int(file.state.size)
      output.seen = FileObservation(stat: FileStat(file.state), at: now)
    }
    return output
  }

  /// The contents of files, by stored path, as far as they are known without reading; none where there is no database.
  func knownContents(of paths: [String]) -> [ContentHasher.Content?] {
    guard let store else { return paths.map { _ in nil } }
    let known = try? ContentHasher(location: location, store: store).knownContents(of: paths)
    return known ?? paths.map { _ in nil }
  }

  /// The running program, as a stored path, if it has to be hashed: once a build, where there is a database.
  func unknownProgram() -> String? {
    guard let store, let path = ProcessUsage.executablePath.map(location.stored) else { return nil }
    let known = try? ContentHasher(location: location, store: store).knownContents(of: [path]).first
    return known == .some(nil) ? path : nil
  }

  /// The running program with its content.
  private func program() -> RecordedFile? {
    guard let path = ProcessUsage.executablePath.map(location.stored) else { return nil }
    let content = try? ContentHasher(location: location, store: store).contents(of: [path]).first ?? nil
    return content.map(Self.program)
  }

  /// The running program as it is recorded.
  static func program(_ content: ContentHasher.Content) -> RecordedFile {
    RecordedFile(
      role: "executable", path: content.path, kind: "executable", identity: content.fileDigest,
      fileDigest: content.fileDigest, bytes: Int(content.seen.stat.size), seen: content.seen)
  }
}
