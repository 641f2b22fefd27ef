import CPJRT

/// A program on devices, ready to run.
package final class Executable {
  package let signature: ProgramSignature
  /// What is known of it without running it.
  package let program: CompiledProgram
  /// The ids of its devices; arguments and results come in this order.
  package let deviceIDs: [Int]
  let loaded: LoadedProgram
  /// Counts calls: devices that work together recognise one by it.
  var launches: Int32 = 0

  var client: Client { loaded.client }

  /// Takes over an executable of the plugin's.
  init(_ handle: OpaquePointer?, _ signature: ProgramSignature, of client: Client) throws {
    let purpose = "taking over the compiled program"
    guard let handle else { throw DeviceError(code: .unavailable, words: "nothing was made", purpose: purpose) }
    let loaded = LoadedProgram(handle, of: client)
    var arguments = lp_pjrt_loaded_get_executable()
    arguments.loaded = handle
    try client.table.call(LP_PJRT_LOADED_EXECUTABLE, &arguments, purpose)
    guard let executable = arguments.executable else {
      throw DeviceError(code: .unavailable, words: "nothing was given", purpose: purpose)
    }
    let program = CompiledProgram(executable, client.table, owner: loaded)
    let results = try program.results()
    guard results == signature.results else {
      throw CallError.results(expected: signature.results, found: results)
    }
    deviceIDs = try client.table.devices(LP_PJRT_LOADED_ADDRESSABLE_DEVICES, of: handle, purpose)
      .map { try Device($0, of: client).id }
    self.program = program
    self.signature = signature
    self.loaded = loaded
  }
}

/// Owns what runs. What describes it (`CompiledProgram`) reads its memory, and so keeps it.
final class LoadedProgram {
  let handle: OpaquePointer
  let client: Client

  init(_ handle: OpaquePointer, of client: Client) {
    self.handle = handle
    self.client = client
  }

  deinit {
    var arguments = lp_pjrt_of_loaded()
    arguments.executable = handle
    client.table.release(LP_PJRT_LOADED_DESTROY, arguments)
  }
}
