import Accelerators
import Foundation
@testable import PJRT
import Platform
import Synchronization
import TestSupport
import Testing

/// A store in memory that counts the calls, and takes no more than it is told to.
private final class MemoryStore: KeyValueStore {
  let values = Mutex<[[UInt8]: [UInt8]]>([:])
  let waited = Mutex<Duration?>(nil)
  let room: Int

  init(room: Int = .max) { self.room = room }

  func get(_ key: [UInt8], timeout: Duration) throws(KeyValueError) -> [UInt8] {
    waited.withLock { $0 = timeout }
    guard let value = values.withLock({ $0[key] }) else { throw KeyValueError(.deadlineExceeded, "none came: ü") }
    return value
  }

  func tryGet(_ key: [UInt8]) throws(KeyValueError) -> [UInt8] {
    guard let value = values.withLock({ $0[key] }) else { throw KeyValueError(.notFound, "no value") }
    return value
  }

  func put(_ key: [UInt8], _ value: [UInt8]) throws(KeyValueError) {
    guard value.count <= room else { throw KeyValueError(.resourceExhausted, "no room") }
    values.withLock { $0[key] = value }
  }
}

@Suite(
  "What a plugin asks of a store arrives, and so do values and errors",
  .enabled(if: FakePlugin.compiler != nil, "no C compiler"))
struct StoreCallbacksTests {
  private func client(
    _ script: String, _ store: (any KeyValueStore)?, options: [String: PluginValue] = [:]
  ) throws -> (client: Client, folder: TestFolder) {
    let folder = try TestFolder()
    let plugin = try Plugin(path: try StorePlugin.build(in: folder))
    let all = options.merging(["script": .string(script)]) { $1 }
    return (try Client(plugin: plugin, options: all, store: store), folder)
  }

  @Test("without a store a plugin gets no functions")
  func alone() throws {
    let made = try client("exchange", nil)
    #expect(made.client.platformName == "alone")
  }

  @Test("values of any size, put and got", arguments: [0, 1, 4095, 1 << 20, 40_000_003])
  func large(bytes: Int) throws {
    let store = MemoryStore()
    let made = try client("large", store, options: ["bytes": .int64(Int64(bytes))])
    #expect(made.client.platformName == "\(bytes) same")
    #expect(store.values.withLock { $0[Array("large".utf8)]?.count } == bytes)
  }

  @Test("a key and a value of no bytes are a key and a value, with an address")
  func empty() throws {
    let store = MemoryStore()
    #expect(try client("empty", store).client.platformName == "0 bytes")
    #expect(store.values.withLock { $0 } == [[]: []])
  }

  @Test("errors are the plugin's own, with code and words, and freed")
  func errors() throws {
    let store = MemoryStore(room: 10)
    let purpose = "starting a client of the plugin"
    let folder = try TestFolder()
    let path = try StorePlugin.build(in: folder)
    let plugin = try Plugin(path: path)
    func start(_ script: String) throws {
      _ = try Client(plugin: plugin, options: ["script": .string(script), "bytes": .int64(11)], store: store)
    }
    #expect(throws: DeviceError(code: .deadlineExceeded, words: "none came: ü", purpose: purpose)) { try start("get") }
    #expect(store.waited.withLock { $0 } == .milliseconds(50))
    #expect(throws: DeviceError(code: .notFound, words: "no value", purpose: purpose)) { try start("try") }
    #expect(throws: DeviceError(code: .resourceExhausted, words: "no room", purpose: purpose)) { try start("large") }
    // An endless duration, as XLA hands it on.
    #expect(throws: DeviceError.self) { try start("endless") }
    #expect(store.waited.withLock { $0 } == .seconds(86_400))
    let library = try #require(dlopen(path, RTLD_NOW))
    #expect(try #require(dlsym(library, "errors_alive")).load(as: Int32.self) == 0)
  }

  @Test("the store is there as long as the client, though nobody else holds it")
  func later() throws {
    #expect(try client("later", MemoryStore()).client.platformVersion == "seven")
  }

  @Test("processes as threads of one exchange what they have", arguments: [1, 2, 5])
  func exchange(count: Int) async throws {
    let store = try TestFolder()
    let folder = try TestFolder()
    let path = try StorePlugin.build(in: folder)
    let names = try await withThrowingTaskGroup(of: String.self) { group in
      for process in 0..<count {
        let place = store.path
        group.addTask {
          try await onThread {
            let values = try Rendezvous(in: place, job: "7", process: process, of: count).meet(timeout: .seconds(60))
            let client = try Client(
              plugin: try Plugin(path: path),
              options: [
                "script": .string("exchange"), "node_id": .int64(Int64(process)), "num_nodes": .int64(Int64(count)),
              ], store: values)
            return client.platformName
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let all = (0..<count).map { "<gpu \($0)>" }.joined()
    #expect(names.sorted() == (0..<count).map { "\($0) of \(count): \(all)" })
  }

  @Test("processes of their own exchange what they have through a folder")
  func processes() async throws {
    let store = try TestFolder()
    let folder = try TestFolder()
    let library = try StorePlugin.build(in: folder)
    async let first: Void = expectExit(store.path, library, 0)
    async let second: Void = expectExit(store.path, library, 1)
    _ = await (first, second)
  }

  private func expectExit(_ place: String, _ library: String, _ process: Int) async {
    await #expect(processExitsWith: .success) {
      [place = place as String, library = library as String, process = process as Int] in
      let values = try Rendezvous(in: place, job: nil, process: process, of: 2).meet(timeout: .seconds(60))
      let options: [String: PluginValue] = [
        "script": .string("exchange"), "node_id": .int64(Int64(process)), "num_nodes": .int64(2),
      ]
      let client = try Client(plugin: try Plugin(path: library), options: options, store: values)
      try #require(client.platformName == "\(process) of 2: <gpu 0><gpu 1>")
    }
  }
}

/// Runs what waits on a thread of its own, so that it does not hold one that tasks need.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
