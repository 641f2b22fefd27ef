import Accelerators
import CommandSupport
import DeviceTraining
import Formats
import Kernels
import Messages
import ModelPrograms
import Parallel
import Training
import Transformer

/// What computes an evaluation: this machine's cores, or an accelerator.
struct EvaluationEngine {
  private let flags: DeviceFlags
  /// Nil for this machine's cores.
  private let opening: DeviceOpening?

  /// Opens the device before a model is read.
  ///
  /// - Parameters:
  ///   - flags: which device
  ///   - say: is told what took long
  /// - Throws: `PluginSearchError`, `PluginError`, `DeviceError` for what is no device or does not work
  init(_ flags: DeviceFlags, say: @escaping (String) -> Void) throws {
    self.flags = flags
    opening = try flags.accelerator.map { name in
      try DeviceOpening(name, count: 1, in: SearchEnvironment.system(executable: ProcessUsage.executablePath)) {
        say($0.line)
      }
    }
    if let opening { say("\(opening.deviceKind), \(ProgramPrecision(flags.precision ?? .fp32).rawValue)") }
  }

  /// The model as an evaluator of passes of `batchSize` windows.
  ///
  /// - Throws: `ModelError`, `DeviceTrainingError`, `DeviceError`
  func evaluator(_ model: LanguageModel, batchSize: Int) throws -> Evaluator {
    guard let opening else { return try Evaluator(model: model, batchSize: batchSize) }
    let shape = BatchShape(batch: batchSize, positions: model.configuration.contextLength)
    let computer = try DeviceEvaluator(
      opening.devices, model: model, shape: shape, precision: ProgramPrecision(flags.precision ?? .fp32))
    return Evaluator(computer, shape: shape)
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

extension PluginSearchError: RequestError {}
extension DeviceTrainingError: RequestError {}

extension ProgramPrecision {
  init(_ flag: DeviceFlags.Precision) {
    self =
      switch flag {
      case .fp32: .fp32
      case .bf16: .bf16
      }
  }
}
