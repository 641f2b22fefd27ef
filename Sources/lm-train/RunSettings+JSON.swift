import Checkpoints
import Formats
import Training
import Transformer

/// The settings as they stand in config.json, in every checkpoint and in the manifest: one flat object whose keys are
/// the flags' names, so that a changed setting is named as it was typed.
extension RunSettings {
  var json: JSONValue {
    let schedule = training.schedule
    let own: [String: JSONValue] = [
      "steps": .integer(Int64(steps)),
      "batch_size": .integer(Int64(training.batchSize)),
      "gradient_accumulation": .integer(Int64(training.accumulation)),
      "lr": .number(schedule.maximum),
      "min_lr": .number(schedule.minimum),
      "warmup_steps": .integer(Int64(schedule.warmupSteps)),
      "decay_steps": .integer(Int64(schedule.decaySteps)),
      "weight_decay": .number(training.optimizer.weightDecay),
      "beta1": .number(training.optimizer.beta1),
      "beta2": .number(training.optimizer.beta2),
      "eps": .number(training.optimizer.epsilon),
      "clip": .number(training.clipNorm ?? 0),
      // As text where it is more than JSON's integers hold here.
      "seed": Int64(exactly: training.seed).map { .integer($0) } ?? .string(String(training.seed)),
    ]
    return .object(own.merging(model.members) { own, _ in own })
  }

  /// Reads back what `json` wrote; nil if a value is missing, of the wrong kind or one that no flag takes.
  init?(json: JSONValue) {
    guard
      let model = ModelConfiguration(json: json),
      let steps = json["steps"]?.int, let batchSize = json["batch_size"]?.int,
      let accumulation = json["gradient_accumulation"]?.int,
      let maximum = json["lr"]?.double, let minimum = json["min_lr"]?.double,
      let warmupSteps = json["warmup_steps"]?.int, let decaySteps = json["decay_steps"]?.int,
      let weightDecay = json["weight_decay"]?.double, let beta1 = json["beta1"]?.double,
      let beta2 = json["beta2"]?.double, let epsilon = json["eps"]?.double,
      let clip = json["clip"]?.double,
      let seed = json["seed"]?.int.map(String.init) ?? json["seed"]?.string, let seed = UInt64(seed)
    else { return nil }
    self.model = model
    self.steps = steps
    training = TrainingSettings()
    training.batchSize = batchSize
    training.accumulation = accumulation
    training.schedule = LearningRateSchedule(
      maximum: maximum, minimum: minimum, warmupSteps: warmupSteps, decaySteps: decaySteps)
    training.optimizer.weightDecay = weightDecay
    training.optimizer.beta1 = beta1
    training.optimizer.beta2 = beta2
    training.optimizer.epsilon = epsilon
    training.clipNorm = clip == 0 ? nil : clip
    training.seed = seed
    guard (try? validate()) != nil else { return nil }
  }
}
