import Formats
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Manifest

/// The one hook is of the process: these tests set it for their own thread only, one after the other.
@Suite(.serialized) struct LockTimeoutTests {
  /// Runs `body`, and has whoever waits on this thread give up after a while.
  private func interrupted<Value>(_ body: () throws -> Value) rethrows -> Value {
    Thread.current.threadDictionary["timeout ends"] = Date(timeIntervalSinceNow: 0.05)
    ManifestStore.isInterrupted = {
      (Thread.current.threadDictionary["timeout ends"] as? Date).map { $0 < .now } ?? false
    }
    defer {
      ManifestStore.isInterrupted = { false }
      Thread.current.threadDictionary.removeObject(forKey: "timeout ends")
    }
    return try body()
  }

  private func isBusy(_ body: () throws -> Void) -> Bool {
    let begin = ContinuousClock.now
    do {
      try interrupted(body)
    } catch ManifestError.database(_, .busy) {
      // Who is interrupted does not wait for the usual end; much less would ask too much of a machine that is busy.
      return ContinuousClock.now - begin < .seconds(LockTimeout.seconds)
    } catch {}
    return false
  }

  @Test func aLockedDatabaseIsGivenUp() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let other = try Database(path: scratch.file("manifest.db"))
    try other.execute("BEGIN EXCLUSIVE")
    #expect(isBusy { _ = try store.runCount() })
    #expect(isBusy { try store.write { _ in } })
    #expect(isBusy { _ = try scratch.store() })
    #expect(isBusy { _ = try Rebuild.run(store.location) })
    try other.execute("ROLLBACK")
    #expect(try store.runCount() == 0)
  }

  @Test func aHeldFolderIsGivenUp() throws {
    let scratch = try TestFolder()
    try Folder.create(scratch.file("receipts"))
    let store = try scratch.store()
    let (gaveUp, runs) = try ManifestLock.hold(.alone, store.location) { () throws -> (Bool, Int) in
      (isBusy { try store.write { _ in } }, try store.runCount())
    }
    #expect(gaveUp)
    #expect(runs == 0)
  }
}
