import Formats
import TestSupport
import Testing

@testable import Manifest

struct PlannerTests {
  private struct Bench {
    let scratch: TestFolder
    let store: ManifestStore
    let sample: Sample

    init() throws {
      scratch = try TestFolder()
      store = try scratch.store()
      sample = try Sample(scratch)
      try scratch.write("in", to: "in")
      try scratch.write("out", to: "out")
      try store.record(
        sample.run(
          1, "shard", inputs: [try sample.file("part", "in", at: 11)],
          outputs: [try sample.file("shard", "out", kind: "token shard", at: 14)]))
    }

    func decision() throws -> String {
      let request = RunRequest(
        stage: "shard", semantics: 1, configuration: [:], seed: nil,
        inputs: [try sample.file("part", "in", at: 50)], targets: ["out"])
      switch try Planner(store: store).decide(request, force: false) {
      case .upToDate: return "up to date"
      case .run(let cause): return cause.reasons.map(\.code).joined(separator: ",")
      }
    }
  }

  @Test func findsTheWorkDone() throws {
    #expect(try Bench().decision() == "up to date")
  }

  @Test func cutsOffWhereARebuiltInputIsTheSame() throws {
    let bench = try Bench()
    try bench.scratch.write("in", to: "in")
    #expect(try bench.decision() == "up to date")
  }

  @Test func aCheckThatFindsNothingNewChangesOnlyTheCache() throws {
    let bench = try Bench()
    let before = try bench.store.dump()
    try bench.scratch.write("out", to: "out")
    #expect(try bench.decision() == "up to date")
    #expect(try bench.store.dump() == before)
    #expect(try bench.store.strings("SELECT path FROM stat_cache") == ["out"])
  }

  @Test func looksIntoAnOutputThatWasTouched() throws {
    let bench = try Bench()
    try bench.scratch.write("out", to: "out")
    #expect(try bench.decision() == "up to date")
    try bench.scratch.write("other", to: "out")
    #expect(try bench.decision() == "output-modified")
    try Folder.removeFile(bench.scratch.file("out"))
    #expect(try bench.decision() == "output-missing")
    #expect(try bench.store.strings("SELECT state FROM location WHERE path = 'out'") == ["missing"])
  }

  @Test func seesAnotherInput() throws {
    let bench = try Bench()
    try bench.scratch.write("IN", to: "in")
    #expect(try bench.decision() == "input:part")
  }

  @Test func doesNotTakeAFailureForWork() throws {
    let bench = try Bench()
    var failed = bench.sample.run(2, "other", status: .failed, targets: ["out"])
    failed.error = "x"
    try bench.store.record(failed)
    let request = RunRequest(
      stage: "other", semantics: 1, configuration: [:], seed: nil, inputs: [], targets: ["out"])
    let decision = try Planner(store: bench.store).decide(request, force: false)
    #expect(decision == .run(.new(unfinished: Decision.Unfinished(run: failed.id, status: .failed))))
  }
}
