import Foundation
import Messages
import Parallel
import TestSupport
import Testing

@testable import Accelerators

@Suite("Processes that train together")
struct FolderGroupTests {
  private static let quick = ProcessWatch.Times(
    meeting: .seconds(60), interval: .milliseconds(5), silence: .seconds(60), leaving: .seconds(60))

  @Test("all hear what process 0 says, in order, and leave nothing behind", arguments: [2, 5])
  func words(count: Int) async throws {
    let folder = try TestFolder()
    try await together(count) { process in
      let group = try FolderGroup(
        in: folder.file("a/meeting"), job: "7", process: process, of: count, times: Self.quick
      ) { Issue.record("\($0.line)") }
      for text in ["one", "", "three"] {
        if process == 0 {
          try group.tell(Array(text.utf8))
        } else {
          #expect(try group.hear() == Array(text.utf8))
        }
      }
      group.leave(code: 0)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("a")) == [])
  }

  @Test("a process that fails ends all others", arguments: [0, 1, 2])
  func failure(failing: Int) async throws {
    let folder = try TestFolder()
    let losses = Locked<[Int: ProcessLoss]>([:])
    try await together(3) { process in
      let reported = DispatchSemaphore(value: 0)
      let group = try FolderGroup(in: folder.path, job: nil, process: process, of: 3, times: Self.quick) { loss in
        losses.withLock { $0[process] = loss }
        reported.signal()
      }
      if process == failing { group.leave(code: 74) } else { reported.wait() }
    }
    // Others hear it from process 0, which ends because of it.
    let expected = (0..<3).filter { $0 != failing }.map { process in
      (
        process,
        process == 0 || failing == 0
          ? ProcessLoss.failed(process: failing, code: 74) : .failed(process: 0, code: 75)
      )
    }
    #expect(losses.withLock(\.self) == Dictionary(uniqueKeysWithValues: expected))
  }

  @Test("a process that falls silent ends all others")
  func silence() async throws {
    let folder = try TestFolder()
    let losses = Locked<[Int: ProcessLoss]>([:])
    var times = Self.quick
    times.silence = .milliseconds(300)
    try await together(3) { [times] process in
      // Process 2 meets the others and is never heard of again.
      guard process != 2 else {
        let store = try Rendezvous(in: folder.path, job: nil, process: 2, of: 3).meet(timeout: .seconds(60))
        return try store.put(Array("host 2".utf8), Array("c".utf8))
      }
      let reported = DispatchSemaphore(value: 0)
      let group = try FolderGroup(in: folder.path, job: nil, process: process, of: 3, times: times) { loss in
        losses.withLock { $0[process] = loss }
        reported.signal()
      }
      reported.wait()
      _ = group
    }
    let found = losses.withLock(\.self)
    guard case .silent(process: 2, let after) = found[0] else {
      Issue.record("\(found)")
      return
    }
    #expect(after > .milliseconds(300) && found[1] == .failed(process: 0, code: 75))
  }

  @Test("what is said of a loss names the process and what to do")
  func lines() {
    #expect(
      ProcessLoss.failed(process: 3, code: 65).line
        == "process 3 has ended with 65 (expected it to train on); see its message, then run the same command again")
    #expect(
      ProcessLoss.silent(process: 3, after: .seconds(60)).line
        == "nothing from process 3 for 1 min 00 s (expected a sign of life); it may have been killed, or its host is "
        + "gone; run the same command again")
  }

  /// Runs processes as threads.
  private func together(_ count: Int, _ body: @escaping @Sendable (_ process: Int) throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for process in 0..<count {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body(process) }) }.start()
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
