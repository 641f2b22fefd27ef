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
    let description = try DeviceDescription(of: handle, table)
    id = try description.id()
    kind = try description.text(LP_PJRT_DESCRIPTION_KIND)
    self.description = try description.text(LP_PJRT_DESCRIPTION_TO_STRING)
    attributes = description.attributes()
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

/// What a plugin says of a device, of this process or another one's.
struct DeviceDescription {
  private static let purpose = "asking what a device is"
  private let handle: OpaquePointer
  private let table: PluginTable

  init(of device: OpaquePointer, _ table: PluginTable) throws(DeviceError) {
    var described = lp_pjrt_device_get_description()
    described.device = device
    try table.call(LP_PJRT_DEVICE_DESCRIPTION, &described, Self.purpose)
    guard let description = described.description else {
      throw DeviceError(code: .notFound, words: "no description", purpose: Self.purpose)
    }
    (handle, self.table) = (description, table)
  }

  func id() throws(DeviceError) -> Int { try number(LP_PJRT_DESCRIPTION_ID) }

  /// The process that can use it.
  func process() throws(DeviceError) -> Int { try number(LP_PJRT_DESCRIPTION_PROCESS_INDEX) }

  func text(_ function: lp_pjrt_function) throws(DeviceError) -> String {
    try table.text(function, of: handle, Self.purpose)
  }

  /// Empty where the plugin does not say.
  func attributes() -> [String: PluginValue] {
    var values = lp_pjrt_named_values()
    values.object = UnsafeMutableRawPointer(handle)
    try? table.call(LP_PJRT_DESCRIPTION_ATTRIBUTES, &values, Self.purpose)
    return PluginValue.read(values.values, count: values.count)
  }

  private func number(_ function: lp_pjrt_function) throws(DeviceError) -> Int {
    var number = lp_pjrt_number()
    number.object = UnsafeMutableRawPointer(handle)
    try table.call(function, &number, Self.purpose)
    return Int(number.value)
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
