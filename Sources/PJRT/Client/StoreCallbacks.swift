import CPJRT
import Platform

/// A store behind the functions that a plugin calls.
///
/// Safety: the structs are the plugin's, for the time of a call. The context that it gives back is a `StoreCallbacks`,
/// which lives until the process ends: nobody knows when the last of a plugin's threads has made its last call.
final class StoreCallbacks: Sendable {
  private let store: any KeyValueStore

  init(_ store: any KeyValueStore) { self.store = store }

  /// Tells a client that is about to be made whom to ask.
  func register(in arguments: inout lp_pjrt_client_create) {
    let context = Unmanaged.passRetained(self).toOpaque()
    arguments.store_get = { $0.flatMap(StoreCallbacks.get) }
    arguments.store_try_get = { $0.flatMap(StoreCallbacks.tryGet) }
    arguments.store_put = { $0.flatMap(StoreCallbacks.put) }
    arguments.store_get_context = context
    arguments.store_try_get_context = context
    arguments.store_put_context = context
  }

  private static func get(_ arguments: UnsafeMutablePointer<lp_pjrt_store_get_arguments>) -> OpaquePointer? {
    var value = StoredValue()
    let error = call(arguments.pointee.context, arguments.pointee.make_error) { store throws(KeyValueError) in
      let key = bytes(arguments.pointee.key, arguments.pointee.key_size)
      value = try StoredValue(try store.get(key, timeout: timeout(arguments.pointee.timeout)))
    }
    arguments.pointee.value = value.start
    arguments.pointee.value_size = value.count
    arguments.pointee.release = { free($0) }
    return error
  }

  private static func tryGet(_ arguments: UnsafeMutablePointer<lp_pjrt_store_try_get_arguments>) -> OpaquePointer? {
    var value = StoredValue()
    let error = call(arguments.pointee.context, arguments.pointee.make_error) { store throws(KeyValueError) in
      value = try StoredValue(try store.tryGet(bytes(arguments.pointee.key, arguments.pointee.key_size)))
    }
    arguments.pointee.value = value.start
    arguments.pointee.value_size = value.count
    arguments.pointee.release = { free($0) }
    return error
  }

  private static func put(_ arguments: UnsafeMutablePointer<lp_pjrt_store_put_arguments>) -> OpaquePointer? {
    call(arguments.pointee.context, arguments.pointee.make_error) { store throws(KeyValueError) in
      let key = bytes(arguments.pointee.key, arguments.pointee.key_size)
      try store.put(key, bytes(arguments.pointee.value, arguments.pointee.value_size))
    }
  }

  /// Calls the store; its error as one of the plugin's.
  private static func call(
    _ context: UnsafeMutableRawPointer?, _ makeError: UnsafePointer<lp_pjrt_make_error?>?,
    _ body: (any KeyValueStore) throws(KeyValueError) -> Void
  ) -> OpaquePointer? {
    let failure: KeyValueError
    do throws(KeyValueError) {
      guard let context else { throw KeyValueError(.internalError, "the plugin gave no context back") }
      try body(Unmanaged<StoreCallbacks>.fromOpaque(context).takeUnretainedValue().store)
      return nil
    } catch {
      failure = error
    }
    var words = failure.words
    return words.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { makeError?.pointee?(failure.code.rawValue, $0.baseAddress, $0.count) }
    }
  }

  /// A plugin that would wait without end has its endless duration cut to a negative number.
  private static func timeout(_ milliseconds: Int32) -> Duration {
    milliseconds < 0 ? .seconds(24 * 3600) : .milliseconds(Int64(milliseconds))
  }

  private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> [UInt8] {
    guard let start, count > 0 else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}

/// A value in memory that the plugin gives back with `free`.
private struct StoredValue {
  var start: UnsafeMutablePointer<CChar>?
  var count = 0

  init() {}

  init(_ value: [UInt8]) throws(KeyValueError) {
    // A value of no bytes has an address too: plugins make a text of it.
    guard let memory = malloc(max(1, value.count)) else {
      throw KeyValueError(.resourceExhausted, "no memory for a value of \(value.count) bytes")
    }
    value.withUnsafeBytes { if let from = $0.baseAddress { memory.copyMemory(from: from, byteCount: $0.count) } }
    start = memory.assumingMemoryBound(to: CChar.self)
    count = value.count
  }
}
