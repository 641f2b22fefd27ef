import ModelPrograms
import PJRT
import Training
import Transformer

// Memory is looked at before it is taken: a plugin that runs out of it in the middle of a step may end the process.
extension TrainingDevices {
  /// Refuses to start a plugin where it could not load, start its threads and compile: in the middle of that no plugin
  /// says that memory is missing.
  ///
  /// - Throws: `ModelError`
  package static func checkMemoryToStart() throws {
    try MemoryLimit.check("a plugin with its compiler", floats: bytesToStart / 4)
  }

  /// Addresses more than memory: with 0.8 GB of them both CPU plugins mostly start on 2 cores and compile a small model.
  private static let bytesToStart = 1e9

  /// Whether programs lie in this machine's memory, as those of XLA's CPU do.
  private var useMachineMemory: Bool { client.platformName == "cpu" }

  /// Refuses what a device cannot hold.
  ///
  /// - Parameters:
  ///   - name: what takes the memory
  ///   - bytes: on each device
  ///   - replicas: on how many devices
  ///   - field: the setting that makes it smaller; nil if there is none
  /// - Throws: ``DeviceTrainingError``; of devices in this machine's memory `ModelError`
  func checkMemory(for name: String, bytes: Int, replicas: Int, smallerBy field: String?) throws {
    if let limit = devices[0].memory()?.bytesLimit, limit > 0 {
      guard bytes <= limit else {
        throw DeviceTrainingError.tooLittleMemory(
          device: devices[0].kind, program: name, needed: bytes, there: limit, field: field)
      }
    } else if useMachineMemory {
      try MemoryLimit.check("\(name) on \(devices[0].kind)", floats: Double(bytes) * Double(replicas) / 4)
    }
  }

  /// Refuses a training whose state alone does not fit, before its program is compiled, which takes minutes for a large
  /// model; and one whose moments and windows this machine cannot hold.
  ///
  /// - Parameters:
  ///   - model: what is trained, in memory already
  ///   - request: its step
  ///   - steps: that one launch takes
  /// - Throws: as above
  func checkMemory(for model: LanguageModel, _ request: TrainingProgram, steps: Int) throws {
    let parameters = Double(model.layout.count)
    let rows = Double(request.shape.rows) * Double(request.replicas)
    // Windows of one launch are on their way while those of the next are read.
    let windows = 2 * Double(steps) * Double(request.accumulation) * rows
    try MemoryLimit.check("moments and windows of a training", floats: 2 * parameters + windows + 2 * rows)
    try checkMemory(
      for: "parameters and moments", bytes: 4 * request.stateFloats, replicas: request.replicas, smallerBy: nil)
  }
}
