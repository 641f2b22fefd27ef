import Checkpoints
import CommandSupport
import Formats
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
  let validationTokens: Int
  let logEvery: Int
  let retention: Retention
  let threads: Int
  let options: StageOptions
  let watch: WatchFlags
  /// A person's words about the run.
  let note: String?
  /// What the model writes on the way; nil if nobody asked.
  let sampling: SamplePlan?
  let train: TokenSplit
  /// The tokens to validate on; nil if the dataset has none or validation is off.
  let valid: TokenSplit?

  init(_ command: LMTrain) throws {
    datasetPath = command.dataset ?? ""
    folder = RunFolder(command.output ?? "")
    train = try TokenSplit(dataset: datasetPath, split: "train")
    let existing = command.stage.force ? nil : try ExistingRun(folder)
    let inherits = command.run.resume && !command.run.replace
    settings = try RunSettings(
      model: command.model, training: command.training, previous: inherits ? existing?.settings : nil,
      vocabulary: train.dataset.vocabularySize)
    start = try StartPoint(
      existing: existing, wanted: settings, dataset: train.dataset, flags: command.run)
    let steps = settings.steps
    plan = RunPlan(
      steps: steps,
      validateEvery: try Self.atLeast(0, command.run.validateEvery ?? max(1, steps / 10), "validate-every"),
      checkpointEvery: try Self.atLeast(0, command.run.checkpointEvery ?? max(1, steps / 5), "checkpoint-every"))
    validationTokens = try Self.atLeast(1, command.run.validationTokens, "validation-tokens")
    logEvery = try Self.atLeast(1, command.run.logEvery, "log-every")
    retention = Retention(
      newest: try command.run.keep.map { try Self.atLeast(1, $0, "keep") },
      multiplesOf: try command.run.keepEvery.map { try Self.atLeast(1, $0, "keep-every") },
      keepsBest: command.run.keepBest)
    threads = command.threads.count
    options = command.stage
    watch = command.watch
    note = command.run.note
    sampling = try SamplePlan(command.watch, dataset: train.dataset)
    let hasValidation = (train.dataset.splits["valid"]?.tokens ?? 0) > 1 && plan.validateEvery > 0
    valid = hasValidation ? try TokenSplit(dataset: datasetPath, split: "valid") : nil
    try checkData()
  }

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

  private static func atLeast(_ least: Int, _ value: Int, _ flag: String) throws -> Int {
    guard (least...1_000_000_000).contains(value) else {
      throw ToolFailure.usage("--\(flag): \(value) (expected \(least) to 1000000000); give another --\(flag)")
    }
    return value
  }
}
