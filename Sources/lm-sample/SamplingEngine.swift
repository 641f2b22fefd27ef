import Accelerators
import Checkpoints
import CommandSupport
import DeviceTraining
import Formats
import Kernels
import Messages
import ModelPrograms
import Parallel
import Transformer

/// A model in memory with what computes it: this machine's cores, or an accelerator. Tokens are chosen on the cores.
enum SamplingEngine {
  case cores(InferenceModel)
  case device(DeviceInferenceModel, operations: any Operations)

  /// Reads the parameters, and sends them where they are needed.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `ModelError`; of accelerators also what they lack
  init(_ checkpoint: ModelFile, _ command: LMSample) throws {
    // A device that does not work is said before a model is read.
    let opening = try Self.opening(command)
    let operations = try CPUOperations(team: ThreadTeam(threads: command.threads.count))
    guard let opening else {
      self = .cores(
        try checkpoint.loadInferenceModel(operations: operations, precision: command.weights.precision))
      return
    }
    let model = try DeviceInferenceModel(
      opening.devices, model: checkpoint.loadModel(operations: operations), samples: command.sampling.samples,
      precision: ProgramPrecision(command.device.precision ?? .fp32))
    self = .device(model, operations: operations)
  }

  private static func opening(_ command: LMSample) throws -> DeviceOpening? {
    guard let name = command.device.accelerator else { return nil }
    func say(_ line: String) {
      if !command.stage.quiet { Terminal.note("\(LMSample.tool): \(line)", .quiet) }
    }
    let environment = SearchEnvironment.system(executable: ProcessUsage.executablePath)
    let opening = try DeviceOpening(name, count: 1, in: environment) { say($0.line) }
    say("\(opening.deviceKind), \((command.device.precision ?? .fp32).rawValue)")
    return opening
  }

  /// What continues a prompt.
  ///
  /// - Throws: `SamplingError`, `ModelError`
  func generator(
    rule: SamplingRule, prompt: [UInt32], samples: Int, seed: UInt64, separator: UInt32?
  ) throws -> Generator {
    switch self {
    case .cores(let model):
      try Generator(model: model, rule: rule, prompt: prompt, samples: samples, seed: seed, separator: separator)
    case .device(let model, let operations):
      try Generator(
        session: model.session(batch: samples), operations: operations, rule: rule, prompt: prompt, seed: seed,
        separator: separator)
    }
  }
}

extension DeviceFlags {
  /// What it adds to a run's configuration: nothing for this machine's cores, whose runs have the keys that they always
  /// had.
  var members: [String: JSONValue] {
    guard let accelerator else { return [:] }
    return [
      "device": .string(FoundPlugin.shortName(accelerator)), "precision": .string((precision ?? .fp32).rawValue),
    ]
  }
}

extension ProgramPrecision {
  init(_ flag: DeviceFlags.Precision) {
    self =
      switch flag {
      case .fp32: .fp32
      case .bf16: .bf16
      }
  }
}
