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
  let settings: RunSettings
  let start: StartPoint
  let plan: RunPlan
  let choices: RunChoices
  /// What `--recipe` came to; nil without it.
  let recipe: ChosenRecipe?
  /// Steps between records before this session, if it goes on from a run that tells.
  let formerLogEvery: Int?
  let retention: Retention
  let threads: Int
  let options: StageOptions
  /// A person's words about the run.
  let note: String?
  /// What the model writes on the way; nil if nobody asked.
  let sampling: SamplePlan?
  let train: TokenSplit
  /// The tokens to validate on; nil if the dataset has none or validation is off.
  let valid: TokenSplit?

  /// - Parameters:
  ///   - command: the flags
  ///   - known: what was chosen already for the same command
  /// - Throws: `ToolFailure` and others for what cannot be, as read from the flags, the dataset and the folder
  init(_ command: LMTrain, recipe known: ChosenRecipe? = nil) throws {
    folder = RunFolder(command.output ?? "")
    let existing = try ExistingRun(folder)
    let inherits = command.run.resume && !command.run.replace
    var choices = try RunChoices(
      command, previous: inherits ? existing?.choices : nil, continues: inherits && existing != nil)
    formerLogEvery = existing?.choices.map { $0.logEvery ?? 1 }
    datasetPath = choices.dataset ?? ""
    train = try TokenSplit(dataset: datasetPath, split: "train")
    recipe =
      try known
      ?? ChosenRecipe(
        command, text: train, former: existing?.choices?.recipe, tries: !command.stage.dryRun)
    choices.recipe = recipe?.record ?? choices.recipe
    self.choices = choices
    let asked = try RunSettings(
      model: command.model, training: command.training, engine: command.engine,
      previous: recipe?.settings ?? (inherits ? existing?.settings : nil),
      vocabulary: train.dataset.vocabularySize)
    settings =
      existing.map { run in
        let settings = asked.keepingEngine(ofFinished: run, resumes: command.run.resume)
        let mayKeep = command.training.gradientGroups == nil && !command.run.replace
        return mayKeep ? settings.keepingGroups(of: run) : settings
      } ?? asked
    start = try StartPoint(
      existing: existing, wanted: settings, dataset: train.dataset, flags: command.run, force: command.stage.force)
    plan = RunPlan(
      steps: settings.steps, validateEvery: choices.validateEvery ?? (settings.steps + 9) / 10,
      checkpointEvery: choices.checkpointEvery ?? (settings.steps + 4) / 5)
    retention = Retention(newest: choices.keep.count, multiplesOf: choices.keepEvery, keepsBest: choices.keepBest)
    threads = command.threads.count
    options = command.stage
    note = command.run.note
    sampling = try SamplePlan(choices, dataset: train.dataset)
    let hasValidation = (train.dataset.splits["valid"]?.tokens ?? 0) > 1 && plan.validateEvery > 0
    valid = hasValidation ? try TokenSplit(dataset: datasetPath, split: "valid") : nil
    try checkData()
  }

  /// Whether validation was to be expected and there is nothing to validate on.
  var lacksValidation: Bool { valid == nil && plan.validateEvery > 0 }
  var validationTokens: Int { choices.validationTokens ?? 65_536 }
  var logEvery: Int { choices.logEvery ?? 1 }

  /// The file that defines the dataset.
  var datasetFile: String { FilePath.joined(datasetPath, DatasetFile.fileName) }

  private func checkData() throws {
    guard settings.model.vocabulary >= train.dataset.vocabularySize else {
      throw ToolFailure.badData(
        "\(Printable.path(datasetFile)): token ids up to \(train.dataset.vocabularySize - 1) do not fit a model of "
          + "\(settings.model.vocabulary) tokens; use --vocab-size \(train.dataset.vocabularySize) or more")
    }
    guard train.tokenCount > settings.model.contextLength else {
      throw TrainingError.dataTooShort(tokens: train.tokenCount, positions: settings.model.contextLength)
    }
  }
}
