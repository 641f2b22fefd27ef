import Kernels
import ModelPrograms
import PJRT
import StableHLO
import Transformer

/// The loss of each token by a program of one device.
final class DeviceLosses {
  private let devices: TrainingDevices
  private let request: EvaluationProgram
  private let field: String?
  private var compiled: DeviceProgram?
  private var losses = FloatBuffer(count: 0)

  /// - Parameters:
  ///   - devices: of which the first computes
  ///   - configuration: the model
  ///   - shape: the sequences and positions of a pass: more are taken in several, fewer are filled up
  ///   - precision: what products are computed in
  ///   - field: the setting that makes the program smaller; nil if there is none
  init(
    _ devices: TrainingDevices, configuration: ModelConfiguration, shape: BatchShape, precision: ProgramPrecision,
    smallerBy field: String?
  ) {
    (self.devices, self.field) = (devices, field)
    var request = EvaluationProgram(configuration, shape: shape)
    request.precision = precision
    request.attention = .best(platform: devices.client.platformName, configuration, precision)
    self.request = request
  }

  /// (R) losses in nats of inputs and targets (B, T); valid until the next call.
  ///
  /// - Throws: `ModelError` for an id outside the vocabulary, `DeviceError`
  func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape, parameters: [Buffer]
  ) throws -> UnsafeBufferPointer<Float> {
    if losses.count < shape.rows { losses = FloatBuffer(count: shape.rows) }
    for first in stride(from: 0, to: shape.batch, by: request.shape.batch) {
      let sequences = first..<min(shape.batch, first + request.shape.batch)
      let found = try pass(inputs, targets, sequences, positions: shape.positions, parameters)
      found.withUnsafeBufferPointer { found in
        guard let base = found.baseAddress else { return }
        (losses.pointer + first * shape.positions).update(from: base, count: found.count)
      }
    }
    return UnsafeBufferPointer(start: losses.pointer, count: shape.rows)
  }

  private func pass(
    _ inputs: UnsafePointer<UInt32>, _ targets: UnsafePointer<UInt32>, _ sequences: Range<Int>, positions: Int,
    _ parameters: [Buffer]
  ) throws -> [Float] {
    let compiled = try compiledProgram()
    let (width, vocabulary) = (request.shape.positions + 1, request.configuration.vocabulary)
    var windows = [UInt32](repeating: 0, count: request.shape.batch * width)
    var counts = [Int32](repeating: 0, count: request.shape.batch)
    for (row, sequence) in sequences.enumerated() {
      for position in 0...positions {
        let id =
          position < positions
          ? inputs[sequence * positions + position] : targets[sequence * positions + positions - 1]
        guard id < vocabulary else {
          throw ModelError.tokenOutsideVocabulary(token: Int(id), position: position, vocabulary: vocabulary)
        }
        windows[row * width + position] = id
      }
      counts[row] = Int32(positions)
    }
    let device = devices.devices[0]
    let rest = try compiled.model.inputs.dropFirst(parameters.count).map { input in
      switch input.role {
      case .windows: try devices.buffer(ids: windows, input)
      default: try devices.client.buffer(counts, input.type.shape, on: device)
      }
    }
    let execution = try compiled.executable.execute([parameters + rest])
    try execution.wait()
    let all: [Float] = try execution.results[0][compiled.model.output("losses") ?? 0].elements()
    return sequences.indices.flatMap { index -> ArraySlice<Float> in
      let start = (index - sequences.lowerBound) * request.shape.positions
      return all[start..<start + positions]
    }
  }

  /// Compiles now what the first pass would.
  func prepare() throws { _ = try compiledProgram() }

  private func compiledProgram() throws -> DeviceProgram {
    if let compiled { return compiled }
    let made = try devices.compiled(request.build(), smallerBy: field)
    compiled = made
    return made
  }
}
