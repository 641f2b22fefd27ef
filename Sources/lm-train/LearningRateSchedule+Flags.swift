import Checkpoints
import CommandSupport
import Formats
import Messages
import Training

extension LearningRateSchedule {
  /// The schedule that the flags describe.
  ///
  /// That of a resumed run stays as it was unless a flag says otherwise: more steps do not stretch it. Only a cool-down at
  /// the end of the run moves to the new end.
  ///
  /// - Parameters:
  ///   - flags: as typed
  ///   - steps: of the training
  ///   - run: what goes on, or what a recipe chose
  ///   - keepsRates: whether its rates are of the same optimizer
  ///   - usual: the maximum if nothing gives one
  /// - Throws: `ToolFailure.usage` for a cool-down of a schedule that has none
  init(_ flags: TrainingFlags, steps: Int, previous run: RunSettings?, keepsRates: Bool, usual: Double) throws {
    let previous = run?.training.schedule
    let rates = keepsRates ? previous : nil
    let maximum = flags.learningRate ?? rates?.maximum ?? usual
    let shape = try Shape(flags, previous: previous?.shape)
    let end = run.flatMap { $0.training.schedule.movesEnd(of: $0, to: shape) ? nil : previous?.decaySteps }
    let decaySteps = flags.decaySteps ?? end ?? steps
    self.init(
      maximum: maximum,
      minimum: flags.minimumLearningRate ?? rates?.minimum ?? maximum / 10,
      warmupSteps: flags.warmupSteps ?? previous?.warmupSteps ?? decaySteps / 20,
      decaySteps: decaySteps, shape: shape)
  }

  /// Whether the run's cool-down ends with it, and stays a cool-down.
  private func movesEnd(of run: RunSettings, to shape: Shape) -> Bool {
    guard case (.wsd, .wsd) = (self.shape, shape) else { return false }
    return decaySteps == run.steps
  }

  /// Its members of the settings beside rates and steps: none for the cosine, whose runs have the keys that they always had.
  var members: [String: JSONValue] {
    switch shape {
    case .cosine: [:]
    case .linear: ["schedule": .string(ScheduleName.linear.rawValue)]
    case .wsd(let fraction):
      ["schedule": .string(ScheduleName.wsd.rawValue), "cooldown_fraction": .number(fraction)]
    }
  }

  /// The members of the settings that say what happens from the cool-down on.
  static let endKeys: Set<String> = ["decay_steps", "min_lr", "cooldown_fraction"]

  private var name: ScheduleName {
    switch shape {
    case .cosine: .cosine
    case .linear: .linear
    case .wsd: .wsd
    }
  }

  /// Where the rate begins to come down.
  private var decayStart: Int { lastConstantStep ?? warmupSteps }

  /// What it does, for a plan's JSON.
  var planned: JSONValue {
    [
      "name": .string(name.rawValue), "warmup_steps": .integer(Int64(warmupSteps)), "lr": .number(maximum),
      "decay_start": .integer(Int64(decayStart)), "decay_steps": .integer(Int64(decaySteps)),
      "min_lr": .number(minimum),
    ]
  }

  /// What it does, for a person: `wsd: 0.001 after 250 warm-up steps; down to 0.0001 from step 4,000 to 5,000`.
  var line: String {
    "\(name.rawValue): \(maximum) after \(Units.counted(warmupSteps, "warm-up step")); down to \(minimum) "
      + "from step \(Units.grouped(decayStart)) to \(Units.grouped(decaySteps))"
  }
}

extension LearningRateSchedule.Shape {
  /// The share of the steps that a cool-down takes where nothing is said: with 10% to 20% a model comes as far as with a
  /// cosine (Hägele et al. 2024, https://arxiv.org/abs/2405.18392).
  private static let usualCooldown = 0.2

  /// The shape that the flags name, or else that of the run before.
  fileprivate init(_ flags: TrainingFlags, previous: Self?) throws {
    switch flags.schedule {
    case nil: self = previous ?? .cosine
    case .cosine: self = .cosine
    case .linear: self = .linear
    case .wsd:
      self = .wsd(cooldownFraction: Self.usualCooldown)
      if let previous, case .wsd = previous { self = previous }
    }
    guard let fraction = flags.cooldownFraction else { return }
    guard case .wsd = self else {
      throw ToolFailure.usage("--cooldown-fraction \(fraction): is for --schedule wsd; name that too, or leave it out")
    }
    self = .wsd(cooldownFraction: fraction)
  }

  /// Reads back what `members` wrote; what no flag takes makes the reader incomplete.
  init(_ reader: inout SettingsReader, _ json: JSONValue) {
    self = .cosine
    guard json["schedule"] != nil else { return }
    switch reader.choice("schedule", missing: ScheduleName.cosine) {
    case .cosine: self = .cosine
    case .linear: self = .linear
    case .wsd: self = .wsd(cooldownFraction: reader.number("cooldown_fraction", missing: 0))
    }
  }
}
