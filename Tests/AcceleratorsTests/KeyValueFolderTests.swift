import Accelerators
import Foundation
import PJRT
import Randomness
import TestSupport
import Testing

@Suite("A store in a folder")
struct KeyValueFolderTests {
  @Test("any bytes under any key come back, and each key has its own")
  func anything() throws {
    let folder = try TestFolder()
    let store = KeyValueFolder(folder: folder.path)
    var random = RandomSource(seed: 19)
    var expected: [[UInt8]: [UInt8]] = [:]
    // Keys of few letters, so that some come again.
    for round in 0..<150 {
      let letters: [UInt8] = [0, 0x2F, 0x2E, 0x0A, 0xFF, UInt8(ascii: "a")]
      let key = (0..<Int(random.next() % 3)).map { _ in letters[Int(random.next() % 6)] }
      let length = round % 10 == 0 ? Int(random.next() % 200_000) : Int(random.next() % 70)
      let value = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      try store.put(key, value)
      expected[key] = value
    }
    #expect(expected.count > 20)
    for (key, value) in expected {
      #expect(try store.tryGet(key) == value)
      #expect(try store.get(key, timeout: .zero) == value)
    }
    #expect(try folder.names().count == expected.count)
  }

  @Test("nobody's value: not found at once, or the deadline")
  func missing() throws {
    let folder = try TestFolder()
    let store = KeyValueFolder(folder: folder.path)
    #expect(
      message(folder) { _ = try store.tryGet(Array("local/1".utf8)) } == "FOLDER: no value for \"local/1\"")
    #expect(
      message(folder) { _ = try store.get(Array("local/1\n".utf8), timeout: .milliseconds(20)) }
        == """
        FOLDER: no value for "local/1\\u{A}" after 0.02 s (expected one from another process); look at the messages of \
        the other processes
        """)
    #expect(code { _ = try store.tryGet([]) } == .notFound)
    #expect(code { _ = try store.get([], timeout: .zero) } == .deadlineExceeded)
  }

  @Test("a value that is cut or changed is never given")
  func damaged() throws {
    let folder = try TestFolder()
    let store = KeyValueFolder(folder: folder.path)
    try store.put([1], Array("value".utf8))
    let name = try #require(folder.names().first)
    let whole = try folder.bytes(name)
    #expect(whole.count == 69)
    for length in 0..<whole.count {
      try folder.write(whole.prefix(length), to: name)
      #expect(code { _ = try store.tryGet([1]) } == .dataLoss)
      #expect(code { _ = try store.get([1], timeout: .zero) } == .dataLoss)
    }
    for place in whole.indices {
      var other = whole
      other[place] ^= 1
      try folder.write(other, to: name)
      #expect(code { _ = try store.tryGet([1]) } == .dataLoss)
    }
    // Another key's file is none for this one.
    try store.put([2], Array("value".utf8))
    let second = try #require(folder.names().first { $0 != name })
    try folder.write(try folder.bytes(second), to: name)
    #expect(code { _ = try store.tryGet([1]) } == .dataLoss)
    try folder.write(whole, to: name)
    #expect(try store.tryGet([1]) == Array("value".utf8))
  }

  @Test("a folder that is removed ends the waiting")
  func removed() throws {
    let folder = try TestFolder()
    let store = KeyValueFolder(folder: folder.file("gone"))
    #expect(
      message(folder) { _ = try store.get([1], timeout: .seconds(3600)) }
        == "gone: no such directory any more; leave it alone while processes use it, and start again")
    #expect(code { _ = try store.put([1], [2]) } == .unavailable)
  }

  @Test(
    "a full disk is the plugin's resource exhausted, and leaves nothing",
    .enabled(if: TinyDisk.isAvailable, "needs the right to mount"))
  func fullDisk() throws {
    let disk = try TinyDisk(kilobytes: 64)
    let store = KeyValueFolder(folder: disk.folder.path)
    try store.put([1], [7])
    #expect {
      try store.put([1], [UInt8](repeating: 1, count: 200_000))
    } throws: { error in
      (error as? KeyValueError)?.code == .resourceExhausted && "\(error)".contains("no space left on its file system")
    }
    #expect(code { _ = try store.put([2], [UInt8](repeating: 1, count: 200_000)) } == .resourceExhausted)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path).count == 1)
    #expect(try store.tryGet([1]) == [7])
    #expect(code { _ = try store.tryGet([2]) } == .notFound)
  }

  @Test("two processes that put and get at once see whole values only, and each sees all of the other's")
  func processes() async throws {
    let folder = try TestFolder()
    async let first: Void = expectExit(folder.path, 0)
    async let second: Void = expectExit(folder.path, 1)
    _ = try await (first, second)
    #expect(try folder.names().count == 41)
  }

  private func expectExit(_ path: String, _ process: Int) async throws {
    await #expect(processExitsWith: .success) { [path = path as String, process = process as Int] in
      try converse(in: path, process: process)
    }
  }
}

/// Puts twenty values of its own and fights for one, while it waits for the other's twenty.
private func converse(in path: String, process: Int) throws {
  let store = KeyValueFolder(folder: path)
  func value(_ process: Int, _ round: Int) -> [UInt8] {
    var random = RandomSource(seed: UInt64(process), stream: UInt64(round))
    return (0..<(round * 3000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
  for round in 0..<20 {
    try store.put(Array("\(process) \(round)".utf8), value(process, round))
    try store.put(Array("both".utf8), value(process, round))
    let other = try store.get(Array("\(1 - process) \(round)".utf8), timeout: .seconds(60))
    try #require(other == value(1 - process, round))
    // Either's of this round or, where the other one is ahead or behind, of the next to it.
    let both = try store.get(Array("both".utf8), timeout: .zero)
    try #require((0..<20).contains { value(0, $0) == both || value(1, $0) == both })
  }
}

/// The kind of the store's error; nil where there is none.
private func code(_ body: () throws -> Void) -> StatusCode? {
  do { try body() } catch { return (error as? KeyValueError)?.code }
  return nil
}
