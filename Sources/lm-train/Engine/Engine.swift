import Accelerators
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

/// Makes the trainer of a request: on this machine's cores, or on an accelerator.
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
  ///   - request: what is trained
  ///   - say: is told what took long
  /// - Throws: `ModelError` and others for what does not fit this machine; of accelerators also what they lack
  init(_ request: TrainRequest, say: @escaping (String) -> Void) throws {
    let settings = request.settings
    let operations = try CPUOperations(team: ThreadTeam(threads: request.threads))
    let model = try LanguageModel(configuration: settings.model, operations: operations)
    self.model = model
    guard !settings.engine.isCPU else {
      trainer = try Trainer(model: model, settings: settings.training, data: request.train)
      (device, stepsPerLaunch) = (nil, 1)
      return
    }
    let opening = try DeviceOpening(
      request.choices.plugin ?? settings.engine.device, count: settings.engine.devices,
      in: .ofThisProgram
    ) { say($0.line) }
    let steps = request.choices.stepsPerLaunch ?? request.plan.launchLength(most: Self.stepsAtOnce(settings))
    trainer = try Trainer(
      settings: settings.training, data: request.train, contextLength: settings.model.contextLength
    ) { shape in
      try DeviceTrainingStep(
        opening.devices, model: model, shape: shape, settings: settings.training, precision: settings.engine.precision,
        stepsPerLaunch: steps)
    }
    let device = opening.record(settings.engine.precision)
    (self.device, stepsPerLaunch) = (device, steps)
    say("\(device.title), \(Units.counted(steps, "step")) at once")
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
