import CommandSupport
import Datasets
import Formats
import Messages
import Parallel
import Sharding

/// One dataset to be made, as validated flags describe it.
struct AssemblyJob {
  let inputs: [String]
  let output: String
  let recipe: DatasetAssembly.Recipe
  /// The folder of the parts' tokenizer; nil where it was not given.
  let tokenizerPath: String?
  /// Bytes to shuffle in; nil for the usual.
  let memory: Int?
  let threads: Int

  /// Runs the stage and shows what came out.
  func perform(options: StageOptions) throws {
    let start = ContinuousClock.now
    let parts: PartSet
    do {
      parts = try PartSet.found(in: inputs, options: options)
    } catch let error where Self.isAboutMissingParts(error) {
      return try AssemblyWithoutParts(self, because: error).perform(options: options)
    }
    let team = ThreadTeam(threads: threads)
    let recipe = recipe(for: parts)
    let tokenizer = try recipe.holdsBackTail ? tokenizerPath.map(TokenizerFiles.load(at:)) : nil
    let assembly = try DatasetAssembly(
      parts, recipe: recipe, team: team, memory: memory.map(ShuffleMemory.init(total:)) ?? .standard,
      tokenizer: tokenizer)
    let stage = try stage(
      recipe, inputs: parts.parts.map { StageInput("part", path: $0.path, identity: $0.contentDigest) },
      options: options)
    let result = try stage.run { run in
      if recipe != self.recipe, !run.quiet {
        Terminal.note("\(Shard.tool): the text is one document; its end is held back for validation")
      }
      try ScratchSpace(assembly, output: output).check(quiet: run.quiet)
      try verify(parts, team, run)
      return try write(assembly, run)
    }
    guard let result else { return }
    let summary = AssemblySummary(result, seconds: (ContinuousClock.now - start).seconds, threads: threads)
    summary.show(options: options)
  }

  /// The recipe as it was asked for; of one document nothing can be held back but its end.
  private func recipe(for parts: PartSet) -> DatasetAssembly.Recipe {
    parts.documentCount < 2 ? recipeForOneDocument ?? recipe : recipe
  }

  /// The recipe where the text is one document; nil if it is the one that was asked for.
  var recipeForOneDocument: DatasetAssembly.Recipe? {
    guard case .fraction(let fraction) = recipe.validation, fraction > 0, tokenizerPath != nil else { return nil }
    var recipe = recipe
    recipe.validation = .tail(fraction)
    return recipe
  }

  /// The stage as the manifest knows it.
  func stage(
    _ recipe: DatasetAssembly.Recipe, inputs: [StageInput], options: StageOptions
  ) throws -> Stage {
    let stage = try Stage(
      tool: Shard.tool, semantics: 1, configuration: recipe.json, seed: recipe.seed, inputs: inputs,
      outputs: [datasetFile], scope: { .folder(output) }, options: options)
    stage.alsoWrites = DatasetAssembly.shards(in: output)
    stage.recognises = { path in
      FilePath.name(path) == DatasetFile.fileName
        ? FileHead.contains(["\"letterpress.dataset\""], path) : FileHead.contains(["letterpress.tokens"], path)
    }
    return stage
  }

  /// By which a later start recognises the work.
  var datasetFile: String { FilePath.joined(output, DatasetFile.fileName) }

  private static func isAboutMissingParts(_ error: any Error) -> Bool {
    (error as? ToolFailure)?.code == .missingInput || (error as? any CategorizedError)?.category == .missing
  }

  private func verify(_ parts: PartSet, _ team: ThreadTeam, _ run: StageRun) throws {
    let progress = ProgressLine(
      label: "\(Shard.tool): checking", unit: .items("tokens"), total: parts.tokenCount, quiet: run.quiet)
    defer { progress.finish() }
    let checked = Locked(0)
    try parts.verify(team: team) { tokens in
      progress.update(
        checked.withLock { checked in
          checked += tokens
          return checked
        })
    }
  }

  private func write(_ assembly: DatasetAssembly, _ run: StageRun) throws -> DatasetAssembly.Result {
    try Folder.removeAbandonedFiles(in: output)
    let progress = ProgressLine(
      label: "\(Shard.tool): writing", unit: .items("tokens"), total: assembly.progressTokens, quiet: run.quiet)
    defer { progress.finish() }
    let result = try assembly.write(to: output) { progress.update($0) }
    for shard in result.shards { try run.output(role: "shard", shard, kind: "token shard") }
    try run.output(role: "dataset", result.description, kind: "dataset", identity: result.dataset.digest)
    for path in result.removed { run.pruned(path) }
    return result
  }
}
