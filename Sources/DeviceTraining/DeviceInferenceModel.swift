import Kernels
import ModelPrograms
import PJRT
import Transformer

/// A model on a device, for decoding: parameters are sent once, programs are compiled once for each number of sequences.
package final class DeviceInferenceModel {
  package let configuration: ModelConfiguration

  let devices: TrainingDevices
  let parameters: [Buffer]
  private let precision: ProgramPrecision
  private var programs: [Shape: DeviceProgram] = [:]

  private struct Shape: Hashable {
    let batch: Int
    /// 0 for the program that gives empty keys and values.
    let newPositions: Int
  }

  /// How many rows a prompt's program computes at most, all sequences together.
  private static let rowsAtOnce = 8192
  private static let longestPrefill = 128

  /// Compiles the programs, and then sends the parameters: the model is not needed any more.
  ///
  /// - Parameters:
  ///   - devices: of which the first computes
  ///   - model: whose parameters are sent
  ///   - samples: sequences that will be decoded together
  ///   - precision: what products are computed in, and what keys and values are
  /// - Throws: ``DeviceTrainingError`` for too little memory, `ModelError`, `DeviceError` with the compiler's words
  package init(
    _ devices: TrainingDevices, model: LanguageModel, samples: Int, precision: ProgramPrecision
  ) throws {
    (self.devices, self.precision, configuration) = (devices, precision, model.configuration)
    let prefill = Self.prefill(model.configuration, batch: samples)
    for newPositions in Set([0, 1, prefill]).sorted(by: >) {
      programs[Shape(batch: samples, newPositions: newPositions)] = try Self.compiled(
        model.configuration, precision, batch: samples, newPositions: newPositions, devices)
    }
    parameters = try devices.parameters(of: model)
  }

  /// Empty sequences, with keys and values of their own.
  ///
  /// - Throws: `ModelError` for no sequences, or too little memory for their scores
  package func session(batch: Int) throws -> DeviceInferenceSession {
    guard batch >= 1 else { throw ModelError.noTokens }
    try MemoryLimit.check(
      "scores of \(batch) sequences", floats: Double(batch) * Double(configuration.vocabulary))
    return DeviceInferenceSession(self, batch: batch)
  }

  /// New positions of a prompt's program.
  func prefill(batch: Int) -> Int { Self.prefill(configuration, batch: batch) }

  private static func prefill(_ configuration: ModelConfiguration, batch: Int) -> Int {
    max(1, min(configuration.contextLength, longestPrefill, rowsAtOnce / max(1, batch)))
  }

  /// The program that takes so many new positions of so many sequences; with none, the one that begins them.
  func program(batch: Int, newPositions: Int) throws -> DeviceProgram {
    let shape = Shape(batch: batch, newPositions: newPositions)
    if let known = programs[shape] { return known }
    let made = try Self.compiled(configuration, precision, batch: batch, newPositions: newPositions, devices)
    programs[shape] = made
    return made
  }

  /// Keys and values of sequences without positions.
  func emptyCache(batch: Int) throws -> [Buffer] {
    let execution = try program(batch: batch, newPositions: 0).executable.execute([[]])
    try execution.wait()
    return execution.results[0]
  }

  private static func compiled(
    _ configuration: ModelConfiguration, _ precision: ProgramPrecision, batch: Int, newPositions: Int,
    _ devices: TrainingDevices
  ) throws -> DeviceProgram {
    var request = DecodingProgram(configuration, batch: batch)
    (request.precision, request.newPositions) = (precision, max(1, newPositions))
    return try devices.compiled(
      newPositions == 0 ? request.emptyCache() : request.build(), smallerBy: "samples")
  }
}
