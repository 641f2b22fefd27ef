import Formats
import TestSupport
import Testing

@testable import Manifest

struct RerunPlanTests {
  /// a → b → c, and d from a and c: each a file that one run made.
  private func chain() throws -> (TestFolder, ManifestStore) {
    let scratch = try TestFolder()
    let (sample, store) = (try Sample(scratch), try scratch.store())
    for name in ["a", "b", "c", "d"] { try scratch.write("content of \(name)", to: "\(name)/file") }
    for (number, name, reads) in [(2, "b", ["a"]), (3, "c", ["b"]), (4, "d", ["a", "c"])] {
      try store.record(
        sample.run(
          number, "make-\(name)", inputs: reads.map { try sample.file($0, "\($0)/file", at: number * 10) },
          outputs: [try sample.file(name, "\(name)/file", at: number * 10 + 1)]))
    }
    return (scratch, store)
  }

  private func stages(_ plan: RerunPlan) -> [String] { plan.runs.map(\.name.stage) }

  @Test func nothingIsToDo() throws {
    let (scratch, store) = try chain()
    #expect(try store.rerunPlan().runs.isEmpty)
    #expect(try store.rerunPlan(named: [scratch.path]).runs.isEmpty)
  }

  /// d is as close to the change as b, and still comes last.
  @Test func eachComesAfterWhatItReads() throws {
    let (scratch, store) = try chain()
    try scratch.write("changed", to: "a/file")
    #expect(stages(try store.rerunPlan()) == ["make-b", "make-c", "make-d"])
    #expect(stages(try store.rerunPlan(named: [scratch.file("c")])) == ["make-b", "make-c"])
    #expect(throws: ManifestError.self) { try store.rerunPlan(named: [scratch.file("a/file")]) }
  }

  @Test func whatIsGoneIsMadeForThoseThatReadIt() throws {
    let (scratch, store) = try chain()
    for name in ["b", "c"] { try Folder.removeFile(scratch.file("\(name)/file")) }
    #expect(try store.rerunPlan().runs.isEmpty)
    #expect(stages(try store.rerunPlan(named: [scratch.file("c/file")])) == ["make-b", "make-c"])
    #expect(stages(try store.rerunPlan(named: [scratch.file("d/file")])) == [])
    try scratch.write("changed", to: "a/file")
    #expect(stages(try store.rerunPlan()) == ["make-b", "make-c", "make-d"])
  }

  /// Its outputs are gone, so that it makes nothing here out of date; what was made from them is.
  @Test func aChangeReachesThroughWhatWasRemoved() throws {
    let (scratch, store) = try chain()
    try Folder.removeFile(scratch.file("b/file"))
    try scratch.write("changed", to: "a/file")
    #expect(try store.staleFiles().files.map(\.path) == ["d/file", "c/file"])
  }

  @Test func oneCommandOfManyTasksIsGivenOnce() throws {
    let scratch = try TestFolder()
    let (sample, store) = (try Sample(scratch), try scratch.store())
    try scratch.write("text", to: "text")
    for number in [1, 2] {
      try scratch.write("part \(number)", to: "part-\(number)")
      try store.record(
        sample.run(
          number, "bpe-encode", inputs: [try sample.file("corpus", "text", at: 5)],
          outputs: [try sample.file("part", "part-\(number)", at: number * 10)]))
    }
    try scratch.write("another", to: "text")
    #expect(try store.rerunPlan().runs.map(\.name.id) == [Sample.id(1)])
  }
}
