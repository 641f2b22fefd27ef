import CommandSupport
import Formats
import Kernels
import Messages
import Parallel
import Planning
import Training
import Transformer

/// The model and training that `--recipe auto` comes to for a dataset.
struct ChosenRecipe {
  /// What flags leave out, as if from a run before.
  let settings: RunSettings
  let record: RecipeRecord
  private let choice: RecipeChoice
  private let text: Int

  /// Chooses, from what an earlier run of the same goal recorded, or else from what this machine does.
  ///
  /// - Parameters:
  ///   - command: the flags
  ///   - text: the tokens to train on
  ///   - former: what the run in the folder was chosen from
  ///   - tries: whether the first steps may be tried for their time
  /// - Throws: `ModelError` or `ToolFailure` if the flags that are given allow no model, and what training throws
  init?(_ command: LMTrain, text: TokenSplit, former: RecipeRecord?, tries: Bool) throws {
    guard let goal = command.recipe.goal else { return nil }
    var record =
      if let former, former.goal == goal { former } else {
        RecipeRecord(
          goal: goal, machine: try ThisMachine.measurement(threads: command.threads.count, options: command.stage).value
        )
      }
    let flags = command.training.filled(by: command.model.preset)
    let chooser = RecipeChooser(
      text: text.tokenCount, goal: goal, machine: record.machine,
      fixed: .init(batchSize: flags.batchSize, accumulation: flags.gradientAccumulation, steps: flags.steps))
    let models = try Self.models(command, text: text)
    var choice = chooser.choose(among: models)
    let tried = Self.tried(choice, flags)
    if record.trial?.settings != tried { record.trial = nil }
    if tries, record.trial == nil {
      let steps = FirstSteps(try Self.settings(choice, flags), text)
      record.trial = .init(settings: tried, tokensPerSecond: try steps.tokensPerSecond(threads: command.threads.count))
    }
    if let seen = record.trial?.tokensPerSecond { choice = chooser.adjusted(choice, tokensPerSecond: seen) }
    settings = try Self.settings(choice, flags)
    (self.record, self.choice, self.text) = (record, choice, text.tokenCount)
  }

  /// What the speed of a trial depends on.
  private static func tried(_ choice: RecipeChoice, _ flags: TrainingFlags) -> JSONValue {
    var batch: [String: JSONValue] = [
      "batch_size": .integer(Int64(choice.batchSize)), "gradient_accumulation": .integer(Int64(choice.accumulation)),
    ]
    if flags.optimizer.optimizer == .muon { batch["optimizer"] = .string(OptimizerKind.muon.rawValue) }
    return .object(batch.merging(choice.model.members) { own, _ in own })
  }

  /// The sizes to choose from, with what flags say in each.
  private static func models(_ command: LMTrain, text: TokenSplit) throws -> [ModelConfiguration] {
    let vocabulary = text.dataset.vocabularySize
    var failure: Error?
    let base = command.model.preset?.sizes?.configuration ?? ModelConfiguration()
    var flags = command.model
    // A preset's sizes would stand before those to choose from.
    flags.preset = flags.preset?.withoutSizes
    let models = ModelSizes.all(text: text.tokenCount, base: base).compactMap { size -> ModelConfiguration? in
      var size = size
      size.feedForwardWidth = ModelConfiguration.usualFeedForwardWidth(size.feedForward, width: size.width)
      do {
        return try ModelConfiguration(flags: flags, previous: size, vocabulary: vocabulary)
      } catch {
        failure = failure ?? error
        return nil
      }
    }
    if models.isEmpty, let failure { throw failure }
    let memory = SystemMemory.size * 0.7
    let fitting = models.filter {
      ((try? $0.trainingMemory().total(sequences: 1)) ?? .infinity) <= memory
    }
    return fitting.isEmpty ? [models[0]] : fitting
  }

  private static func settings(_ choice: RecipeChoice, _ flags: TrainingFlags) throws -> RunSettings {
    var training = TrainingSettings()
    training.batchSize = choice.batchSize
    training.accumulation = choice.accumulation
    let rate = flags.learningRate ?? choice.learningRate
    training.schedule = LearningRateSchedule(
      maximum: rate, minimum: rate / 10, warmupSteps: min(choice.warmupSteps, flags.decaySteps ?? choice.steps),
      decaySteps: choice.steps)
    try training.setOptimizer(
      flags, previous: RunSettings(model: choice.model, training: training, steps: choice.steps), steps: choice.steps,
      isTied: choice.model.tieEmbeddings)
    return RunSettings(model: choice.model, training: training, steps: choice.steps)
  }

  /// What was chosen and what it takes, for a person.
  ///
  /// - Parameter settings: the choice with what flags say
  /// - Returns: one fact a line
  func lines(_ settings: RunSettings) -> [String] {
    let (model, training) = (settings.model, settings.training)
    let passes = settings.tokens / Double(text)
    let speed = Units.rate(choice.tokensPerSecond, unit: .items("tokens"))
    let source = record.trial == nil ? "to be expected of this machine" : "as in the first steps"
    return [
      "recipe auto for \(Units.counted(text, "training token")):",
      "  --d-model \(model.width) --layers \(model.layers) --heads \(model.heads) --d-ff \(model.feedForwardWidth) "
        + "--context-length \(model.contextLength)",
      "  --steps \(settings.steps) --batch-size \(training.batchSize) --gradient-accumulation "
        + "\(training.accumulation) --lr \(training.schedule.maximum) "
        + "--warmup-steps \(training.schedule.warmupSteps)",
      "  \(Units.fixed(passes, decimals: passes < 9.95 ? 1 : 0)) passes over the text in "
        + "\(Units.duration(settings.tokens / choice.tokensPerSecond)), at \(speed), \(source)",
    ]
  }
}

/// The first steps of a training, taken only for their time.
private struct FirstSteps {
  private let settings: RunSettings
  private let text: TokenSplit

  /// Enough steps for a second or two, so that one that was disturbed does not decide.
  private static let (seconds, fewest) = (2.0, 3)

  init(_ settings: RunSettings, _ text: TokenSplit) {
    (self.settings, self.text) = (settings, text)
  }

  /// - Throws: what training throws, apart from a divergence, which the training itself will meet
  func tokensPerSecond(threads: Int) throws -> Double {
    let operations = try CPUOperations(team: ThreadTeam(threads: threads))
    let model = try LanguageModel(configuration: settings.model, operations: operations)
    model.initialize(seed: 0)
    let trainer = try Trainer(model: model, settings: settings.training, data: text)
    // The first step allocates.
    let pace = try StepPace.measure(
      warmUp: 1, fewest: Self.fewest, seconds: Self.seconds, clock: { RunClock.seconds }
    ) { try step(trainer) }
    guard let pace else {
      throw Interruption.failure("stopped while the first steps were tried; run the same command again")
    }
    return Double(settings.tokensPerStep) / max(pace, 1e-9)
  }

  private func step(_ trainer: Trainer) throws -> Int? {
    guard !Interruption.requested else { return nil }
    do { _ = try trainer.takeStep() } catch TrainingError.diverged {}
    return 1
  }
}
