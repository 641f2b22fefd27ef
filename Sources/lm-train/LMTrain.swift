import ArgumentParser
import Checkpoints
import CommandSupport
import Formats
import Planning
import Training
import Transformer

/// Trains a language model on a dataset, or says what it would cost.
struct LMTrain: ToolCommand {
  static let tool = LMTrainTool.tool
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a Transformer language model on a dataset from shard.",
    discussion: """
      Example: lm-train --dataset dataset --output run --steps 2000
      Example: lm-train --dataset dataset --output run --recipe auto --hours 1
      Example: lm-train --plan --preset gpt2-xl --memory 80GB

      The defaults are CS336's TinyStories model. In --output: config.json, metrics.jsonl (one record per step), \
      step-….safetensors, and event files for TensorBoard.

      Ctrl-C finishes the step and writes a checkpoint. --resume continues bit-identically, as if the run had never \
      stopped; flags that are left out are taken from the run. A run with other settings is overwritten only with \
      --replace: the old run is moved to --output/replaced and deleted when the new one is finished, and only the \
      flags given now count. Exit code 3: the loss is no longer finite.

      \(ToolNames.list([ExportCommand.self, TabulateCommand.self, ToyCommand.self, DevicesCommand.self], of: tool))
      """)

  @Option(help: ArgumentHelp("The dataset directory, made by shard.", valueName: "dir"), completion: .directory)
  var dataset: String?

  @Option(help: ArgumentHelp("The directory of the run.", valueName: "dir"), completion: .directory)
  var output: String?

  @OptionGroup(title: "Recipe") var recipe: RecipeFlags
  @OptionGroup(title: "Model") var model: ModelFlags
  @OptionGroup(title: "Training") var training: TrainingFlags
  @OptionGroup(title: "Engine") var engine: EngineFlags
  @OptionGroup(title: "Several processes") var ranks: RankFlags
  @OptionGroup(title: "Run") var run: RunFlags
  @OptionGroup(title: "Watching") var watch: WatchFlags
  @OptionGroup(title: "Plan") var plan: PlanFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if plan.plan, recipe.recipe != nil, dataset == nil {
      throw ValidationError("--recipe auto needs --dataset: the text decides what is chosen.")
    }
    if recipe.recipe != nil, training.maxSeconds != nil {
      throw ValidationError("--max-seconds: with --recipe auto the time is --hours; leave one of them out.")
    }
    guard !plan.plan else { return }
    if dataset == nil, !run.resume { throw ValidationError("--dataset is missing: the folder that shard made.") }
    if output == nil { throw ValidationError("--output is missing: the folder for the run.") }
  }

  mutating func perform() throws {
    _ = RunClock.seconds
    dataset = try dataset.map { try GivenPath("--dataset", $0).dataset() }
    model.initFrom = try model.initFrom.map { try GivenPath("--init-from", $0).model() }
    if model.initFrom != nil, recipe.goal != nil {
      throw ToolFailure.usage("--recipe: chooses the sizes of a new model; leave it out with --init-from")
    }
    watch.tokenizer = try watch.tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    guard !plan.plan else { return try printPlan() }
    guard let launcher = try launcher() else { return try TrainingJob(self).perform() }
    if let seconds = training.maxSeconds {
      // All ranks come here; the first says why.
      guard launcher.rank == 0 else { throw ExitCode(ToolExitCode.usage.rawValue) }
      throw ToolFailure.usage(
        "--max-seconds \(seconds): is for one process, and \(launcher.title) started \(launcher.size); give --steps, after "
          + "a short run has told the speed")
    }
    let isAccelerated = try usesAccelerator()
    // The number is known without MPI, unless only MPI knows it.
    if stage.dryRun, launcher.kind != .unnoticed {
      ranks.processes = launcher.size
      if launcher.rank == 0 { try TrainingJob(self).perform() }
      return
    }
    let met = try Ranks(launcher, self, accelerated: isAccelerated)
    ranks.processes = met.group.size
    try met.perform(self)
  }

  private func printPlan() throws {
    let vocabulary = try dataset.map { try DatasetFile.load($0).vocabularySize }
    let chosen = try recipe.goal.flatMap { _ in
      try ChosenRecipe(self, text: TokenSplit(dataset: dataset ?? "", split: "train"), former: nil, tries: false)
    }
    let machine = try chosen?.record.machine ?? ThisMachine.measurement(threads: threads.count, options: stage).value
    let initial = try InitialModel(model)
    func planned(_ flags: TrainingFlags) throws -> RunSettings {
      try RunSettings(
        model: model, training: flags, engine: engine, ranks: ranks, initial: initial, previous: chosen?.settings,
        vocabulary: vocabulary)
    }
    let settings = try planned(training.withSteps(on: machine, of: planned))
    let report = PlanReport(
      settings: settings, memoryLimit: plan.memory?.bytes, peak: plan.flops, utilization: plan.utilization,
      trainingMemory: try settings.training.memory(of: settings.model, threads: threads.count),
      device: settings.engine.isCPU
        ? nil
        : try DevicePlan(
          settings, stepsPerLaunch: engine.stepsPerLaunch ?? 8, limit: plan.memory?.bytes,
          in: .system(executable: ProcessUsage.executablePath)),
      machine: machine,
      ranks: try plan.link.map { _ in
        RanksPlan(
          settings, on: machine, try RankRates.now(threads: threads.count), flags: plan, most: ranks.processes ?? 1024)
      })
    let text = (chosen?.lines(settings) ?? []).map { $0 + "\n" } + (chosen == nil ? [] : ["\n"])
    Terminal.text(stage.json ? report.json.pretty : text.joined() + report.lines.joined(separator: "\n") + "\n")
  }
}

extension ModelError: RequestError {}
extension TrainingError: RequestError {}

extension TokenSeries: DocumentEnds {}

extension TokenSplit: TokenSource {
  /// The shards' own tables; none of a dataset without a separator, whose documents are files.
  package var documents: (any DocumentEnds)? { dataset.separatorID == nil ? nil : series }
}
