import Accelerators
import CommandSupport
import DeviceCommands
import DeviceTraining
import Manifest
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
    opening = try flags.opened(say: say)
  }

  /// What the run's record says of the device; nil for this machine's cores.
  var device: RecordedDevice? { opening?.record(flags.usedPrecision) }

  /// The model as an evaluator of passes of `batchSize` windows.
  ///
  /// - Throws: `ModelError`, `DeviceTrainingError`, `DeviceError`
  func evaluator(_ model: LanguageModel, batchSize: Int) throws -> Evaluator {
    guard let opening else { return try Evaluator(model: model, batchSize: batchSize) }
    let shape = BatchShape(batch: batchSize, positions: model.configuration.contextLength)
    let computer = try DeviceEvaluator(
      opening.devices, model: model, shape: shape, precision: flags.usedPrecision)
    return Evaluator(computer, shape: shape)
  }
}
