import Foundation
import Formats
import Testing

@testable import Manifest

struct ConcurrencyTests {
  /// Thirty-two stages that end at the same moment, each with a connection of its own, on a manifest that does not
  /// exist yet.
  @Test func manyEndAtOnce() throws {
    let scratch = try Scratch()
    let sample = try Sample(scratch)
    let location = try scratch.location()
    let problems = Problems()
    DispatchQueue.concurrentPerform(iterations: 32) { number in
      do {
        let store = try ManifestStore(creating: location)
        var run = sample.run(number + 1, "bpe-encode", status: .running, targets: ["part \(number)"])
        run.process = .current
        try store.record(run)
        run.status = .ok
        run.end = Sample.time(1000)
        try store.record(run)
        try store.ingestPending()
      } catch {
        problems.add("\(error)")
      }
    }
    #expect(problems.texts == [])
    let store = try ManifestStore(existing: location)
    #expect(try store.strings("SELECT status FROM run") == Array(repeating: "ok", count: 32))
  }
}

private final class Problems: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [String] = []

  var texts: [String] { lock.withLock { list } }
  func add(_ text: String) { lock.withLock { list.append(text) } }
}
