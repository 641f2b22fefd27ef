import Accelerators
import CommandSupport
import DeviceCommands
import Formats
import ModelPrograms

/// What computes a training: part of its settings, because its results are this engine's.
struct EngineSettings: Equatable, Sendable {
  /// `cpu`, the name of a kind of accelerator, or of a plugin's file.
  var device = Self.cpu
  /// Of each process.
  var devices = 1
  /// That train together.
  var processes = 1
  var precision = ProgramPrecision.fp32

  static let cpu = DeviceFlags.cpu

  var isCPU: Bool { device == Self.cpu }

  /// The members of the settings that it adds: none for the CPU, whose runs have the keys that they always had.
  static let keys: Set<String> = ["device", "devices", "precision", "processes"]

  var members: [String: JSONValue] {
    guard !isCPU else { return [:] }
    var members: [String: JSONValue] = [
      "device": .string(device), "devices": .integer(Int64(devices)), "precision": .string(precision.rawValue),
    ]
    if processes > 1 { members["processes"] = .integer(Int64(processes)) }
    return members
  }

  init() {}

  /// Flags, and beneath them what the run had before.
  ///
  /// - Throws: `ToolFailure.usage` for flags that go with no CPU
  init(_ flags: EngineFlags, previous: EngineSettings?) throws {
    self = previous ?? EngineSettings()
    if let name = flags.device.device {
      if name != Self.cpu { try PluginSearch.check(name) }
      let former = self
      device = name == Self.cpu ? name : FoundPlugin.shortName(name)
      if device != former.device { (devices, precision) = (1, .fp32) }
    }
    devices = flags.devices ?? devices
    precision = flags.device.precision.map(ProgramPrecision.init) ?? precision
    // The launcher says it each time.
    processes = flags.processes ?? 1
    guard isCPU else { return }
    processes = 1
    if devices != 1 {
      throw ToolFailure.usage("--devices \(devices): is for accelerators; name one with --device cuda")
    }
    if precision != .fp32 {
      throw ToolFailure.usage(
        "--precision \(precision.rawValue): is for accelerators; name one with --device cuda, or leave it out")
    }
    if let steps = flags.stepsPerLaunch, steps != 1 {
      throw ToolFailure.usage("--steps-per-launch \(steps): is for accelerators; name one with --device cuda")
    }
  }

  /// Reads back what `members` wrote; nil for what no flag takes.
  init?(json: JSONValue) {
    guard let device = json["device"] else { return }
    guard let device = device.string, let devices = json["devices"]?.int, (1...4096).contains(devices),
      let precision = json["precision"]?.string.flatMap(ProgramPrecision.init(rawValue:))
    else { return nil }
    (self.device, self.devices, self.precision) = (device, devices, precision)
    guard let processes = json["processes"] else { return }
    guard let count = processes.int, (2...65_536).contains(count) else { return nil }
    self.processes = count
  }
}
