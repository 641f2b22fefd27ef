import CPJRT

/// A tensor on a device.
///
/// It may not be there yet: a device works on while the host goes on, and `ready()` says when.
package final class Buffer {
  package let type: TensorType
  /// The id of its device.
  package let deviceID: Int
  /// Whether it was given up to a call, or deleted.
  package private(set) var isConsumed = false
  let handle: OpaquePointer
  let client: Client

  /// Takes over a buffer of the plugin's.
  init(_ handle: OpaquePointer, _ type: TensorType, deviceID: Int, of client: Client) {
    self.handle = handle
    self.type = type
    self.deviceID = deviceID
    self.client = client
  }

  deinit {
    var arguments = lp_pjrt_of_buffer()
    arguments.buffer = handle
    client.table.release(LP_PJRT_BUFFER_DESTROY, arguments)
  }

  /// Frees its memory on the device now. Calls that use it already are not disturbed.
  package func delete() {
    guard !isConsumed else { return }
    isConsumed = true
    var arguments = lp_pjrt_of_buffer()
    arguments.buffer = handle
    client.table.release(LP_PJRT_BUFFER_DELETE, arguments)
  }

  /// Says that a call took it.
  func markConsumed() { isConsumed = true }

  /// Whether the plugin has taken it, for calls that failed half-way.
  var wasTaken: Bool {
    var arguments = lp_pjrt_buffer_is_deleted()
    arguments.buffer = handle
    let answered = (try? client.table.call(LP_PJRT_BUFFER_IS_DELETED, &arguments, "asking for a buffer")) != nil
    return !answered || arguments.is_deleted
  }

  /// When it will hold its values.
  /// - Throws: `CallError` where it was given up; `DeviceError`.
  package func ready() throws -> Event {
    guard !isConsumed else { throw CallError.consumed(index: 0) }
    let purpose = "computing a tensor"
    var arguments = lp_pjrt_buffer_ready()
    arguments.buffer = handle
    try client.table.call(LP_PJRT_BUFFER_READY_EVENT, &arguments, purpose)
    return try Event(arguments.event, of: client, purpose)
  }

  /// Copies it to the host, row by row, without waiting.
  /// - Parameter memory: Room of its size, which must live until the event is ready.
  /// - Returns: When it is there.
  /// - Throws: `CallError` where the size is wrong or it was given up; `DeviceError`.
  package func copy(to memory: UnsafeMutableRawBufferPointer) throws -> Event {
    guard !isConsumed else { throw CallError.consumed(index: 0) }
    guard memory.count == type.byteCount else {
      throw CallError.byteCount(type: type, expected: type.byteCount, found: memory.count)
    }
    let purpose = "copying a tensor from the device"
    let order = (0..<type.dimensions.count).reversed().map(Int64.init)
    let event = try order.withUnsafeBufferPointer { order in
      var layout = lp_pjrt_layout()
      layout.size = MemoryLayout<lp_pjrt_layout>.size
      layout.tiled_size = 56
      layout.minor_to_major = order.baseAddress
      layout.rank = order.count
      return try withUnsafeMutablePointer(to: &layout) { layout in
        var arguments = lp_pjrt_buffer_to_host()
        arguments.buffer = handle
        // One dimension or none has one layout.
        arguments.layout = order.count < 2 ? nil : UnsafeMutableRawPointer(layout)
        arguments.data = memory.baseAddress
        arguments.byte_count = memory.count
        try client.table.call(LP_PJRT_BUFFER_TO_HOST, &arguments, purpose)
        return arguments.done
      }
    }
    return try Event(event, of: client, purpose)
  }

  /// Its elements, row by row; waits until they are computed and copied.
  /// - Throws: `CallError` for another element type, or where it was given up; `DeviceError`.
  package func elements<Element: DeviceElement>(as: Element.Type = Element.self) throws -> [Element] {
    guard Element.elementType == type.elements else {
      throw CallError.elementType(expected: type.elements, found: Element.elementType)
    }
    guard let count = type.count else { throw CallError.byteCount(type: type, expected: nil, found: 0) }
    return try [Element](unsafeUninitializedCapacity: count) { memory, initialized in
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(memory)[..<(type.byteCount ?? 0)])
      if count > 0 { try copy(to: bytes).wait() }
      initialized = count
    }
  }
}
