import DeviceTraining
import Messages
import PJRT

/// Devices opened by the name of their kind or the path of a plugin.
package struct DeviceOpening {
  package let plugin: FoundPlugin
  package let devices: TrainingDevices

  /// Finds and loads a plugin and takes its first devices; of processes that train together those of all.
  ///
  /// - Parameters:
  ///   - name: of a kind, such as `cuda`, or the path of a plugin
  ///   - count: how many devices of this process
  ///   - group: the processes that train together; nil for this one alone
  ///   - environment: where plugins are looked for
  ///   - observe: is told of each program that was compiled or loaded
  /// - Throws: `PluginSearchError`, `PluginError`, `DeviceError`, `DeviceTrainingError`
  package init(
    _ name: String, count: Int, group: FolderGroup? = nil, in environment: SearchEnvironment,
    observe: @escaping (TrainingDevices.Compilation) -> Void
  ) throws {
    plugin = try PluginSearch(environment).find(name)
    let loaded = try plugin.load(in: environment)
    var options = plugin.kind?.clientOptions(devices: count) ?? [:]
    // Other plugins drive the devices of their own process.
    let isShared = plugin.kind?.drivesSeveralProcesses ?? true
    if let group, isShared { options.merge(group.clientOptions) { $1 } }
    let client = try Client(plugin: loaded, options: options, store: isShared ? group?.store : nil)
    devices = try TrainingDevices(
      client, count: count, processes: group?.size ?? 1, overrides: plugin.compileOverrides(in: environment),
      store: ProgramStore(environment)?.store, observe: observe)
  }

  /// What the devices are, for people.
  package var deviceKind: String { Printable.line(devices.devices[0].kind) }
}
