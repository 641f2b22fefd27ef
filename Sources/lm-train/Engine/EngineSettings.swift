import Accelerators
import Collectives
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
  /// That train together, where the result depends on it.
  var processes = 1
  /// How gradients travel between processes.
  var exchange = WireFormat.fp32
  var precision = ProgramPrecision.fp32

  static let cpu = DeviceFlags.cpu

  var isCPU: Bool { device == Self.cpu }

  /// The members of the settings that it adds: none for the CPU, whose runs have the keys that they always had.
  static let keys: Set<String> = ["device", "devices", "gradient_exchange", "precision", "processes"]

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if !isCPU {
      members["device"] = .string(device)
      members["devices"] = .integer(Int64(devices))
      members["precision"] = .string(precision.rawValue)
    }
    if exchange != .fp32 { members["gradient_exchange"] = .string(exchange.rawValue) }
    if processes > 1 { members["processes"] = .integer(Int64(processes)) }
    return members
  }

  init() {}

  /// Flags, and beneath them what the run had before.
  ///
  /// - Throws: `ToolFailure.usage` for flags that go with no CPU
  init(_ flags: EngineFlags, _ ranks: RankFlags?, previous: EngineSettings?) throws {
    self = previous ?? EngineSettings()
    if let name = flags.device.device {
      if name != Self.cpu { try PluginSearch.check(name) }
      let former = self
      device = name == Self.cpu ? name : FoundPlugin.shortName(name)
      if device != former.device { (devices, precision) = (1, .fp32) }
    }
    devices = flags.devices ?? devices
    precision = flags.device.precision.map(ProgramPrecision.init) ?? precision
    exchange = ranks?.gradientExchange?.wire ?? exchange
    // The launcher says it each time.
    processes = ranks?.processes ?? 1
    try checkExchange(isAsked: ranks?.gradientExchange == .bf16)
    guard isCPU else { return }
    // Bits are the same for any number, unless gradients are rounded on their way.
    if exchange == .fp32 { processes = 1 }
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

  /// Rounding is for processes that exchange gradients; a run that goes on alone exchanges none.
  private mutating func checkExchange(isAsked: Bool) throws {
    guard exchange != .fp32, !isCPU || processes == 1 else { return }
    exchange = .fp32
    guard isAsked else { return }
    throw ToolFailure.usage(
      "--gradient-exchange bf16: is for several processes on CPUs; start them with mpirun -n 2, or leave it out")
  }

  /// Reads back what `members` wrote; nil for what no flag takes.
  init?(json: JSONValue) {
    if let device = json["device"] {
      guard let device = device.string, let devices = json["devices"]?.int, (1...4096).contains(devices),
        let precision = json["precision"]?.string.flatMap(ProgramPrecision.init(rawValue:))
      else { return nil }
      (self.device, self.devices, self.precision) = (device, devices, precision)
    }
    if let exchange = json["gradient_exchange"] {
      guard let wire = exchange.string.flatMap(WireFormat.init(rawValue:)) else { return nil }
      self.exchange = wire
    }
    guard let processes = json["processes"] else { return }
    guard let count = processes.int, (2...65_536).contains(count) else { return nil }
    self.processes = count
  }
}
