import ModelPrograms
import PJRT
import Training
import Transformer

/// The losses of a model that does not change, by a device that is sent its parameters once.
package final class DeviceEvaluator: LossComputing {
  package let vocabulary: Int
  private let losses: DeviceLosses
  private let parameters: [Buffer]

  /// Compiles the program, and then sends the parameters: the model is not needed any more.
  ///
  /// - Parameters:
  ///   - devices: of which the first computes
  ///   - model: whose parameters are sent
  ///   - shape: sequences and positions of a pass
  ///   - precision: what products are computed in
  /// - Throws: ``DeviceTrainingError`` for too little memory, `ModelError`, `DeviceError` with the compiler's words
  package init(
    _ devices: TrainingDevices, model: LanguageModel, shape: BatchShape, precision: ProgramPrecision
  ) throws {
    vocabulary = model.configuration.vocabulary
    losses = DeviceLosses(
      devices, configuration: model.configuration, shape: shape, precision: precision, smallerBy: nil)
    try losses.prepare()
    parameters = try devices.parameters(of: model)
  }

  package func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    try losses.losses(inputs: inputs, targets: targets, shape: shape, parameters: parameters)
  }
}
