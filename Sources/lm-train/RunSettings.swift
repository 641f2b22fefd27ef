import CommandSupport
import Formats
import Training
import Transformer

/// Everything that decides what a run computes: one validated value, made before any work. Two runs with equal
/// settings and data give the same parameters to the bit.
struct RunSettings: Equatable, Sendable {
  var model: ModelConfiguration
  var training: TrainingSettings
  /// Optimiser steps in all.
  var steps: Int
  /// What computes it.
  var engine = EngineSettings()
  /// The model that it begins with; nil for random numbers.
  var initialDigest: Digest?

  /// Tokens in one pass: what must fit in memory at once.
  var tokensPerPass: Int { training.batchSize * model.contextLength }
  /// Tokens in one step.
  var tokensPerStep: Int { training.accumulation * tokensPerPass }
  /// Tokens in all steps.
  var tokens: Double { Double(steps) * Double(tokensPerStep) }
  /// Operations of the optimizer's products in one step.
  var optimizerFLOPs: Double { training.muon == nil ? 0 : model.newtonSchulzFLOPs }
}

extension RunSettings {
  /// Fills what the flags leave out: from `previous` when a run is resumed, or else from the preset and the
  /// TinyStories defaults. `vocabulary` is the dataset's size of vocabulary, if there is a dataset.
  ///
  /// - Throws: `ModelError`, `TrainingError` or `ToolFailure` for the first value that makes no sense.
  init(
    model modelFlags: ModelFlags, training typed: TrainingFlags, engine engineFlags: EngineFlags? = nil,
    ranks: RankFlags? = nil, initial: InitialModel? = nil, previous: RunSettings?, vocabulary: Int?
  ) throws {
    model =
      try initial?.file.model
      ?? ModelConfiguration(flags: modelFlags, previous: previous?.model, vocabulary: vocabulary)
    initialDigest = initial?.digest ?? previous?.initialDigest
    let flags = typed.filled(by: modelFlags.preset)
    steps = flags.steps ?? previous?.steps ?? 5000
    engine = previous?.engine ?? engine
    if let engineFlags { engine = try EngineSettings(engineFlags, ranks, previous: previous?.engine) }
    training = previous?.training ?? TrainingSettings()
    training.batchSize = flags.batchSize ?? training.batchSize
    training.accumulation = flags.gradientAccumulation ?? training.accumulation
    training.gradientGroups = try groups(flags)
    training.seed = flags.seed ?? training.seed
    training.projectionStart = flags.initProjections ?? training.projectionStart
    training.alignment = flags.align ?? training.alignment
    if !flags.frozen.isEmpty { training.frozen.patterns = flags.frozen == ["none"] ? [] : Set(flags.frozen).sorted() }
    try training.setAdapters(flags.lora)
    try training.setOptimizer(flags, previous: previous, steps: steps, isTied: model.tieEmbeddings)
    if let clip = flags.clip { training.clipNorm = clip == 0 ? nil : clip }
    try validate()
    try checkEngine()
  }

  /// Those of the flag, or of the run before, or the usual number; 1 on an accelerator, which adds in an order of its own.
  ///
  /// - Throws: `ToolFailure.usage` for a flag that an accelerator cannot follow
  private func groups(_ flags: TrainingFlags) throws -> Int {
    guard let groups = flags.gradientGroups else {
      let isChosen = engine.isCPU || training.gradientGroups != nil
      return isChosen ? training.groups(batchSize: training.batchSize).all : 1
    }
    guard groups != 1, !engine.isCPU else { return groups }
    throw ToolFailure.usage(
      "--gradient-groups \(groups): is for training on the CPU, and --device \(engine.device) adds in an order of its own; "
        + "leave it out")
  }

  /// The same settings; of a finished run that is resumed with nothing left to do, with the engine that finished it.
  func keepingEngine(ofFinished run: ExistingRun, resumes: Bool) -> RunSettings {
    guard resumes, run.isFinished else { return self }
    var same = self
    same.engine = run.settings.engine
    return same == run.settings ? same : self
  }

  /// The same settings; if nothing else distinguishes them from those of a run that was begun before there were groups, with
  /// that run's.
  func keepingGroups(of run: ExistingRun) -> RunSettings {
    var same = self
    same.training.gradientGroups = run.settings.training.gradientGroups
    return same == run.settings ? same : self
  }

  /// - Throws: `ModelError`, `TrainingError` or `ToolFailure` for the first value that makes no sense.
  func validate() throws {
    try model.validate()
    try training.validate()
    try training.check(model)
    // Upper limits keep every product of sizes within Int.
    try require("steps", steps, 1...TrainingSettings.largestStep)
    try require("gradient-accumulation", training.accumulation, 1...65_536)
    try require("warmup-steps", training.schedule.warmupSteps, 0...TrainingSettings.largestStep)
    try require("decay-steps", training.schedule.decaySteps, 1...TrainingSettings.largestStep)
    guard training.schedule.maximum > 0 else {
      throw TrainingError.valueOutOfRange(field: "learningRate", found: training.schedule.maximum, expected: "above 0")
    }
  }

  private func require(_ flag: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ToolFailure.usage(
        "--\(flag): \(value) (expected \(range.lowerBound) to \(range.upperBound)); give another --\(flag)")
    }
  }
}
