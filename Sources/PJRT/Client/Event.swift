import CPJRT

/// Something that a device will have done.
package final class Event {
  private let handle: OpaquePointer
  private let client: Client
  private let purpose: String

  /// Takes over an event of the plugin's.
  init(_ handle: OpaquePointer, of client: Client, _ purpose: String) {
    self.handle = handle
    self.client = client
    self.purpose = purpose
  }

  deinit {
    var arguments = lp_pjrt_of_event()
    arguments.event = handle
    client.table.release(LP_PJRT_EVENT_DESTROY, arguments)
  }

  /// Whether it is done, with or without success.
  /// - Throws: `DeviceError`.
  package func isReady() throws(DeviceError) -> Bool {
    var arguments = lp_pjrt_event_is_ready()
    arguments.event = handle
    try client.table.call(LP_PJRT_EVENT_IS_READY, &arguments, purpose)
    return arguments.is_ready
  }

  /// Waits until it is done. May be called again.
  /// - Throws: `DeviceError`: why it could not be done.
  package func wait() throws(DeviceError) {
    var arguments = lp_pjrt_of_event()
    arguments.event = handle
    try client.table.call(LP_PJRT_EVENT_AWAIT, &arguments, purpose)
  }
}
