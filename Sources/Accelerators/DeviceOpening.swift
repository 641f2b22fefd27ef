import DeviceTraining
import PJRT

/// Devices opened by the name of their kind or the path of a plugin.
package struct DeviceOpening {
  package let plugin: FoundPlugin
  package let devices: TrainingDevices

  /// Finds and loads a plugin and takes its first devices.
  ///
  /// - Parameters:
  ///   - name: of a kind, such as `cuda`, or the path of a plugin
  ///   - count: how many devices
  ///   - environment: where plugins are looked for
  ///   - observe: is told of each program that was compiled or loaded
  /// - Throws: `PluginSearchError`, `PluginError`, `DeviceError`, `DeviceTrainingError`, `ModelError` for too little
  ///   memory
  package init(
    _ name: String, count: Int, in environment: SearchEnvironment,
    observe: @escaping (TrainingDevices.Compilation) -> Void
  ) throws {
    plugin = try PluginSearch(environment).find(name)
    try TrainingDevices.checkMemoryToStart()
    let loaded = try plugin.load(in: environment)
    let client =
      try plugin.kind?.start(devices: count) { options throws(DeviceError) in
        try Client(plugin: loaded, options: options)
      } ?? Client(plugin: loaded)
    devices = try TrainingDevices(
      client, count: count, overrides: plugin.compileOverrides(in: environment),
      store: ProgramStore(environment)?.store, observe: observe)
  }
}
