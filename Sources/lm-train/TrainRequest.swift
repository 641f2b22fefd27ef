import Checkpoints
import CommandSupport
import Formats
import Messages
import Training
import Transformer

/// What the command line asks for, checked against the dataset and the run that may be there already: one value,
/// complete before any work and before anything is written.
struct TrainRequest {
  let folder: RunFolder
  let datasetPath: String
  /// What is trained, on which text.
  let work: Workload
  let start: StartPoint
  /// What the run begins with, or began with if that is still there; nil for random numbers.
  let initial: InitialModel?
  /// What `--recipe` came to; nil without it.
  let recipe: ChosenRecipe?
  /// Steps between records before this session, if it goes on from a run that tells.
  let formerLogEvery: Int?
  /// How many validations the run waits for, or has waited for if it is finished; nil to the last step.
  let patience: Int?
  let retention: Retention
  let options: StageOptions
  /// A person's words about the run.
  let note: String?
  /// What the model writes on the way; nil if nobody asked.
  let sampling: SamplePlan?

  /// - Parameters:
  ///   - command: the flags
  ///   - known: what was chosen already for the same command
  ///   - budget: likewise, for a time
  /// - Throws: `ToolFailure` and others for what cannot be, as read from the flags, the dataset and the folder
  init(_ command: LMTrain, recipe known: ChosenRecipe? = nil, budget: TimeBudget? = nil) throws {
    folder = RunFolder(command.output ?? "")
    let found = try ExistingRun(folder)
    let inherits = command.run.resume && !command.run.replace
    var choices = try RunChoices(
      command, previous: inherits ? found?.choices : nil, continues: inherits && found != nil)
    let existing = try found?.judged(patience: choices.patience)
    patience = existing.flatMap { $0.isFinished ? $0.choices : nil }.map(\.patience) ?? choices.patience
    formerLogEvery = existing?.choices.map { $0.logEvery ?? 1 }
    datasetPath = choices.dataset ?? ""
    let train = try TokenSplit(dataset: datasetPath, split: "train")
    recipe =
      try known
      ?? ChosenRecipe(
        command, text: train, former: existing?.choices?.recipe, tries: !command.stage.dryRun)
    choices.recipe = recipe?.record ?? choices.recipe
    let previous = recipe?.settings ?? (inherits ? existing?.settings : nil)
    let named = try InitialModel(command.model)
    func settings(steps: Int?) throws -> RunSettings {
      try Self.settings(
        command, steps: steps, initial: named, previous: previous, existing: existing, train: train.dataset)
    }
    let samples = try SamplePlan(choices, dataset: train.dataset)
    sampling = samples
    let asked = TimeBudget.Request(
      flags: command.training, existing: existing, resumes: inherits && existing != nil, choices: choices,
      settings: settings)
    choices.budget =
      try budget
      ?? TimeBudget.chosen(asked) { [choices] settings in
        try command.costs(
          Workload(settings: settings, choices: choices, train: train, dataset: choices.dataset ?? "", command),
          sampling: samples)
      }
    let settings = try settings(steps: command.training.maxSeconds.flatMap { _ in choices.budget?.steps })
    if choices.budget?.steps != settings.steps { choices.budget = nil }
    initial = named ?? choices.initFrom.flatMap { InitialModel($0, of: settings) }
    start = try StartPoint(
      existing: existing, wanted: settings, dataset: train.dataset, flags: command.run, force: command.stage.force)
    work = try Workload(settings: settings, choices: choices, train: train, dataset: datasetPath, command)
    retention = Retention(
      newest: choices.keep.count, multiplesOf: choices.keepEvery, keepsBest: choices.keepBest,
      lastConstantStep: work.plan.lastConstantStep)
    options = command.stage
    note = command.run.note
    try checkData()
  }

  /// What the flags say of a run of so many steps, and beneath them what went before.
  private static func settings(
    _ command: LMTrain, steps: Int?, initial: InitialModel?, previous: RunSettings?, existing: ExistingRun?,
    train: DatasetFile
  ) throws -> RunSettings {
    var flags = command.training
    flags.steps = steps ?? flags.steps
    let asked = try RunSettings(
      model: command.model, training: flags, engine: command.engine, ranks: command.ranks, initial: initial,
      previous: previous,
      vocabulary: train.vocabularySize)
    guard let existing else { return asked }
    let settings = asked.keepingEngine(ofFinished: existing, resumes: command.run.resume)
    let mayKeep = flags.gradientGroups == nil && !command.run.replace
    return mayKeep ? settings.keepingGroups(of: existing) : settings
  }

  var settings: RunSettings { work.settings }
  var choices: RunChoices { work.choices }
  var plan: RunPlan { work.plan }
  var threads: Int { work.threads }
  var train: TokenSplit { work.train }
  var valid: TokenSplit? { work.valid }
  var validationTokens: Int { work.validationTokens }

  /// The files by which the finished run is recognised. Which checkpoint is the last, one that may end early does not know.
  var results: [String] {
    [folder.configuration, folder.metrics] + (patience == nil ? [folder.checkpoint(step: settings.steps)] : [])
  }

  /// Whether validation was to be expected and there is nothing to validate on.
  var lacksValidation: Bool { valid == nil && plan.validateEvery > 0 }
  var logEvery: Int { choices.logEvery ?? 1 }

  /// The file that defines the dataset.
  var datasetFile: String { FilePath.joined(datasetPath, DatasetFile.fileName) }

  private func checkData() throws {
    try initial?.check(train.dataset, at: datasetFile)
    if start == .beginning, settings.initialDigest != nil, initial == nil {
      throw ToolFailure.missingInput(
        "\(Printable.path(choices.initFrom ?? folder.path)): not the model that the run in \(Printable.path(folder.path)) is "
          + "to begin with (expected one of digest \(settings.initialDigest?.short ?? "")); name it with --init-from, or start "
          + "over with --replace")
    }
    guard settings.model.vocabulary >= train.dataset.vocabularySize else {
      throw ToolFailure.badData(
        "\(Printable.path(datasetFile)): token ids up to \(train.dataset.vocabularySize - 1) do not fit a model of "
          + "\(settings.model.vocabulary) tokens; use --vocab-size \(train.dataset.vocabularySize) or more")
    }
    if settings.training.alignment == .documents, train.dataset.separatorID == nil {
      throw ToolFailure.badData(
        "\(Printable.path(datasetFile)): has no separator between documents (expected one, for windows that begin at "
          + "documents); make it from parts that bpe-encode made without --no-separator, or leave --align out")
    }
    if train.marksPrompts, !settings.engine.isCPU {
      throw ToolFailure.usage(
        "--device \(settings.engine.device): learns every token, and \(Printable.path(datasetFile)) tells prompts from "
          + "completions; train on the CPU, or encode the text without --completions")
    }
    guard train.tokenCount > settings.model.contextLength else {
      throw TrainingError.dataTooShort(tokens: train.tokenCount, positions: settings.model.contextLength)
    }
  }
}
