import Kernels
import ModelPrograms
import PJRT
import Transformer

/// A model on a device, for decoding: parameters are sent once, programs are compiled when they are first needed.
package final class DeviceInferenceModel {
  package let configuration: ModelConfiguration

  let devices: TrainingDevices
  let parameters: [Buffer]
  private let precision: ProgramPrecision
  private var programs: [Shape: Compiled] = [:]
  private var emptyCaches: [Int: Executable] = [:]

  struct Compiled {
    let program: ModelProgram
    let executable: Executable
  }

  private struct Shape: Hashable {
    let batch: Int
    let newPositions: Int
  }

  /// How many rows a prompt's program computes at most, all sequences together.
  private static let rowsAtOnce = 8192
  private static let longestPrefill = 128

  /// Compiles the program of one new position, and then sends the parameters: the model is not needed any more.
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
    let request = Self.request(model.configuration, precision, batch: samples, newPositions: 1)
    let single = try Self.compiled(request, devices)
    programs[Shape(batch: samples, newPositions: 1)] = single
    parameters = try devices.parameters(of: model)
  }

  /// Empty sequences, with keys and values of their own.
  ///
  /// - Throws: `ModelError` for no sequences
  package func session(batch: Int) throws -> DeviceInferenceSession {
    guard batch >= 1 else { throw ModelError.noTokens }
    return DeviceInferenceSession(self, batch: batch)
  }

  /// New positions of a prompt's program.
  func prefill(batch: Int) -> Int {
    max(1, min(configuration.contextLength, Self.longestPrefill, Self.rowsAtOnce / batch))
  }

  /// The program that takes so many new positions of so many sequences.
  func program(batch: Int, newPositions: Int) throws -> Compiled {
    let shape = Shape(batch: batch, newPositions: newPositions)
    if let known = programs[shape] { return known }
    let made = try Self.compiled(
      Self.request(configuration, precision, batch: batch, newPositions: newPositions), devices)
    programs[shape] = made
    return made
  }

  /// Keys and values of sequences without positions.
  func emptyCache(batch: Int) throws -> [Buffer] {
    let program: Executable
    if let known = emptyCaches[batch] {
      program = known
    } else {
      let request = Self.request(configuration, precision, batch: batch, newPositions: 1)
      program = try devices.executable(request.emptyCache(), smallerBy: "samples")
      emptyCaches[batch] = program
    }
    let execution = try program.execute([[]])
    try execution.wait()
    return execution.results[0]
  }

  private static func request(
    _ configuration: ModelConfiguration, _ precision: ProgramPrecision, batch: Int, newPositions: Int
  ) -> DecodingProgram {
    var request = DecodingProgram(configuration, batch: batch)
    (request.precision, request.newPositions) = (precision, newPositions)
    return request
  }

  private static func compiled(_ request: DecodingProgram, _ devices: TrainingDevices) throws -> Compiled {
    let program = try request.build()
    return Compiled(program: program, executable: try devices.executable(program, smallerBy: "samples"))
  }
}
