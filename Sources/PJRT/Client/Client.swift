import CPJRT

/// A plugin at work: its devices and what is on them.
///
/// Events, buffers and executables keep the client; it is destroyed after the last of them.
package final class Client {
  package let plugin: Plugin
  /// The kind of its devices: "cpu", "cuda".
  package let platformName: String
  /// Versions of the platform, for people and for keys of caches.
  package let platformVersion: String
  /// This process among those that share the devices; 0 where there is one.
  package let processIndex: Int
  let handle: OpaquePointer

  var table: PluginTable { plugin.table }

  /// Starts a plugin.
  /// - Parameters:
  ///   - plugin: Which one.
  ///   - options: What it is told, such as `cpu_device_count` or `memory_fraction`. A plugin refuses names that it does
  ///     not know.
  ///   - store: Where it meets the other processes that share its devices, if it is not alone; `options` then say which
  ///     of them it is (`node_id`) of how many (`num_nodes`).
  /// - Throws: `DeviceError`: no devices, an unknown option, a process that did not come.
  package init(
    plugin: Plugin, options: [String: PluginValue] = [:], store: (any KeyValueStore)? = nil
  ) throws(DeviceError) {
    let table = plugin.table
    let values = PluginOptions(options)
    let client = try withExtendedLifetime(values) { () throws(DeviceError) -> OpaquePointer in
      try Self.create(table, values.values, store)
    }
    self.plugin = plugin
    handle = client
    do {
      platformName = try table.text(LP_PJRT_CLIENT_PLATFORM_NAME, of: client, "asking for the platform's name")
      platformVersion = try table.text(LP_PJRT_CLIENT_PLATFORM_VERSION, of: client, "asking for the platform's version")
      var index = lp_pjrt_number()
      index.object = UnsafeMutableRawPointer(client)
      try table.call(LP_PJRT_CLIENT_PROCESS_INDEX, &index, "asking for the process's index")
      processIndex = Int(index.value)
    } catch {
      Self.destroy(client, table)
      throw error
    }
  }

  deinit { Self.destroy(handle, table) }

  /// The devices that this process can use, in the plugin's order.
  /// - Throws: `DeviceError`.
  package func devices() throws(DeviceError) -> [Device] {
    var devices: [Device] = []
    for device in try table.devices(LP_PJRT_CLIENT_ADDRESSABLE_DEVICES, of: handle, "asking for devices") {
      devices.append(try Device(device, of: self))
    }
    return devices
  }

  /// How many devices all processes have together.
  /// - Throws: `DeviceError`.
  package func deviceCount() throws(DeviceError) -> Int {
    try table.devices(LP_PJRT_CLIENT_DEVICES, of: handle, "asking for devices").count
  }

  /// The devices of all processes, each by its id and the process that can use it.
  /// - Throws: `DeviceError`.
  package func allDevices() throws(DeviceError) -> [(id: Int, process: Int)] {
    var found: [(id: Int, process: Int)] = []
    for device in try table.devices(LP_PJRT_CLIENT_DEVICES, of: handle, "asking for devices") {
      let description = try DeviceDescription(of: device, table)
      found.append((try description.id(), try description.process()))
    }
    return found
  }

  private static func create(
    _ table: PluginTable, _ options: [lp_pjrt_named_value], _ store: (any KeyValueStore)?
  ) throws(DeviceError) -> OpaquePointer {
    var arguments = lp_pjrt_client_create()
    if let store { StoreCallbacks(store).register(in: &arguments) }
    let purpose = "starting a client of the plugin"
    var failure: DeviceError?
    options.withUnsafeBufferPointer { options in
      arguments.options = options.baseAddress
      arguments.option_count = options.count
      do throws(DeviceError) { try table.call(LP_PJRT_CLIENT_CREATE, &arguments, purpose) } catch { failure = error }
    }
    if let failure { throw failure }
    guard let client = arguments.client else {
      throw DeviceError(code: .internalError, words: "no client was made", purpose: purpose)
    }
    return client
  }

  private static func destroy(_ client: OpaquePointer, _ table: PluginTable) {
    var arguments = lp_pjrt_of_client()
    arguments.client = client
    table.release(LP_PJRT_CLIENT_DESTROY, arguments)
  }
}
