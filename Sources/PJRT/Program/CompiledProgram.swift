import CPJRT

/// A program that a plugin has compiled: what is known of it without running it.
package final class CompiledProgram {
  let handle: OpaquePointer
  let table: PluginTable
  /// What must live longer than this: a client, or a topology.
  private let owner: AnyObject

  /// Takes over an executable of the plugin's.
  init(_ handle: OpaquePointer, _ table: PluginTable, owner: AnyObject) {
    self.handle = handle
    self.table = table
    self.owner = owner
  }

  deinit {
    var arguments = lp_pjrt_of_executable()
    arguments.executable = handle
    table.release(LP_PJRT_EXECUTABLE_DESTROY, arguments)
  }

  /// The name of the program's module.
  /// - Throws: `DeviceError`.
  package func name() throws(DeviceError) -> String {
    try table.text(LP_PJRT_EXECUTABLE_NAME, of: handle, "asking for the program's name")
  }

  /// The types of the results of one device.
  /// - Throws: `DeviceError`; also where a result is of a type that is not used here.
  package func results() throws(DeviceError) -> [TensorType] {
    let purpose = "asking for the program's results"
    var types = lp_pjrt_output_types()
    types.executable = handle
    try table.call(LP_PJRT_EXECUTABLE_OUTPUT_TYPES, &types, purpose)
    var shapes = lp_pjrt_output_dimensions()
    shapes.executable = handle
    try table.call(LP_PJRT_EXECUTABLE_OUTPUT_DIMENSIONS, &shapes, purpose)
    guard shapes.count == types.count else {
      throw DeviceError(code: .outOfRange, words: "\(types.count) types, \(shapes.count) shapes", purpose: purpose)
    }
    var results: [TensorType] = []
    var next = 0
    for index in 0..<types.count {
      guard let elements = ElementType(code: types.types[index]) else {
        throw DeviceError(
          code: .unimplemented, words: "a result of element type \(types.types[index])", purpose: purpose)
      }
      let rank = shapes.ranks[index]
      results.append(TensorType(elements, (next..<next + rank).map { Int(shapes.dimensions[$0]) }))
      next += rank
    }
    return results
  }

  /// The memory that running it takes.
  /// - Throws: `DeviceError`.
  package func memory() throws(DeviceError) -> ProgramMemory {
    var stats = lp_pjrt_executable_memory_stats()
    stats.executable = handle
    try table.call(LP_PJRT_EXECUTABLE_MEMORY_STATS, &stats, "asking for the program's memory")
    return ProgramMemory(stats)
  }

  /// What the plugin counts, such as `flops` and `bytes accessed`.
  /// - Throws: `DeviceError`; some plugins do not count.
  package func costs() throws(DeviceError) -> [String: PluginValue] {
    var values = lp_pjrt_named_values()
    values.object = UnsafeMutableRawPointer(handle)
    try table.call(LP_PJRT_EXECUTABLE_COST_ANALYSIS, &values, "asking for the program's costs")
    return PluginValue.read(values.values, count: values.count)
  }

  /// The program in a form that the same plugin, in the same version, can load again.
  /// - Throws: `DeviceError`.
  package func serialized() throws(DeviceError) -> [UInt8] {
    let purpose = "serializing the program"
    var arguments = lp_pjrt_executable_serialize()
    arguments.executable = handle
    try table.call(LP_PJRT_EXECUTABLE_SERIALIZE, &arguments, purpose)
    defer { lp_pjrt_release(arguments.release, arguments.serialized) }
    guard let bytes = arguments.bytes, arguments.byte_count > 0 else {
      throw DeviceError(code: .unimplemented, words: "nothing was written", purpose: purpose)
    }
    return Array(UnsafeRawBufferPointer(start: bytes, count: arguments.byte_count))
  }

  /// The program as it will run: what is launched.
  /// - Throws: `DeviceError`; some plugins do not give it, or in a form that is not known.
  package func launches() throws(DeviceError) -> OptimizedProgram {
    let (format, bytes) = try optimized()
    guard let program = OptimizedProgram(format: format, bytes: bytes) else {
      throw DeviceError(
        code: .unimplemented, words: "a program in the form \(format)", purpose: "reading the optimized program")
    }
    return program
  }

  /// The program as it will run, in the plugin's own form.
  /// - Throws: `DeviceError`; some plugins do not give it.
  package func optimized() throws(DeviceError) -> (format: String, bytes: [UInt8]) {
    let purpose = "asking for the optimized program"
    var program = lp_pjrt_program()
    program.size = MemoryLayout<lp_pjrt_program>.size
    var bytes: [UInt8] = []
    // The first call gives the size, the second fills the memory.
    for _ in 0..<2 {
      var failure: DeviceError?
      bytes = [UInt8](repeating: 0, count: program.code_size)
      bytes.withUnsafeMutableBytes { memory in
        program.code = memory.isEmpty ? nil : memory.baseAddress?.assumingMemoryBound(to: CChar.self)
        withUnsafeMutablePointer(to: &program) { program in
          var arguments = lp_pjrt_optimized_program()
          arguments.executable = handle
          arguments.program = program
          do throws(DeviceError) {
            try table.call(LP_PJRT_EXECUTABLE_OPTIMIZED_PROGRAM, &arguments, purpose)
          } catch { failure = error }
        }
      }
      if let failure { throw failure }
    }
    return (String(plugin: program.format, count: program.format_size), bytes)
  }
}
