import CPJRT

/// A device that this process can use. It lives as long as its client.
package struct Device {
  /// Its number among the devices of all processes.
  package let id: Int
  /// What it is: "NVIDIA H100 80GB HBM3", "cpu".
  package let kind: String
  /// A line for people.
  package let description: String
  /// What else the plugin says of it, such as `core_count`.
  package let attributes: [String: PluginValue]
  let handle: OpaquePointer
  let client: Client

  init(_ handle: OpaquePointer, of client: Client) throws(DeviceError) {
    let table = client.table
    let purpose = "asking what a device is"
    var described = lp_pjrt_device_get_description()
    described.device = handle
    try table.call(LP_PJRT_DEVICE_DESCRIPTION, &described, purpose)
    guard let description = described.description else {
      throw DeviceError(code: .notFound, words: "no description", purpose: purpose)
    }
    var number = lp_pjrt_number()
    number.object = UnsafeMutableRawPointer(description)
    try table.call(LP_PJRT_DESCRIPTION_ID, &number, purpose)
    var values = lp_pjrt_named_values()
    values.object = UnsafeMutableRawPointer(description)
    try? table.call(LP_PJRT_DESCRIPTION_ATTRIBUTES, &values, purpose)
    id = Int(number.value)
    kind = try table.text(LP_PJRT_DESCRIPTION_KIND, of: description, purpose)
    self.description = try table.text(LP_PJRT_DESCRIPTION_TO_STRING, of: description, purpose)
    attributes = PluginValue.read(values.values, count: values.count)
    self.handle = handle
    self.client = client
  }

  /// How its memory is used now; nil where the plugin does not say.
  package func memory() -> DeviceMemory? {
    var stats = lp_pjrt_device_memory_stats()
    stats.device = handle
    guard (try? client.table.call(LP_PJRT_DEVICE_MEMORY_STATS, &stats, "asking for memory")) != nil else { return nil }
    return DeviceMemory(
      bytesInUse: Int(stats.bytes_in_use),
      peakBytesInUse: stats.has_peak_bytes_in_use ? Int(stats.peak_bytes_in_use) : nil,
      bytesLimit: stats.has_bytes_limit ? Int(stats.bytes_limit) : nil)
  }
}

/// The memory of a device, in bytes.
package struct DeviceMemory: Equatable, Sendable {
  package let bytesInUse: Int
  /// The most that was in use; nil where it is not counted.
  package let peakBytesInUse: Int?
  /// What the plugin will use at most, which it may have taken already; nil where it does not say.
  package let bytesLimit: Int?
}
