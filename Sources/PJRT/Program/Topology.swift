import CPJRT

/// Devices that need not be there: programs are compiled for them, and their memory read, but nothing runs.
package final class Topology {
  package let plugin: Plugin
  /// The kind of the devices: "cuda".
  package let platformName: String
  private let handle: OpaquePointer

  /// Describes devices to a plugin.
  /// - Parameters:
  ///   - plugin: The plugin that would run them.
  ///   - name: What the plugin calls such a group; empty where it has one kind only.
  ///   - options: What the devices are: for NVIDIA, `target_config` and `topology`.
  /// - Throws: `DeviceError`.
  package init(plugin: Plugin, name: String = "", options: [String: PluginValue]) throws {
    let table = plugin.table
    let purpose = "describing devices to the plugin"
    let values = PluginOptions(options)
    let created = try withExtendedLifetime(values) {
      try Array(name.utf8).withUnsafeBytes { name in
        try values.values.withUnsafeBufferPointer { options in
          var arguments = lp_pjrt_topology_create()
          arguments.name = name.baseAddress?.assumingMemoryBound(to: CChar.self)
          arguments.name_size = name.count
          arguments.options = options.baseAddress
          arguments.option_count = options.count
          try table.call(LP_PJRT_TOPOLOGY_CREATE, &arguments, purpose)
          return arguments.topology
        }
      }
    }
    guard let created else { throw DeviceError(code: .unavailable, words: "nothing was made", purpose: purpose) }
    do {
      platformName = try table.text(LP_PJRT_TOPOLOGY_PLATFORM_NAME, of: created, purpose)
    } catch {
      Self.destroy(created, table)
      throw error
    }
    self.plugin = plugin
    handle = created
  }

  deinit { Self.destroy(handle, plugin.table) }

  private static func destroy(_ handle: OpaquePointer, _ table: PluginTable) {
    var arguments = lp_pjrt_of_topology()
    arguments.topology = handle
    table.release(LP_PJRT_TOPOLOGY_DESTROY, arguments)
  }

  /// Compiles a program for these devices.
  /// - Throws: `CallError` where the text has no signature; `DeviceError` with the compiler's words.
  package func compile(
    program: String, _ options: CompileOptions = CompileOptions()
  ) throws -> CompiledProgram {
    _ = try ProgramSignature(program: program)
    let purpose = "compiling the program"
    var executable: OpaquePointer?
    try withProgram(program, options) { program, bytes in
      var arguments = lp_pjrt_compile()
      arguments.topology = handle
      arguments.program = program
      arguments.options = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      arguments.options_size = bytes.count
      try plugin.table.call(LP_PJRT_COMPILE, &arguments, purpose)
      executable = arguments.executable
    }
    guard let executable else { throw DeviceError(code: .unavailable, words: "nothing was made", purpose: purpose) }
    return CompiledProgram(executable, plugin.table, owner: self)
  }
}
