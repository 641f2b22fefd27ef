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
  let looks: TextLooks
  let reading: TextReading
  let output: String
  let plan: PartPlan
  let assignment: PartAssignment
  let settings: TextEncoding.Settings
  let team: ThreadTeam

  /// Runs the stage and shows what came out; `manifest` is that of `options`, if it was opened already.
  func perform(options: StageOptions, manifest: OpenManifest?) throws {
    let encoding = try TextEncoding(tokenizer: tokenizer, settings: settings, team: team)
    var planned: PlannedText?
    // Who makes some of the parts has to know them to tell what it makes.
    if plan.count == nil, !assignment.isWhole { planned = try text(encoding, quiet: options.quiet) }
    let share = try PartsToMake(plan, assignment, planned, encoding.tokenType, output: output)
    if let size = share.size, !options.quiet { Terminal.note("\(BPEEncode.tool): \(size)") }
    let stage = try Stage(
      tool: BPEEncode.tool, semantics: 2, configuration: configuration,
      inputs: [StageInput("tokenizer", path: tokenizerPath, identity: tokenizer.digest)]
        + looks.all.map { StageInput("corpus", path: $0.input.recordedPath) },
      outputs: share.outputs,
      scope: {
        planned = try planned ?? (isStreamed ? nil : text(encoding, quiet: options.quiet))
        return outputScope(planned)
      },
      options: options, task: share.task, opened: manifest)
    stage.alsoWrites = share.alsoWrites
    stage.recognises = { path in
      FileHead.contains(
        [FilePath.name(path) == EncodingFile.fileName ? EncodingFile.format : "letterpress.tokens"], path)
    }
    let summary = try stage.run { run in
      try Folder.removeAbandonedFiles(in: output)
      let folder = EncodingFolder(output, run)
      try folder.begin(planned?.list)
      var summary =
        try planned.map { try encode($0, encoding, run, redo: options.force) } ?? encodeStream(encoding, run)
      if share.isWhole, let separator = settings.separator, let files = planned?.files,
        files.isWithoutSeparators(documents: summary.documents)
      {
        summary.withoutSeparator = (separator, files.openFiles())
      }
      if let former = share.former(planned, encoding.tokenType, in: output) {
        summary.removed = try folder.removeFormerParts(former)
      }
      return summary
    }
    summary?.show(options: options)
  }

  /// Whether the text is a stream that can be encoded as it comes, without a file in between.
  private var isStreamed: Bool {
    looks.all.count == 1 && looks.all[0].input.isStream && !reading.readsLines && plan == .ranges(1)
  }

  /// The text and its parts.
  private func text(_ encoding: TextEncoding, quiet: Bool) throws -> PlannedText {
    let files = try unpacked(quiet: quiet)
    switch plan {
    case .ranges(let parts): return try PlannedText(files, parts: parts, for: encoding)
    case .following(let partBytes):
      let progress = ProgressLine(
        label: "\(BPEEncode.tool): planning", unit: .bytes, total: 2 * files.byteCount, quiet: quiet)
      defer { progress.finish() }
      let done = Locked(0)
      return try PlannedText(following: files, partBytes: partBytes, for: encoding) { bytes in
        try Interruption.check()
        progress.update(
          done.withLock { total in
            total += bytes
            return total
          })
      }
    }
  }

  private func unpacked(quiet: Bool) throws -> TextFiles {
    let progress = ProgressLine(label: "\(BPEEncode.tool): unpacking", unit: .bytes, total: nil, quiet: quiet)
    defer { progress.finish() }
    return try TextFiles(looks, reading, unpackedBeside: FilePath.joined(output, "text"), progress: progress.counting())
  }

  /// What a person should know of the text.
  private func sayNotes(_ text: TextFiles) {
    TextNotes.say(BPEEncode.tool, leftOut: looks.leftOut)
    TextNotes.say(BPEEncode.tool, damagedLines: text.damagedLines)
    let open = text.openFiles()
    guard open > 0, let separator = settings.separator else { return }
    let (all, name) = (text.files.count, Printable.brief(separator))
    Terminal.note(
      all == 1
        ? "\(BPEEncode.tool): the text does not end in \(name), which was added"
        : "\(BPEEncode.tool): \(Units.grouped(open)) of \(Units.counted(all, "file")) \(open == 1 ? "does" : "do") not end in "
          + "\(name), which was added after the last document of each")
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
    var settings: [String: JSONValue] = [
      "level": .integer(Int64(self.settings.level)),
      "separator": self.settings.separator.map { .string($0) } ?? .null,
    ]
    switch plan {
    case .ranges(let parts): settings["parts"] = .integer(Int64(parts))
    case .following(let partBytes): settings["part_size"] = .integer(Int64(partBytes))
    }
    settings.merge(looks.settings(reading)) { own, _ in own }
    // Earlier versions left such ends alone: their results are not these.
    if looks.all.contains(where: \.isOpen) { settings["ended_files"] = .bool(true) }
    return .object(settings)
  }

  private func encode(
    _ text: PlannedText, _ encoding: TextEncoding, _ run: StageRun, redo: Bool
  ) throws -> EncodingSummary {
    if !run.quiet { sayNotes(text.files) }
    for stream in text.files.streams { run.recordInput(role: "corpus", digest: stream.digest, bytes: stream.bytes) }
    var summary = EncodingSummary(run: run.id, threads: team.threads)
    let assigned = assignment.assigned(of: text.count)
    let missing = redo ? assigned : try missing(assigned, of: text, encoding, run, &summary)
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

  /// The parts that have to be made; the others are reported. Where the text is known part by part, a part that is what
  /// the manifest says need not be read.
  private func missing(
    _ assigned: [Int], of text: PlannedText, _ encoding: TextEncoding, _ run: StageRun,
    _ summary: inout EncodingSummary
  ) throws -> [Int] {
    let known = text.list == nil ? [:] : run.knownFiles(assigned.map { text.path(ofPart: $0, in: output) })
    return try encoding.missingParts(text, among: assigned, in: output, isIntact: { known[$0] != nil }) { part in
      if let file = known[part.path] {
        try run.output(role: "part", file, kind: "token part", identity: part.contentDigest)
      } else {
        try run.output(role: "part", path: part.path, kind: "token part", identity: part.contentDigest)
      }
      summary.addFound(part)
    }
  }

  private func encodeStream(_ encoding: TextEncoding, _ run: StageRun) throws -> EncodingSummary {
    let progress = ProgressLine(label: "\(BPEEncode.tool): encoding", unit: .bytes, total: nil, quiet: run.quiet)
    defer { progress.finish() }
    let path = looks.all[0].input.path
    let source = try TextStream.open(path, reading, unpackedBeside: FilePath.joined(output, "text"))
    let part = try encoding.encode(stream: source, into: output) { progress.update($0) }
    run.recordInput(role: "corpus", digest: part.textDigest, bytes: part.summary.textBytes)
    try report(part.summary, run)
    var summary = EncodingSummary(run: run.id, threads: team.threads)
    summary.addMade(part.summary)
    if let separator = settings.separator, part.isOpen, part.summary.documents == 1 {
      summary.withoutSeparator = (separator, 1)
    }
    return summary
  }

  private func report(_ part: ShardSummary, _ run: StageRun) throws {
    try run.output(role: "part", part.file, kind: "token part", identity: part.contentDigest)
  }
}
