import CPJRT

extension Client {
  /// Sends a tensor to a device. The bytes are copied in the call, and are the caller's again when it returns.
  /// - Parameters:
  ///   - bytes: The elements, row by row.
  ///   - type: What they are.
  ///   - device: Where they go.
  /// - Returns: The tensor there.
  /// - Throws: `CallError` where the size is wrong; `DeviceError`, for instance that the device's memory is full.
  package func buffer(_ bytes: UnsafeRawBufferPointer, _ type: TensorType, on device: Device) throws -> Buffer {
    guard device.client === self else { throw CallError.otherClient(index: 0) }
    guard let byteCount = type.byteCount, bytes.count == byteCount else {
      throw CallError.byteCount(type: type, expected: type.byteCount, found: bytes.count)
    }
    let purpose = "copying a tensor to the device"
    let dimensions = type.dimensions.map(Int64.init)
    // A tensor without elements has no memory, and plugins want an address.
    var nothing: UInt8 = 0
    let arguments = try withUnsafePointer(to: &nothing) { nothing in
      try dimensions.withUnsafeBufferPointer { dimensions in
        var arguments = lp_pjrt_buffer_from_host()
        arguments.client = handle
        arguments.data = bytes.baseAddress ?? UnsafeRawPointer(nothing)
        arguments.element_type = type.elements.code
        arguments.dimensions = dimensions.baseAddress
        arguments.rank = dimensions.count
        arguments.semantics = 0
        arguments.device = device.handle
        try table.call(LP_PJRT_CLIENT_BUFFER_FROM_HOST, &arguments, purpose)
        return arguments
      }
    }
    if let done = arguments.done { _ = Event(done, of: self, purpose) }
    guard let buffer = arguments.buffer else {
      throw DeviceError(code: .unavailable, words: "no buffer was made", purpose: purpose)
    }
    return Buffer(buffer, type, deviceID: device.id, of: self)
  }

  /// Sends elements to a device.
  /// - Throws: As above.
  package func buffer<Element: DeviceElement>(
    _ elements: [Element], _ dimensions: [Int], on device: Device
  ) throws -> Buffer {
    try elements.withUnsafeBytes { try buffer($0, TensorType(Element.elementType, dimensions), on: device) }
  }
}

extension Event {
  /// Takes over an event that a plugin should have made.
  convenience init(_ handle: OpaquePointer?, of client: Client, _ purpose: String) throws(DeviceError) {
    guard let handle else {
      throw DeviceError(code: .unavailable, words: "no event was made", purpose: purpose)
    }
    self.init(handle, of: client, purpose)
  }
}
