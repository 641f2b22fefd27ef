import Checkpoints
import CommandSupport
import DeviceCommands
import DeviceTraining
import Kernels
import Manifest
import Parallel
import Transformer

/// A model in memory with what computes it: this machine's cores, or an accelerator. Tokens are chosen on the cores.
enum SamplingEngine {
  case cores(InferenceModel)
  case device(DeviceInferenceModel, operations: any Operations, record: RecordedDevice)

  /// Reads the parameters, and sends them where they are needed.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `ModelError`; of accelerators also what they lack
  init(_ checkpoint: ModelFile, _ command: LMSample) throws {
    // A device that does not work is said before a model is read.
    let opening = try command.device.opened { line in
      if !command.stage.quiet { Terminal.note("\(LMSample.tool): \(line)", .quiet) }
    }
    let operations = try CPUOperations(team: ThreadTeam(threads: command.threads.count))
    guard let opening else {
      self = .cores(
        try checkpoint.loadInferenceModel(operations: operations, precision: command.weights.precision))
      return
    }
    let model = try DeviceInferenceModel(
      opening.devices, model: checkpoint.loadModel(operations: operations), samples: command.sampling.samples,
      precision: command.device.usedPrecision)
    self = .device(model, operations: operations, record: opening.record(command.device.usedPrecision))
  }

  /// What the run's record says of the device; nil for this machine's cores.
  var device: RecordedDevice? { if case .device(_, _, let record) = self { record } else { nil } }

  /// What continues a prompt.
  ///
  /// - Throws: `SamplingError`, `ModelError`
  func generator(
    rule: SamplingRule, prompt: [UInt32], _ settings: SamplingSettings, seed: UInt64, ends: Set<UInt32>
  ) throws -> Generator {
    let samples = settings.samples
    return switch self {
    case .cores(let model):
      try Generator(
        model: model, rule: rule, prompt: prompt, samples: samples, seed: seed, ends: ends,
        newTokens: settings.maxNewTokens)
    case .device(let model, let operations, _):
      try Generator(
        session: model.session(batch: samples), operations: operations, rule: rule, prompt: prompt, seed: seed,
        ends: ends)
    }
  }
}
