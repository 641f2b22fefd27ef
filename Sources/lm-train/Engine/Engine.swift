import Accelerators
import CommandSupport
import DeviceCommands
import DeviceTraining
import Formats
import Kernels
import Messages
import Parallel
import Training
import Transformer

/// Makes the trainer of a training: on this machine's cores, or on an accelerator.
struct Engine {
  let trainer: Trainer
  /// The model whose parameters are initialised, before the first step.
  let model: LanguageModel
  /// What computes, for the record: nil for the CPU.
  let description: [String: JSONValue]?

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
      trainer = try Trainer(model: model, settings: settings.training, data: work.train)
      description = nil
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
    let client = opening.devices.client
    var description: [String: JSONValue] = [
      "plugin": .string(opening.plugin.path), "plugin_version": .string("\(client.plugin.version)"),
      "platform": .string(client.platformName), "platform_version": .string(client.platformVersion),
      "device": .string(opening.devices.devices[0].kind), "devices": .integer(Int64(settings.engine.devices)),
      "precision": .string(settings.engine.precision.rawValue), "steps_per_launch": .integer(Int64(steps)),
    ]
    if let group { description["processes"] = .integer(Int64(group.size)) }
    let devices = opening.devices.devices.count * (group?.size ?? 1)
    self.description = description
    say(
      "\(devices == 1 ? "" : "\(devices) × ")\(opening.deviceKind), "
        + "\(settings.engine.precision.rawValue), \(Units.counted(steps, "step")) at once")
  }
}
