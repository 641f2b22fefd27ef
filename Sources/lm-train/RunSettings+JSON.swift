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
    let parts = [own, groupMembers, laterMembers, model.members, engine.members]
    var all: [String: JSONValue] = parts.reduce(into: [:]) { $0.merge($1) { own, _ in own } }
    let versions = parts.compactMap { $0[SettingsReader.versionKey]?.int }
    all[SettingsReader.versionKey] = versions.max().map { .integer(Int64($0)) }
    return .object(all)
  }

  /// None for one group: such runs have the keys that they had before there were groups.
  private var groupMembers: [String: JSONValue] {
    let groups = training.groups.all
    return groups == 1 ? [:] : ["gradient_groups": .integer(Int64(groups))]
  }

  /// What came later: left out where it is as it was before.
  private var laterMembers: [String: JSONValue] {
    var members = training.schedule.members.merging(optimizerMembers) { $1 }
    if training.alignment != .unaligned { members["align"] = .string(training.alignment.rawValue) }
    if training.projectionStart != .normal { members["init_projections"] = .string(training.projectionStart.rawValue) }
    var third: [String: JSONValue] = [:]
    third["init_from"] = initialDigest.map { .string($0.hex) }
    let frozen = training.frozen.patterns
    if !frozen.isEmpty { third["freeze"] = .array(frozen.map { .string($0) }) }
    if let lora = training.lora {
      third["lora_rank"] = .integer(Int64(lora.rank))
      third["lora_alpha"] = .number(lora.alpha)
      if !lora.targets.isEmpty { third["lora_targets"] = .array(lora.targets.map { .string($0) }) }
    }
    return SettingsReader.later(members, third)
  }

  /// None for AdamW at one rate: such runs have the keys that they had when there was nothing else.
  private var optimizerMembers: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if let muon = training.muon {
      members["optimizer"] = .string(OptimizerKind.muon.rawValue)
      members["momentum"] = .number(muon.momentum)
      members["momentum_warmup_steps"] = .integer(Int64(muon.momentumWarmupSteps))
      members["muon_scale"] = .string(muon.scale.rawValue)
    }
    if training.optimizer.isCautious { members["cautious_weight_decay"] = .bool(true) }
    members["lr_embedding"] = training.rates.embedding.map { .number($0) }
    members["lr_head"] = training.rates.head.map { .number($0) }
    members["lr_vectors"] = training.rates.vectors.map { .number($0) }
    return members
  }

  /// What `optimizerMembers` wrote, which may be nothing.
  ///
  /// - Returns: whether every value is of the right kind
  private mutating func readOptimizer(_ json: JSONValue, _ reader: inout SettingsReader) -> Bool {
    func rate(_ key: String) -> Double? { json[key] == nil ? nil : reader.number(key, missing: 0) }
    training.rates = RoleRates(embedding: rate("lr_embedding"), head: rate("lr_head"), vectors: rate("lr_vectors"))
    if let cautious = json["cautious_weight_decay"] {
      guard let cautious = cautious.bool else { return false }
      training.optimizer.isCautious = cautious
    }
    guard let kind = json["optimizer"] else { return true }
    guard kind.string == OptimizerKind.muon.rawValue,
      let scale = json["muon_scale"]?.string.flatMap(MuonSettings.Scale.init(rawValue:))
    else { return false }
    var muon = MuonSettings()
    muon.scale = scale
    muon.momentum = reader.number("momentum", missing: 0)
    muon.momentumWarmupSteps = reader.integer("momentum_warmup_steps", missing: 0)
    training.muon = muon
    return true
  }

  /// Reads back what `json` wrote, now or in an earlier version; nil if a value is missing, of the wrong kind or one that
  /// no flag takes.
  init?(json: JSONValue) {
    guard let model = ModelConfiguration(json: json) else { return nil }
    var reader = SettingsReader(json)
    self.model = model
    steps = reader.integer("steps", missing: 0)
    training = TrainingSettings()
    training.batchSize = reader.integer("batch_size", missing: 0)
    training.accumulation = reader.integer("gradient_accumulation", missing: 0)
    training.gradientGroups = json["gradient_groups"] == nil ? 1 : reader.integer("gradient_groups", missing: 0)
    training.schedule = LearningRateSchedule(
      maximum: reader.number("lr", missing: 0), minimum: reader.number("min_lr", missing: 0),
      warmupSteps: reader.integer("warmup_steps", missing: 0), decaySteps: reader.integer("decay_steps", missing: 0),
      shape: LearningRateSchedule.Shape(&reader, json))
    training.alignment = json["align"] == nil ? .unaligned : reader.choice("align", missing: .unaligned)
    training.optimizer.weightDecay = reader.number("weight_decay", missing: 0)
    training.optimizer.beta1 = reader.number("beta1", missing: 0)
    training.optimizer.beta2 = reader.number("beta2", missing: 0)
    training.optimizer.epsilon = reader.number("eps", missing: 0)
    training.projectionStart =
      reader.optional("init_projections") { $0.string.flatMap(ProjectionStart.init) } ?? .normal
    initialDigest = reader.optional("init_from") { $0.string.flatMap(Digest.init(hex:)) }
    func names(_ key: String) -> [String] {
      reader.optional(key) { $0.array.flatMap { names in names.allSatisfy { $0.string != nil } ? names : nil } }?
        .compactMap(\.string) ?? []
    }
    training.frozen.patterns = names("freeze")
    training.lora = json["lora_rank"].map { _ in
      LoRASettings(
        rank: reader.integer("lora_rank", missing: 0), alpha: reader.number("lora_alpha", missing: 0),
        targets: names("lora_targets"))
    }
    let clip = reader.number("clip", missing: 0)
    training.clipNorm = clip == 0 ? nil : clip
    training.seed = reader.value("seed", missing: 0) { UInt64($0.int.map(String.init) ?? $0.string ?? "") }
    guard readOptimizer(json, &reader), let engine = EngineSettings(json: json) else { return nil }
    self.engine = engine
    guard reader.isComplete, (try? validate()) != nil else { return nil }
  }
}
