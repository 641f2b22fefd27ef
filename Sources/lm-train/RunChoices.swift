import Checkpoints
import CommandSupport
import Formats

/// What is watched and kept in a run: one value, with what the flags leave out taken from the run being resumed.
///
/// It stands in config.json under `run`, beside the settings; only what was asked for, so that defaults which depend on
/// the number of steps follow it. What is kept stands there in any case: a run of a version that kept all by default
/// tells nothing of it, and goes on to keep all.
struct RunChoices: Equatable {
  var validateEvery, patience, validationTokens, checkpointEvery, logEvery, keepEvery, sampleTokens: Int?
  var keep: KeptCheckpoints
  var keepBest: Bool
  var tensorboard: Bool?
  var dataset, report, samplePrompt, tokenizer: String?
  /// Where the model is that the run began with.
  var initFrom: String?
  /// The accelerator's plugin as it was named, and its steps at once.
  var plugin: String?
  var stepsPerLaunch: Int?
  /// What the settings were chosen from, if they were.
  var recipe: RecipeRecord?
  /// The time that the number of steps was chosen for, if it was.
  var budget: TimeBudget?

  /// The member of config.json that holds it.
  static let key = "run"

  /// The flags as typed, and beneath them what the run was told before.
  ///
  /// - Parameters:
  ///   - command: the flags
  ///   - previous: what the run that is resumed was told
  ///   - continues: whether there is such a run, even if it tells nothing
  /// - Throws: `ToolFailure.usage` for a value that makes no sense
  init(_ command: LMTrain, previous: RunChoices?, continues: Bool) throws {
    let (run, watch) = (command.run, command.watch)
    validateEvery = run.validateEvery ?? previous?.validateEvery
    patience = run.patience ?? previous?.patience
    validationTokens = run.validationTokens ?? previous?.validationTokens
    checkpointEvery = run.checkpointEvery ?? previous?.checkpointEvery
    logEvery = run.logEvery ?? previous?.logEvery
    keep = run.keep ?? previous?.keep ?? (continues ? .all : .usual)
    keepEvery = run.keepEvery ?? previous?.keepEvery
    // Who says how many stay gets as many, as ever.
    keepBest = run.keepBest ?? previous?.keepBest ?? (!continues && run.keep == nil)
    tensorboard = watch.tensorboard ?? previous?.tensorboard
    dataset = command.dataset ?? previous?.dataset
    report = watch.report ?? previous?.report
    samplePrompt = watch.samplePrompt ?? previous?.samplePrompt
    sampleTokens = watch.sampleTokens ?? previous?.sampleTokens
    tokenizer = watch.tokenizer ?? previous?.tokenizer
    initFrom = command.model.initFrom ?? previous?.initFrom
    recipe = previous?.recipe
    budget = previous?.budget
    // A name that is given takes the place of the path of an earlier one.
    plugin = command.engine.device.device ?? previous?.plugin
    stepsPerLaunch = command.engine.stepsPerLaunch ?? previous?.stepsPerLaunch
    try validate()
  }

  /// Reads back what `json` wrote; members of other kinds count as left out.
  init(json: JSONValue) {
    func integer(_ key: String) -> Int? { json[key]?.int }
    validateEvery = integer("validate_every")
    patience = integer("patience")
    validationTokens = integer("validation_tokens")
    checkpointEvery = integer("checkpoint_every")
    logEvery = integer("log_every")
    keep = json["keep"].flatMap(KeptCheckpoints.init(json:)) ?? .all
    keepEvery = integer("keep_every")
    sampleTokens = integer("sample_tokens")
    keepBest = json["keep_best"]?.bool ?? false
    tensorboard = json["tensorboard"]?.bool
    dataset = json["dataset"]?.string
    report = json["report"]?.string
    samplePrompt = json["sample_prompt"]?.string
    tokenizer = json["tokenizer"]?.string
    plugin = json["plugin"]?.string
    initFrom = json["init_from"]?.string
    stepsPerLaunch = integer("steps_per_launch")
    recipe = json["recipe"].flatMap(RecipeRecord.init(json:))
    budget = json["max_seconds"].flatMap(TimeBudget.init(json:))
  }

  /// Those of the run that a checkpoint is of, by its config.json; nil for models that others made, or without it.
  init?(of checkpoint: ModelFile) {
    guard checkpoint.header != nil else { return nil }
    let path = RunFolder(FilePath.folder(checkpoint.path)).configuration
    guard let json = try? JSONValue(path: path), let run = json[Self.key] else { return nil }
    self.init(json: run)
  }

  var json: JSONValue {
    let integers = [
      "validate_every": validateEvery, "patience": patience, "validation_tokens": validationTokens,
      "checkpoint_every": checkpointEvery,
      "log_every": logEvery, "keep_every": keepEvery, "sample_tokens": sampleTokens,
      "steps_per_launch": stepsPerLaunch,
    ]
    let texts = [
      "dataset": dataset, "report": report, "sample_prompt": samplePrompt, "tokenizer": tokenizer, "plugin": plugin,
      "init_from": initFrom,
    ]
    var members: [String: JSONValue] = ["keep": keep.json, "keep_best": .bool(keepBest)]
    for (key, value) in integers { members[key] = value.map { .integer(Int64($0)) } }
    members["recipe"] = recipe?.json
    members["max_seconds"] = budget?.json
    members["tensorboard"] = tensorboard.map { .bool($0) }
    for (key, value) in texts { members[key] = value.map { .string($0) } }
    return .object(members)
  }

  private func validate() throws {
    try atLeast(0, validateEvery, "validate-every")
    try atLeast(1, patience, "patience")
    if patience != nil, validateEvery == 0 {
      throw ToolFailure.usage(
        "--patience: counts validations, and --validate-every 0 makes none; leave one of them out")
    }
    try atLeast(1, validationTokens, "validation-tokens")
    try atLeast(0, checkpointEvery, "checkpoint-every")
    try atLeast(1, logEvery, "log-every")
    try atLeast(1, keep.count, "keep")
    try atLeast(1, keepEvery, "keep-every")
    if samplePrompt != nil, tokenizer == nil {
      throw ToolFailure.usage("--sample-prompt needs --tokenizer: the directory of the dataset's tokenizer")
    }
    guard dataset != nil else {
      throw ToolFailure.usage(
        "--dataset is missing, and --output holds no run that tells it; name the directory that shard made")
    }
  }

  private func atLeast(_ least: Int, _ value: Int?, _ flag: String) throws {
    guard let value, !(least...1_000_000_000).contains(value) else { return }
    throw ToolFailure.usage("--\(flag): \(value) (expected \(least) to 1000000000); give another --\(flag)")
  }
}
