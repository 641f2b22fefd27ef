import Formats
import Training

/// What is computed, whoever records it: settings, text, and when something else is due.
struct Workload {
  let settings: RunSettings
  let choices: RunChoices
  let plan: RunPlan
  let threads: Int
  /// Steps between comparisons of the parameters of several ranks.
  let checkRanks: Int
  let train: TokenSplit
  /// The tokens to validate on; nil if the dataset has none or validation is off.
  let valid: TokenSplit?

  /// - Parameters:
  ///   - settings: what is trained
  ///   - choices: what is watched and kept
  ///   - dataset: the folder
  ///   - threads: of this machine
  ///   - checkRanks: steps between comparisons of the parameters of several ranks
  /// - Throws: `FormatError` for a dataset that cannot be read
  init(settings: RunSettings, choices: RunChoices, dataset: String, threads: Int, checkRanks: Int) throws {
    try self.init(
      settings: settings, choices: choices, train: TokenSplit(dataset: dataset, split: "train"), dataset: dataset,
      threads: threads, checkRanks: checkRanks)
  }

  /// The same with a text that is open.
  init(
    settings: RunSettings, choices: RunChoices, train: TokenSplit, dataset: String, threads: Int, checkRanks: Int
  ) throws {
    (self.settings, self.choices, self.train, self.threads) = (settings, choices, train, threads)
    self.checkRanks = checkRanks
    plan = RunPlan(settings, choices)
    let hasValidation = (train.dataset.splits["valid"]?.tokens ?? 0) > 1 && plan.validateEvery > 0
    valid = hasValidation ? try TokenSplit(dataset: dataset, split: "valid") : nil
  }

  /// The same as a command asks for it.
  init(settings: RunSettings, choices: RunChoices, train: TokenSplit, dataset: String, _ command: LMTrain) throws {
    try self.init(
      settings: settings, choices: choices, train: train, dataset: dataset, threads: command.threads.count,
      checkRanks: command.ranks.checkRanks)
  }

  var validationTokens: Int { choices.validationTokens ?? 65_536 }
}

extension RunPlan {
  /// What flags leave out follows from the number of steps.
  init(_ settings: RunSettings, _ choices: RunChoices) {
    let steps = settings.steps
    let branch = settings.training.schedule.lastConstantStep.flatMap { $0 > 0 && $0 < steps ? $0 : nil }
    let validateEvery = choices.validateEvery ?? (steps + 9) / 10
    // Who waits for the lowest loss wants the model that has it.
    let checkpointEvery = choices.patience == nil ? (steps + 4) / 5 : validateEvery
    self.init(
      steps: steps, validateEvery: validateEvery, checkpointEvery: choices.checkpointEvery ?? checkpointEvery,
      lastConstantStep: branch, patience: choices.patience)
  }
}
