import CPJRT

/// A plugin's table of functions, and how they are called: every call goes through here.
///
/// Safety: the table belongs to a library that is never unloaded. Arguments are structs of `CPJRT`, whose first field is
/// their size, which `call` sets.
final class PluginTable: @unchecked Sendable {
  private let table: UnsafePointer<lp_pjrt_table>

  init(_ table: UnsafePointer<lp_pjrt_table>) { self.table = table }

  var version: PluginVersion { PluginVersion(major: Int(table.pointee.major), minor: Int(table.pointee.minor)) }

  /// Whether the plugin has a function: a smaller one may leave it out.
  func has(_ function: lp_pjrt_function) -> Bool { lp_pjrt_has(table, function) }

  /// Calls a function.
  /// - Parameters:
  ///   - function: Which one.
  ///   - arguments: Its struct; the plugin writes its answers there.
  ///   - purpose: What the call is for, as an error says it: "compiling the program".
  /// - Throws: `DeviceError` with the plugin's words; unimplemented where the plugin has no such function.
  func call<Arguments>(
    _ function: lp_pjrt_function, _ arguments: inout Arguments, _ purpose: String
  ) throws(DeviceError) {
    guard has(function) else {
      throw DeviceError(code: .unimplemented, words: "the plugin has no function for it", purpose: purpose)
    }
    let error = withSize(&arguments) { lp_pjrt_call(table, function, $0) }
    if let error { throw consumed(error, purpose) }
  }

  /// Calls a function that only frees what it is given: what it reports helps nobody.
  func release<Arguments>(_ function: lp_pjrt_function, _ arguments: Arguments) {
    var arguments = arguments
    guard has(function) else { return }
    if let error = withSize(&arguments, { lp_pjrt_call(table, function, $0) }) { _ = consumed(error, "") }
  }

  private func withSize<Arguments, Value>(
    _ arguments: inout Arguments, _ body: (UnsafeMutableRawPointer) -> Value
  ) -> Value {
    withUnsafeMutableBytes(of: &arguments) { bytes in
      bytes.storeBytes(of: bytes.count, as: Int.self)
      guard let start = bytes.baseAddress else { preconditionFailure("a struct of arguments has a size") }
      return body(start)
    }
  }

  /// What an error of the plugin says. The error is freed.
  private func consumed(_ error: OpaquePointer, _ purpose: String) -> DeviceError {
    var message = lp_pjrt_error_message()
    message.error = error
    withSize(&message) { lp_pjrt_call_void(table, LP_PJRT_ERROR_MESSAGE, $0) }
    var code = lp_pjrt_error_code()
    code.error = error
    // This call can fail itself; its own error is freed, and the code stays 0.
    if let second = withSize(&code, { lp_pjrt_call(table, LP_PJRT_ERROR_CODE, $0) }) { destroy(second) }
    let words = String(plugin: message.text, count: message.text_size)
    destroy(error)
    return DeviceError(code: StatusCode(rawValue: code.code), words: words, purpose: purpose)
  }

  private func destroy(_ error: OpaquePointer) {
    var arguments = lp_pjrt_error_destroy()
    arguments.error = error
    withSize(&arguments) { lp_pjrt_call_void(table, LP_PJRT_ERROR_DESTROY, $0) }
  }
}

extension String {
  /// A text of a plugin's, which need not end with a zero nor be UTF-8.
  init(plugin start: UnsafePointer<CChar>?, count: Int) {
    guard let start, count > 0 else {
      self = ""
      return
    }
    self.init(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }
}

extension PluginTable {
  /// A text that some object has.
  func text(_ function: lp_pjrt_function, of object: OpaquePointer, _ purpose: String) throws(DeviceError) -> String {
    var arguments = lp_pjrt_text()
    arguments.object = UnsafeMutableRawPointer(object)
    try call(function, &arguments, purpose)
    return String(plugin: arguments.text, count: arguments.text_size)
  }

  /// A count that some object has.
  func size(_ function: lp_pjrt_function, of object: OpaquePointer, _ purpose: String) throws(DeviceError) -> Int {
    var arguments = lp_pjrt_size()
    arguments.object = UnsafeMutableRawPointer(object)
    try call(function, &arguments, purpose)
    return Int(arguments.value)
  }

  /// The devices that some object has.
  func devices(
    _ function: lp_pjrt_function, of object: OpaquePointer, _ purpose: String
  ) throws(DeviceError) -> [OpaquePointer] {
    var arguments = lp_pjrt_devices()
    arguments.object = UnsafeMutableRawPointer(object)
    try call(function, &arguments, purpose)
    return (0..<arguments.count).compactMap { arguments.devices[$0] }
  }
}
