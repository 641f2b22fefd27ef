import Messages

/// Why a training cannot run on devices.
package enum DeviceTrainingError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  case tooFewDevices(platform: String, found: Int, expected: Int)
  /// The plugin shows the devices of so many processes.
  case otherProcesses(platform: String, found: Int, expected: Int)
  case tooFewDevicesOf(process: Int, found: Int, expected: Int)
  case batchNotDivisible(batch: Int, devices: Int)
  case tooLittleMemory(device: String, program: String, needed: Int, there: Int, field: String?)
  /// An earlier call failed after the device had taken the state.
  case stateLost

  package var category: ErrorCategory {
    switch self {
    case .tooFewDevices, .otherProcesses, .tooFewDevicesOf, .batchNotDivisible, .tooLittleMemory: .value
    case .stateLost: .io
    }
  }

  package var message: Message {
    switch self {
    case .tooFewDevices(let platform, let found, let expected):
      """
      \(Units.counted(found, "device")) of \(Printable.quoted(platform)) (expected \(expected) for \
      \(field: "devices")); ask for fewer
      """
    case .otherProcesses(let platform, let found, let expected):
      """
      \(Printable.quoted(platform)): the plugin shows the devices of \(Units.counted(found, "process", "processes")) \
      (expected those of \(expected), which the launcher started); train with a plugin for GPUs, or with one process
      """
    case .tooFewDevicesOf(let process, let found, let expected):
      """
      process \(process): \(Units.counted(found, "device")) (expected \(expected) for \(field: "devices"), as of every \
      process); ask for fewer
      """
    case .batchNotDivisible(let batch, let devices):
      """
      \(field: "batchSize") \(batch) cannot be shared by \(devices) devices (expected a multiple of \(devices)); give \
      another \(field: "batchSize")
      """
    case .tooLittleMemory(let device, let program, let needed, let there, let field):
      """
      \(Printable.line(device)): \(program) needs \(Units.bytes(needed)) (there are \(Units.bytes(there))); \
      \(Self.advice(smallerBy: field))
      """
    case .stateLost: "the device failed in the middle of a step and its state is lost; go on from the last checkpoint"
    }
  }

  private static func advice(smallerBy field: String?) -> Message {
    guard let field else { return "use a device with more memory, or the CPU" }
    return "give a smaller \(field: field)"
  }
}
