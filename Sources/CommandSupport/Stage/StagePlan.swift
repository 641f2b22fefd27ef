import Formats
import Manifest
import Messages

/// What is known before a stage runs: its inputs' contents, its key, and whether it must run at all.
struct StagePlan {
  /// The inputs as they will be recorded.
  var inputs: [RecordedFile]
  /// The run's key; nil when the content of an input is not known.
  var key: Digest?
  /// Whether it must run, and why.
  var decision: Decision
  /// The runs that made the inputs, by stored path.
  var producers: [String: RunName]
  /// The outputs, as stored paths.
  var targets: [String]
  /// Inputs too big to be hashed before a run that must happen anyway, as their indices: hashed while it happens.
  var hashedLater: [Int]
  /// The manifest, or a copy of it for a dry run; nil for a task of an array and with `--no-manifest`.
  var store: ManifestStore?
  /// The manifest's version at the time of the look.
  private var version: Int?

  /// The largest input that a task of an array hashes itself: each of a thousand tasks would read the whole corpus.
  /// The manifest takes the content of a larger one from a run that found the same size and time at its path.
  private static let largestHashedByTask = 64 << 20
  /// Inputs that need less reading than this in all are hashed before the run: a thread for them would gain nothing.
  private static let quicklyHashed = 1 << 20

  /// Looks at the manifest and the inputs.
  /// - Throws: `FormatError` for inputs that cannot be read; `ManifestError`.
  init(_ stage: Stage) throws {
    try self.init(stage, store: try Self.open(stage))
  }

  /// Looks again, after others have been at work since `earlier`.
  /// - Throws: as above.
  init(_ stage: Stage, after earlier: StagePlan) throws {
    try earlier.store?.ingestPending()
    try self.init(stage, store: earlier.store)
  }

  /// Whether the manifest has changed since.
  var isOutdated: Bool {
    get throws { try store?.version() != version }
  }

  private init(_ stage: Stage, store: ManifestStore?) throws {
    for input in stage.inputs where input.isFile { _ = try FileStat.ofExisting(input.path) }
    targets = stage.outputs.map(stage.location.stored)
    self.store = store
    hashedLater = try Self.inputsToHashLater(stage, targets, store)
    let contents = try Self.contents(of: stage.inputs, except: hashedLater, stage, store)
    inputs = try stage.inputs.indices.map { index in
      try Self.record(stage.inputs[index], stage, content: contents[index])
    }
    producers = try store?.producers(of: inputs) ?? [:]
    let request = RunRequest(
      stage: stage.tool, semantics: stage.semantics, configuration: stage.configuration, seed: stage.seed,
      inputs: inputs, targets: targets)
    key = request.key
    decision = .run(.new(unfinished: nil))
    if let store {
      let progress = ProgressLine(
        label: "\(stage.tool): checking outputs", unit: .bytes, total: nil, quiet: stage.options.quiet)
      defer { progress.finish() }
      let planner = Planner(store: store) { done, _ in progress.update(done) }
      decision = try planner.decide(request, force: stage.options.force)
      // A run that is made records them in its receipt.
      let hashed = contents.compactMap { $0 }.filter(\.wasHashed)
      if case .upToDate = decision {
        if !hashed.isEmpty { try? store.remember(hashed.map { (path: $0.path, content: $0) }) }
        try Self.checkListed(stage, store)
      }
      version = try store.version()
    } else if stage.options.force {
      decision = .run(.forced)
    }
  }

  /// Looks at the files that inputs list.
  /// - Throws: `FormatError` for the first that is not what the list says.
  private static func checkListed(_ stage: Stage, _ store: ManifestStore) throws {
    guard !stage.listed.isEmpty else { return }
    let progress = ProgressLine(
      label: "\(stage.tool): checking inputs", unit: .bytes, total: nil, quiet: stage.options.quiet)
    defer { progress.finish() }
    let hasher = ContentHasher(location: stage.location, store: store) { done, total in
      progress.update(done, total: total)
    }
    let contents = try hasher.contents(of: stage.listed.map { stage.location.stored($0.path) })
    for (file, content) in zip(stage.listed, contents) where content?.fileDigest != file.digest {
      throw file.problem(content?.fileDigest)
    }
    let hashed = contents.compactMap { $0 }.filter(\.wasHashed)
    if !hashed.isEmpty { try? store.remember(hashed.map { (path: $0.path, content: $0) }) }
  }

  private static func open(_ stage: Stage) throws -> ManifestStore? {
    if stage.task != nil || stage.options.noManifest { return nil }
    if stage.options.dryRun {
      let copy = try ManifestStore(copyOf: stage.location)
      try copy.ingestPending()
      return copy
    }
    let opened = try stage.opened ?? OpenManifest(stage.location)
    if opened.store.isNew, opened.report.ingested > 0, !stage.options.quiet {
      Terminal.note(
        "\(stage.tool): \(stage.location.path): was missing or empty; "
          + "\(Units.counted(opened.report.ingested, "run was", "runs were")) restored "
          + "from receipts/, as `manifest rebuild` does")
    }
    return opened.store
  }

  /// Big inputs whose content is not known, where no earlier run is there to compare with.
  private static func inputsToHashLater(
    _ stage: Stage, _ targets: [String], _ store: ManifestStore?
  ) throws -> [Int] {
    guard let store else { return stage.options.noManifest ? Array(stage.inputs.indices) : [] }
    guard try stage.options.force || store.lastGoodRun(stage: stage.tool, targets: targets) == nil else { return [] }
    let files = stage.inputs.indices.filter { stage.inputs[$0].isFile }
    let known = try ContentHasher(location: stage.location, store: store)
      .knownContents(of: files.map { stage.location.stored(stage.inputs[$0].path) })
    let unknown = zip(files, known).filter { $0.1 == nil }.map(\.0)
    let bytes = try unknown.reduce(0) { try $0 + FileStat.ofExisting(stage.inputs[$1].path).size }
    return bytes > quicklyHashed ? unknown : []
  }

  private static func contents(
    of inputs: [StageInput], except later: [Int], _ stage: Stage, _ store: ManifestStore?
  ) throws -> [ContentHasher.Content?] {
    let progress = ProgressLine(
      label: "\(stage.tool): hashing inputs", unit: .bytes, total: nil, quiet: stage.options.quiet)
    defer { progress.finish() }
    let hasher = ContentHasher(location: stage.location, store: store) { done, total in
      progress.update(done, total: total)
    }
    let paths = inputs.map { stage.location.stored($0.path) }
    let hashed = try inputs.indices.filter { index in
      guard inputs[index].isFile, !later.contains(index) else { return false }
      let size = try FileStat.ofExisting(inputs[index].path).size
      return store != nil || size <= largestHashedByTask
    }
    let contents = try hasher.contents(of: hashed.map { paths[$0] })
    let known = Dictionary(uniqueKeysWithValues: zip(hashed, contents))
    return inputs.indices.map { known[$0] ?? nil }
  }

  private static func record(
    _ input: StageInput, _ stage: Stage, content: ContentHasher.Content?
  ) throws -> RecordedFile {
    let seen =
      try content?.seen
      ?? (!input.isFile ? nil : FileObservation(stat: FileStat(.settled(path: input.path)), at: .precise))
    return RecordedFile(
      role: input.role, path: stage.location.stored(input.path), identity: input.identity ?? content?.fileDigest,
      fileDigest: content?.fileDigest, bytes: seen.map { Int($0.stat.size) }, seen: seen)
  }
}
