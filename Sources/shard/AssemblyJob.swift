import CommandSupport
import Datasets
import Formats
import Parallel
import Sharding

/// One dataset to be made, as validated flags describe it.
struct AssemblyJob {
  let inputs: [String]
  let output: String
  let recipe: DatasetAssembly.Recipe
  let threads: Int

  /// Runs the stage and shows what came out.
  func perform(options: StageOptions) throws {
    let start = ContinuousClock.now
    let parts = try PartSet(inputs)
    let team = ThreadTeam(threads: threads)
    let assembly = try DatasetAssembly(parts, recipe: recipe, team: team)
    let stage = try Stage(
      tool: Shard.tool, semantics: 1, configuration: recipe.json, seed: recipe.seed,
      inputs: parts.series.shards.map { StageInput("part", path: $0.path, identity: $0.contentDigest) },
      outputs: [FilePath.joined(output, DatasetFile.fileName)], options: options)
    let result = try stage.run { run in
      try verify(parts, team, run)
      return try write(assembly, tokens: parts.series.tokenCount, run)
    }
    guard let result else { return }
    let summary = AssemblySummary(result, seconds: (ContinuousClock.now - start).seconds, threads: threads)
    summary.show(options: options)
  }

  private func verify(_ parts: PartSet, _ team: ThreadTeam, _ run: StageRun) throws {
    let progress = ProgressLine(
      label: "\(Shard.tool): checking", unit: .items("tokens"), total: parts.series.tokenCount, quiet: run.quiet)
    defer { progress.finish() }
    var checked = 0
    try parts.verify(team: team) { tokens in
      checked += tokens
      progress.update(checked)
    }
  }

  private func write(_ assembly: DatasetAssembly, tokens: Int, _ run: StageRun) throws -> DatasetAssembly.Result {
    try Folder.create(output)
    try Folder.removeAbandonedFiles(in: output)
    let progress = ProgressLine(
      label: "\(Shard.tool): writing", unit: .items("tokens"), total: tokens, quiet: run.quiet)
    defer { progress.finish() }
    let result = try assembly.write(to: output) { progress.update($0) }
    for shard in result.shards { try run.output(role: "shard", shard, kind: "token shard") }
    try run.output(role: "dataset", result.description, kind: "dataset", identity: result.dataset.digest)
    for path in result.removed { run.pruned(path) }
    return result
  }
}

extension DatasetsError: ExitCodeProviding {
  package var toolExitCode: ToolExitCode { isMissingInput ? .missingInput : .badData }
}

extension ShardingError: ExitCodeProviding {
  package var toolExitCode: ToolExitCode { .badData }
}
