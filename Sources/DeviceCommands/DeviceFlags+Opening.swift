import Accelerators
import CommandSupport
import DeviceTraining
import Formats
import Manifest
import ModelPrograms

extension DeviceFlags {
  /// What products are computed in, where no flag says otherwise.
  package var usedPrecision: ProgramPrecision { precision.map(ProgramPrecision.init) ?? .fp32 }

  /// What it adds to a run's configuration: nothing for this machine's cores, whose runs have the keys that they always
  /// had.
  package var members: [String: JSONValue] {
    guard let accelerator else { return [:] }
    return [
      "device": .string(FoundPlugin.shortName(accelerator)), "precision": .string(usedPrecision.rawValue),
    ]
  }

  /// Whether the name can be that of a device at all, before a stage begins.
  ///
  /// - Throws: `PluginSearchError.unknown`
  package func checkName() throws {
    if let accelerator { try PluginSearch.check(accelerator) }
  }

  /// The accelerator at work, one device of it; nil for this machine's cores.
  ///
  /// - Parameter say: is told what it is, and what took long
  /// - Returns: the plugin and its first device
  /// - Throws: `PluginSearchError`, `PluginError`, `DeviceError` for what is no device or does not work
  package func opened(say: @escaping (String) -> Void) throws -> DeviceOpening? {
    guard let accelerator else { return nil }
    let opening = try DeviceOpening(accelerator, count: 1, in: .ofThisProgram) { say($0.line) }
    say(opening.record(usedPrecision).title)
    return opening
  }
}

extension DeviceOpening {
  /// What a run's record says of the devices.
  ///
  /// - Parameter precision: what products are computed in
  /// - Returns: devices and plugin
  package func record(_ precision: ProgramPrecision) -> RecordedDevice {
    let client = devices.client
    return RecordedDevice(
      name: devices.devices[0].kind, count: devices.devices.count, precision: precision.rawValue, plugin: plugin.path,
      pluginVersion: "\(client.plugin.version)", platform: client.platformName,
      platformVersion: client.platformVersion)
  }
}

extension SearchEnvironment {
  /// What plugins are searched in by the running tool.
  package static var ofThisProgram: SearchEnvironment { .system(executable: ProcessUsage.executablePath) }
}

extension ProgramPrecision {
  /// As a flag gives it.
  package init(_ flag: DeviceFlags.Precision) {
    self =
      switch flag {
      case .fp32: .fp32
      case .bf16: .bf16
      }
  }
}

// In every tool a device is named on the command line.
extension PluginSearchError: RequestError {}
extension DeviceTrainingError: RequestError {}
