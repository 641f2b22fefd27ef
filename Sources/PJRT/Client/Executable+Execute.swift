import CPJRT

/// A call of a program that a device may still be working on.
package struct Execution {
  /// The results of each device, in the program's order.
  package let results: [[Buffer]]
  /// When each device has done its part.
  package let completions: [Event]

  /// Waits for all devices.
  /// - Throws: `DeviceError`: why one of them failed.
  package func wait() throws(DeviceError) {
    for completion in completions { try completion.wait() }
  }
}

extension Executable {
  /// Starts the program on its devices, and returns without waiting for them.
  ///
  /// Buffers for arguments that the program gives up are consumed, also where the call fails after the plugin took them
  /// (`Buffer.isConsumed` tells).
  /// - Parameter arguments: For each of `deviceIDs`, a buffer for each argument.
  /// - Returns: The results, which may not be there yet.
  /// - Throws: `CallError` where they do not fit, before the plugin sees them; `DeviceError`.
  package func execute(_ arguments: [[Buffer]]) throws -> Execution {
    try check(arguments)
    let devices = arguments.count
    let counts = (arguments: signature.arguments.count, results: signature.results.count)
    let completions = PointerTable(rows: 1, columns: devices)
    let inputs = PointerTable(rows: devices, columns: counts.arguments)
    let outputs = PointerTable(rows: devices, columns: counts.results)
    for (row, buffers) in arguments.enumerated() {
      for (column, buffer) in buffers.enumerated() { inputs[row, column] = buffer.handle }
    }
    do {
      try start(inputs, outputs, completions)
    } catch {
      forEachDonated(of: arguments) { if $0.wasTaken { $0.markConsumed() } }
      throw error
    }
    forEachDonated(of: arguments) { $0.markConsumed() }
    return try Execution(
      results: (0..<devices).map { row in try results(outputs, row) },
      completions: (0..<devices).map { try Event(completions[0, $0], of: client, "running the program") })
  }

  private func start(_ inputs: PointerTable, _ outputs: PointerTable, _ completions: PointerTable) throws(DeviceError) {
    var options = lp_pjrt_execute_options()
    options.size = MemoryLayout<lp_pjrt_execute_options>.size
    options.launch_id = launches
    launches &+= 1
    var failure: DeviceError?
    withUnsafeMutablePointer(to: &options) { options in
      var call = lp_pjrt_execute()
      call.executable = loaded.handle
      call.options = options
      call.arguments = UnsafePointer(inputs.constantRows)
      call.device_count = inputs.rowCount
      call.argument_count = inputs.columnCount
      call.outputs = UnsafePointer(outputs.rows)
      call.completions = completions.elements
      do throws(DeviceError) {
        try client.table.call(LP_PJRT_LOADED_EXECUTE, &call, "running the program")
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func results(_ outputs: PointerTable, _ row: Int) throws -> [Buffer] {
    try signature.results.enumerated().map { column, type in
      guard let buffer = outputs[row, column] else {
        throw DeviceError(code: .unavailable, words: "a result is missing", purpose: "running the program")
      }
      return Buffer(buffer, type, deviceID: deviceIDs[row], of: client)
    }
  }

  private func forEachDonated(of arguments: [[Buffer]], _ body: (Buffer) -> Void) {
    for buffers in arguments {
      for (buffer, argument) in zip(buffers, signature.arguments) where argument.isDonated { body(buffer) }
    }
  }

  /// Whether the plugin may see these arguments.
  private func check(_ arguments: [[Buffer]]) throws(CallError) {
    guard arguments.count == deviceIDs.count else {
      throw .deviceCount(expected: deviceIDs.count, found: arguments.count)
    }
    for (device, buffers) in zip(deviceIDs, arguments) {
      guard buffers.count == signature.arguments.count else {
        throw .argumentCount(expected: signature.arguments.count, found: buffers.count)
      }
      var seen: [ObjectIdentifier: Bool] = [:]
      for (index, (buffer, argument)) in zip(buffers, signature.arguments).enumerated() {
        try check(buffer, argument, index: index, device: device)
        let donatedBefore = seen.updateValue(argument.isDonated, forKey: ObjectIdentifier(buffer))
        if let donatedBefore, donatedBefore || argument.isDonated { throw .donatedTwice(index: index) }
      }
    }
  }

  private func check(
    _ buffer: Buffer, _ argument: ProgramSignature.Argument, index: Int, device: Int
  ) throws(CallError) {
    guard buffer.client === client else { throw .otherClient(index: index) }
    guard !buffer.isConsumed else { throw .consumed(index: index) }
    let fits = argument.isSharded ? buffer.type.elements == argument.type.elements : buffer.type == argument.type
    guard fits else { throw .argumentType(index: index, expected: argument.type, found: buffer.type) }
    guard buffer.deviceID == device else {
      throw .argumentDevice(index: index, expected: device, found: buffer.deviceID)
    }
  }
}

/// Pointers to objects of a plugin, in rows, as calls take and fill them.
private final class PointerTable {
  let rowCount: Int
  let columnCount: Int
  let elements: UnsafeMutablePointer<OpaquePointer?>
  let rows: UnsafeMutablePointer<UnsafeMutablePointer<OpaquePointer?>?>
  let constantRows: UnsafeMutablePointer<UnsafePointer<OpaquePointer?>?>

  init(rows rowCount: Int, columns columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    let count = max(1, rowCount * columnCount)
    elements = .allocate(capacity: count)
    elements.initialize(repeating: nil, count: count)
    rows = .allocate(capacity: max(1, rowCount))
    constantRows = .allocate(capacity: max(1, rowCount))
    for row in 0..<rowCount {
      (rows + row).initialize(to: elements + row * columnCount)
      (constantRows + row).initialize(to: UnsafePointer(elements + row * columnCount))
    }
  }

  deinit {
    elements.deallocate()
    rows.deallocate()
    constantRows.deallocate()
  }

  subscript(row: Int, column: Int) -> OpaquePointer? {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }
}
