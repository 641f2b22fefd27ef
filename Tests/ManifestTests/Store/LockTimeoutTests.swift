import Formats
import Foundation
import Parallel
import SQLite
import TestSupport
import Testing

@testable import Manifest

@Suite struct LockTimeoutTests {
  /// Whether `body` waits, is asked whether to go on, and gives up the first time that the answer is no.
  private func isBusy(_ body: () throws -> Void) -> Bool {
    let asks = AsksOfThread()
    ManifestStore.giveUpWaiting { asks.isTheLast() }
    do {
      try body()
    } catch ManifestError.database(_, .busy) {
      return asks.end() == AsksOfThread.most
    } catch {}
    _ = asks.end()
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

/// Counts how often one thread was asked whether to give up; the hook is there for the other tests' threads too.
private final class AsksOfThread: Sendable {
  static let most = 5
  private let thread = ObjectIdentifier(Thread.current)
  private let count = Locked<Int?>(0)

  func isTheLast() -> Bool {
    guard ObjectIdentifier(Thread.current) == thread else { return false }
    return count.withLock { count in
      count = count.map { $0 + 1 }
      return count.map { $0 >= Self.most } ?? false
    }
  }

  /// How often it was asked; from now on it gives no reason to give up.
  func end() -> Int? {
    count.withLock { count in
      defer { count = nil }
      return count
    }
  }
}
