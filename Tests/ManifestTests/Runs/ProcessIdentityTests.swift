import TestSupport
import Testing

@testable import Manifest

struct ProcessIdentityTests {
  @Test func knowsThatItLives() {
    #expect(ProcessIdentity.current.isAlive == true)
    #expect(!ProcessIdentity.current.started.isEmpty)
    #expect(!ProcessIdentity.current.boot.isEmpty)
  }

  @Test func knowsTheDead() {
    var process = ProcessIdentity.current
    process.started = "0"
    #expect(process.isAlive == false, "the pid was reused")
    process = .current
    process.boot = "another"
    #expect(process.isAlive == false, "the machine was started anew")
    process = .current
    process.pid = 0x3FFF_FFFF
    #expect(process.isAlive == false, "there is no such process")
  }

  @Test func guessesNothingAboutOtherHosts() {
    var process = ProcessIdentity.current
    process.host = "another"
    #expect(process.isAlive == nil)
  }
}

/// Process ids of another namespace, and of a system that does not show its processes.
struct ProcessNamespaceTests {
  @Test func guessesNothingAboutOtherContainers() {
    var process = ProcessIdentity.current
    process.namespace = "pid:[1]"
    #expect(process.isAlive == nil)
    process.started = "0"
    #expect(process.isAlive == nil)
    process.pid = 0x3FFF_FFFF
    #expect(process.isAlive == nil)
  }

  /// Receipts of versions that did not ask.
  @Test func judgesOldRecordsAsThen() {
    var process = ProcessIdentity.current
    process.namespace = ""
    #expect(process.isAlive == true)
    process.started = "0"
    #expect(process.isAlive == false)
  }

  @Test func guessesNothingWhereItCouldNotSee() {
    var process = ProcessIdentity.current
    process.started = ""
    #expect(process.isAlive == nil)
    process.pid = 0x3FFF_FFFF
    #expect(process.isAlive == false, "gone is gone")
    process = .current
    process.boot = ""
    #expect(process.isAlive == nil)
  }

  @Test(arguments: [0, -1, Int.max, Int.min, 0x3FFF_FFFF]) func numbersThatNoProcessHas(pid: Int) {
    #expect(ProcessTable.state(of: pid) == .gone)
  }

  @Test func goesIntoTheReceiptAndTheRow() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    for (number, namespace) in [(1, ""), (2, "pid:[7]")] {
      var run = try Sample(scratch).run(number, "shard", status: .running)
      run.process.namespace = namespace
      try store.record(run)
      #expect(try store.receipts.read(store.receipts.entry(of: run)).run.process.namespace == namespace)
    }
    #expect(try store.strings("SELECT coalesce(pid_namespace, 'NULL') FROM run ORDER BY id") == ["NULL", "pid:[7]"])
  }
}
