import CommandSupport
import Datasets
import Formats
import Messages
import Parallel
import Tokenization

/// One encoding, as validated flags describe it.
struct EncodingJob {
  let tokenizer: TokenizerFiles
  let tokenizerPath: String
  let inputs: [String]
  let output: String
  let assignment: PartAssignment
  let settings: TextEncoding.Settings
  let team: ThreadTeam

  /// Runs the stage and shows what came out; `manifest` is that of `options`, if it was opened already.
  func perform(options: StageOptions, manifest: OpenManifest?) throws {
    let encoding = try TextEncoding(tokenizer: tokenizer, settings: settings, team: team)
    let text = inputs == ["-"] ? nil : try TextFiles(inputs)
    var planned: PlannedText?
    let stage = try Stage(
      tool: BPEEncode.tool, semantics: 2, configuration: configuration,
      inputs: [StageInput("tokenizer", path: tokenizerPath, identity: tokenizer.digest)]
        + inputs.map { StageInput("corpus", path: $0) },
      outputs: assignment.assigned.map { part in
        FilePath.joined(output, TokenShardHeader.partName(part, of: assignment.parts, encoding.tokenType))
      },
      scope: {
        planned = try text.map { try PlannedText($0, parts: assignment.parts, for: encoding) }
        return outputScope(planned)
      },
      options: options, task: assignment.task, opened: manifest)
    stage.recognises = { FileHead.contains(["letterpress.tokens"], $0) }
    let summary = try stage.run { run in
      try Folder.removeAbandonedFiles(in: output)
      if let text, !run.quiet { try sayNotes(text) }
      if let planned { return try encode(planned, encoding, run, redo: options.force) }
      return try encodeStandardInput(encoding, run)
    }
    summary?.show(options: options)
  }

  /// What a person should know of the text.
  private func sayNotes(_ text: TextFiles) throws {
    TextNotes.say(BPEEncode.tool, lookingLikeNoText: try text.lookingLikeNoText())
    guard let separator = settings.separator else { return }
    let open = try text.filesWithoutLast(separator)
    guard open.count > 0 else { return }
    Terminal.note(
      "\(BPEEncode.tool): \(Units.grouped(open.count)) of \(Units.counted(open.of, "file")) "
        + "\(open.count == 1 ? "does" : "do") "
        + "not end in \(Printable.brief(separator)): nothing stands between the last document of such a file and the one "
        + "that comes after it in a dataset; end each file with it")
  }

  /// The folder, which other processes may fill at the same time with parts of the same text, made in the same way.
  private func outputScope(_ text: PlannedText?) -> OutputScope {
    guard let text else { return .folder(output) }
    let work: JSONValue = [
      "tokenizer": .string(tokenizer.digest.hex), "text": .string(text.digest.hex), "settings": configuration,
    ]
    return .sharedFolder(output, work: Digest.of(Array(work.canonical.utf8)))
  }

  /// What decides the content of the parts, apart from text and tokenizer.
  private var configuration: JSONValue {
    [
      "parts": .integer(Int64(assignment.parts)), "level": .integer(Int64(settings.level)),
      "separator": settings.separator.map { .string($0) } ?? .null,
    ]
  }

  private func encode(
    _ text: PlannedText, _ encoding: TextEncoding, _ run: StageRun, redo: Bool
  ) throws -> EncodingSummary {
    var summary = EncodingSummary(run: run.id, threads: team.threads)
    let missing =
      redo
      ? assignment.assigned
      : try encoding.missingParts(text, among: assignment.assigned, in: output) { finished in
        try run.output(role: "part", path: finished.path, kind: "token part", identity: finished.contentDigest)
        summary.addFound(finished)
      }
    let bytes = missing.reduce(0) { $0 + text.ranges[$1].count }
    let progress = ProgressLine(label: "\(BPEEncode.tool): encoding", unit: .bytes, total: bytes, quiet: run.quiet)
    defer { progress.finish() }
    let done = Locked(0)
    let made = Locked(summary)
    try encoding.encode(text, parts: missing, into: output) { bytes in
      progress.update(
        done.withLock { total in
          total += bytes
          return total
        })
    } finished: { part in
      try report(part, run)
      made.withLock { $0.addMade(part) }
    }
    return made.withLock { $0 }
  }

  private func encodeStandardInput(_ encoding: TextEncoding, _ run: StageRun) throws -> EncodingSummary {
    let progress = ProgressLine(label: "\(BPEEncode.tool): encoding", unit: .bytes, total: nil, quiet: run.quiet)
    defer { progress.finish() }
    let reader = FileRangeReader(standardInputInChunksOf: 1 << 20)
    let part = try encoding.encode(stream: reader, into: output) { progress.update($0) }
    run.recordInput(role: "corpus", digest: part.textDigest, bytes: reader.bytesRead)
    try report(part.summary, run)
    var summary = EncodingSummary(run: run.id, threads: team.threads)
    summary.addMade(part.summary)
    return summary
  }

  private func report(_ part: ShardSummary, _ run: StageRun) throws {
    try run.output(role: "part", part.file, kind: "token part", identity: part.contentDigest)
  }
}
