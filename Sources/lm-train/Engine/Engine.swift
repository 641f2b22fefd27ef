import Accelerators
import Collectives
import CommandSupport
import DeviceCommands
import DeviceTraining
import Formats
import Kernels
import Manifest
import Messages
import Parallel
import Training
import Transformer

/// Makes the trainer of a training: on this machine's cores, or on an accelerator.
struct Engine {
  let trainer: Trainer
  /// The model whose parameters are initialised, before the first step.
  let model: LanguageModel
  /// What computes, for the record: nil for this machine's cores.
  let device: RecordedDevice?
  private let stepsPerLaunch: Int

  /// As many steps as a fast device takes in some 50 ms: a launch costs about 0.7 ms (H200), and nobody who stops a
  /// training is to wait for many long steps.
  private static func stepsAtOnce(_ settings: RunSettings) -> Int {
    let sequences = settings.training.batchSize * settings.training.accumulation
    return max(1, min(16, Int(2e13 / settings.model.trainingFLOPs(sequences: sequences).total)))
  }

  /// - Parameters:
  ///   - work: what is trained
  ///   - group: the processes that train together; nil for this one alone
  ///   - say: is told what took long
  /// - Throws: `ModelError` and others for what does not fit this machine; of accelerators also what they lack
  init(_ work: Workload, group: RankGroup? = nil, say: @escaping (String) -> Void) throws {
    let settings = work.settings
    let operations = try CPUOperations(team: ThreadTeam(threads: work.threads))
    let model = try LanguageModel(configuration: settings.model, operations: operations)
    self.model = model
    guard !settings.engine.isCPU else {
      trainer = try Self.trainer(model, work, group?.ofKernels)
      (device, stepsPerLaunch) = (nil, 1)
      return
    }
    let opening = try DeviceOpening(
      work.choices.plugin ?? settings.engine.device, count: settings.engine.devices, group: group?.ofDevices,
      in: .ofThisProgram
    ) { say($0.line) }
    let steps = work.choices.stepsPerLaunch ?? work.plan.launchLength(most: Self.stepsAtOnce(settings))
    trainer = try Trainer(
      settings: settings.training, data: work.train, contextLength: settings.model.contextLength
    ) { shape in
      try DeviceTrainingStep(
        opening.devices, model: model, shape: shape, settings: settings.training, precision: settings.engine.precision,
        stepsPerLaunch: steps, wantsToStop: group.map { _ in { Interruption.requested } })
    }
    let device = opening.record(settings.engine.precision)
    (self.device, stepsPerLaunch) = (device, steps)
    say("\(device.title), \(Units.counted(steps, "step")) at once")
  }

  /// A trainer whose steps this machine's cores compute, alone or with those of other ranks.
  private static func trainer(_ model: LanguageModel, _ work: Workload, _ ranks: ProcessGroup?) throws -> Trainer {
    let settings = work.settings.training
    guard let ranks else { return try Trainer(model: model, settings: settings, data: work.train) }
    let share = StepShare(rank: ranks.rank, of: ranks.size)
    var rules = RankedTrainingStep.Rules(
      digest: { Digest.of($0).bytes }, wantsToStop: { Interruption.requested })
    (rules.wire, rules.checkEvery) = (work.settings.engine.exchange, work.checkRanks)
    return try Trainer(
      settings: settings, data: work.train, contextLength: model.configuration.contextLength, share: share
    ) { shape in
      let own = try CPUTrainingStep(model: model, shape: shape, settings: settings, groups: share.groups(of: settings))
      return RankedTrainingStep(own, ranks: ranks, rules: rules)
    }
  }

  /// The member `engine` of config.json; nil for this machine's cores.
  var json: JSONValue? {
    device.map { device in
      [
        "plugin": .string(device.plugin), "plugin_version": .string(device.pluginVersion),
        "platform": .string(device.platform), "platform_version": .string(device.platformVersion),
        "device": .string(device.name), "devices": .integer(Int64(device.count)),
        "precision": .string(device.precision), "steps_per_launch": .integer(Int64(stepsPerLaunch)),
      ]
    }
  }
}
