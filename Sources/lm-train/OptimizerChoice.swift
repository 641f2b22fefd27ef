import CommandSupport
import Training
import Transformer

/// Rates of a training with Muon that no flag gives, from a few trainings of a small model (docs/optimizers.md).
enum MuonDefaults {
  static let embedding = 0.1
  static let head = 0.01
  static let vectors = 0.02

  /// The rate of the matrices.
  static func rate(_ scale: MuonSettings.Scale) -> Double {
    switch scale {
    case .original: 0.02
    case .matchRMSAdamW: 5e-3
    }
  }
}

extension TrainingSettings {
  var optimizerKind: OptimizerKind { muon == nil ? .adamw : .muon }

  /// Sets what flags say of the optimizer and of all rates; what they leave out stays, or is the usual where the optimizer
  /// is another than before.
  ///
  /// - Parameters:
  ///   - flags: as typed
  ///   - previous: the run that goes on, or what a recipe chose
  ///   - steps: of the training
  ///   - isTied: whether the embedding is the output layer
  /// - Throws: `ToolFailure.usage` for flags that do not fit the optimizer
  mutating func setOptimizer(
    _ flags: TrainingFlags, previous: RunSettings?, steps: Int, isTied: Bool
  ) throws {
    let kind = flags.optimizer.optimizer ?? optimizerKind
    if lora != nil, kind != .adamw {
      throw ToolFailure.usage("--optimizer \(kind.rawValue): adapters of --lora-rank are moved by adamw; leave one out")
    }
    let isOther = kind != optimizerKind
    try Self.check(flags.optimizer, kind, isTied: isTied)
    if isOther {
      muon = kind == .muon ? MuonSettings() : nil
      rates = RoleRates()
    }
    muon = muon.map { Self.constants(flags.optimizer, $0) }
    optimizer.beta1 = flags.beta1 ?? optimizer.beta1
    optimizer.beta2 = flags.beta2 ?? optimizer.beta2
    optimizer.epsilon = flags.epsilon ?? optimizer.epsilon
    optimizer.weightDecay = flags.weightDecay ?? optimizer.weightDecay
    optimizer.isCautious = flags.optimizer.cautiousWeightDecay ?? optimizer.isCautious
    schedule = try LearningRateSchedule(
      flags, steps: steps, previous: previous, keepsRates: !isOther,
      usual: muon.map { MuonDefaults.rate($0.scale) } ?? 1e-3)
    setRates(flags.optimizer, isTied: isTied)
  }

  private static func constants(_ flags: OptimizerFlags, _ base: MuonSettings) -> MuonSettings {
    var muon = base
    muon.scale = flags.muonScale ?? muon.scale
    muon.momentum = flags.momentum ?? muon.momentum
    muon.momentumWarmupSteps = flags.momentumWarmupSteps ?? muon.momentumWarmupSteps
    return muon
  }

  /// What AdamW has at the schedule's own rate stands as no rate of its own.
  private mutating func setRates(_ flags: OptimizerFlags, isTied: Bool) {
    let usual = muon.map { _ in (MuonDefaults.embedding, MuonDefaults.head, MuonDefaults.vectors) }
    rates.embedding = flags.embeddingRate ?? rates.embedding ?? usual?.0
    rates.head = isTied ? nil : flags.headRate ?? rates.head ?? usual?.1
    rates.vectors = flags.vectorRate ?? rates.vectors ?? usual?.2
    guard muon == nil else { return }
    for path in [\RoleRates.embedding, \.head, \.vectors] where rates[keyPath: path] == schedule.maximum {
      rates[keyPath: path] = nil
    }
  }

  private static func check(_ flags: OptimizerFlags, _ kind: OptimizerKind, isTied: Bool) throws {
    if let rate = flags.headRate, isTied {
      throw ToolFailure.usage("--lr-head \(rate): tied embeddings are moved at --lr-embedding; leave it out")
    }
    guard kind == .adamw else { return }
    let typed: [(String, String?)] = [
      ("momentum", flags.momentum.map { "\($0)" }),
      ("momentum-warmup-steps", flags.momentumWarmupSteps.map { "\($0)" }),
      ("muon-scale", flags.muonScale?.rawValue),
    ]
    for (flag, value) in typed {
      guard let value else { continue }
      throw ToolFailure.usage("--\(flag) \(value): is for --optimizer muon; add that, or leave it out")
    }
  }
}

extension RunSettings {
  /// - Throws: `ToolFailure.usage` for what no program of an accelerator does
  func checkEngine() throws {
    guard !engine.isCPU else { return }
    let advice =
      "is for training on the CPU, and --device \(engine.device) moves all parameters themselves; leave out one of both"
    if training.lora != nil { throw ToolFailure.usage("--lora-rank: \(advice)") }
    if !training.frozen.patterns.isEmpty { throw ToolFailure.usage("--freeze: \(advice)") }
  }
}
