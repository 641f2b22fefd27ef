import DeviceTraining
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
  /// - Throws: `PluginSearchError`, `PluginError`, `DeviceError`, `DeviceTrainingError`, `ModelError` for too little
  ///   memory
  package init(
    _ name: String, count: Int, group: FolderGroup? = nil, in environment: SearchEnvironment,
    observe: @escaping (TrainingDevices.Compilation) -> Void
  ) throws {
    plugin = try PluginSearch(environment).find(name)
    try TrainingDevices.checkMemoryToStart()
    let loaded = try plugin.load(in: environment)
    // Other plugins drive the devices of their own process.
    let others = plugin.kind?.drivesSeveralProcesses ?? true ? group : nil
    func start(_ options: [String: PluginValue]) throws(DeviceError) -> Client {
      try Client(plugin: loaded, options: options.merging(others?.clientOptions ?? [:]) { $1 }, store: others?.store)
    }
    let client = try plugin.start(devices: count, start)
    devices = try TrainingDevices(
      client, count: count, processes: group?.size ?? 1, overrides: plugin.compileOverrides(in: environment),
      store: ProgramStore(environment)?.store, observe: observe)
  }
}
