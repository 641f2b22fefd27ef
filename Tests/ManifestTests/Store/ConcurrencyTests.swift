import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

struct ConcurrencyTests {
  /// Thirty-two stages that end at the same moment, each with a connection of its own, on a manifest that does not
  /// exist yet.
  @Test func manyEndAtOnce() throws {
    let scratch = try TestFolder()
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

  /// A run that ends after another process has read that it is running, and before that process writes what it read.
  @Test func whatIsOverDoesNotRunAgain() throws {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    let location = try scratch.location()
    let (ending, reading) = (try ManifestStore(creating: location), try ManifestStore(creating: location))
    try ending.record(sample.run(1, "bpe-train"))
    var run = sample.run(2, "bpe-encode", status: .running, targets: ["part"])
    run.process = .current
    _ = try ending.receipts.write(run)
    let pending = try reading.findPending()
    #expect(pending.receipts.map(\.run.status) == [.running])
    run.status = .ok
    run.end = Sample.time(1000)
    try ending.record(run)
    _ = try reading.ingest(pending)
    #expect(try reading.strings("SELECT status FROM run ORDER BY id") == ["ok", "ok"])
  }
}

final class Problems: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [String] = []

  var texts: [String] { lock.withLock { list } }
  func add(_ text: String) { lock.withLock { list.append(text) } }
}
