import Accelerators
import Foundation
import Messages
import PJRT
import TestSupport
import Testing

@Suite("Processes find each other in a shared folder")
struct RendezvousTests {
  @Test("one process is alone, in a folder that is new each time")
  func alone() throws {
    let folder = try TestFolder()
    let stores = try (0..<3).map { _ in
      try Rendezvous(in: folder.file("a/b"), job: nil, process: 0, of: 1).meet(timeout: .zero)
    }
    #expect(Set(stores.map(\.folder)).count == 3)
    for store in stores { #expect(throws: KeyValueError.self) { try store.tryGet([1]) } }
    for store in stores { try store.put([1], Array(store.folder.utf8)) }
    for store in stores { #expect(try store.tryGet([1]) == Array(store.folder.utf8)) }
  }

  @Test("several meet in one store, job after job in the same folder, and never in an earlier one's")
  func again() async throws {
    let folder = try TestFolder()
    var stores: Set<String> = []
    for round in 0..<6 {
      // Process 0 comes first, last, or among the others; whoever comes first sees the earlier job's traces.
      let met = try await meet(in: folder.path, job: nil, of: 4, first: round % 4)
      #expect(Set(met).count == 1 && met.count == 4)
      let store = KeyValueFolder(folder: met[0])
      #expect(throws: KeyValueError.self) { try store.tryGet(Array("topology".utf8)) }
      try store.put(Array("topology".utf8), [UInt8(round)])
      stores.formUnion(met)
    }
    #expect(stores.count == 6)
  }

  @Test("two jobs at once in one folder do not meet")
  func jobs() async throws {
    let folder = try TestFolder()
    async let one = meet(in: folder.path, job: "4711.0", of: 3, first: 1)
    async let other = meet(in: folder.path, job: "4711.1", of: 3, first: 2)
    let (first, second) = try await (one, other)
    #expect(Set(first).count == 1 && Set(second).count == 1 && first[0] != second[0])
  }

  @Test("who is missing is named, on both sides, also beside the traces of an earlier job")
  func missing() async throws {
    let folder = try TestFolder()
    func error(_ process: Int) -> String? {
      message(folder) {
        _ = try Rendezvous(in: folder.path, job: nil, process: process, of: 3).meet(timeout: .milliseconds(20))
      }.map { $0.replacing(/^[0-9a-f]{16}/, with: "JOB") }
    }
    let advice = "check that they run and that all hosts see the same directory, then start all of them again"
    #expect(
      error(0) == "JOB: nothing from processes 1, 2 of 3 after 0.02 s (expected all 3); \(advice)")
    let unanswered =
      "JOB: process 0 has not answered process 1 of 3 after 0.02 s (expected its announcement); \(advice)"
    #expect(error(1) == unanswered)
    #expect(error(0) == "JOB: nothing from process 2 of 3 after 0.02 s (expected all 3); \(advice)")
    _ = try await meet(in: folder.path, job: nil, of: 3, first: 0)
    // All greetings and an announcement are there, of processes that are not.
    #expect(error(0) == "JOB: nothing from processes 1, 2 of 3 after 0.02 s (expected all 3); \(advice)")
    #expect(error(1) == unanswered)
  }

  @Test("a folder that cannot be made is an error about it")
  func noFolder() throws {
    let folder = try TestFolder()
    try folder.write("a file\n", to: "file")
    #expect(
      message(folder) { _ = try Rendezvous(in: folder.file("file"), job: nil, process: 0, of: 2) }
        == "file: is a file (expected a directory)")
  }

  @Test("errors are of the kind that another try may help")
  func category() {
    let incomplete = RendezvousError.incomplete(process: 1, count: 9, folder: "/shared", waited: .seconds(60))
    #expect(incomplete.category == .busy)
    #expect(
      incomplete.description == """
        /shared: process 0 has answered process 1, and others of the 9 are missing after 1 min 00 s (expected all); \
        look at the message of process 0
        """)
    let many = RendezvousError.missing(processes: Array(1...20), count: 21, folder: "/shared", waited: .seconds(1))
    #expect("\(many)".contains("processes 1, 2, 3, 4, 5, 6, 7, 8, … of 21"))
  }

  @Test("processes of their own meet, and what each puts all others get")
  func processes() async throws {
    let folder = try TestFolder()
    // Traces of an earlier job.
    _ = try await meet(in: folder.path, job: nil, of: 2, first: 1)
    async let first: Void = expectExit(folder.path, 0)
    async let second: Void = expectExit(folder.path, 1)
    _ = await (first, second)
  }

  private func expectExit(_ path: String, _ process: Int) async {
    await #expect(processExitsWith: .success) { [path = path as String, process = process as Int] in
      let store = try Rendezvous(in: path, job: nil, process: process, of: 2).meet(timeout: .seconds(60))
      try store.put(Array("from \(process)".utf8), Array("value of \(process)".utf8))
      let other = try store.get(Array("from \(1 - process)".utf8), timeout: .seconds(60))
      try #require(other == Array("value of \(1 - process)".utf8))
    }
  }

  /// Has processes of a job meet, each on a thread; the stores' folders.
  private func meet(in folder: String, job: String?, of count: Int, first: Int) async throws -> [String] {
    try await withThrowingTaskGroup(of: String.self) { group in
      for process in 0..<count {
        group.addTask {
          if process != first { try await Task.sleep(for: .milliseconds(3 * process + 3)) }
          return try await withCheckedThrowingContinuation { continuation in
            Thread {
              continuation.resume(
                with: Result {
                  try Rendezvous(in: folder, job: job, process: process, of: count).meet(timeout: .seconds(60)).folder
                })
            }.start()
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }
}
