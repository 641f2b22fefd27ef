import Formats
import Testing

@testable import CommandSupport

/// What a stage records of outputs that grow, are pruned, are resumed from or are wanted by two.
struct StageOutputTests {
  @Test func anOutputThatGrewIsHashedAtTheEnd() throws {
    let bench = try StageBench()
    _ = try bench.stage().run { run in
      try bench.write("one", to: "out")
      try run.output(role: "metrics", path: bench.path("out"), kind: "metrics")
      try bench.write("one two", to: "out")
    }
    #expect(
      try bench.rows("SELECT file FROM io WHERE direction = 'out'") == [Digest.of(Array("one two".utf8)).hex])
    #expect(try bench.run(bench.stage()) == nil)
  }

  @Test func prunedCheckpointsAreNotMissed() throws {
    let bench = try StageBench()
    let work = { (run: StageRun) in
      for step in 1...3 {
        try run.output(role: "checkpoint", try bench.write("\(step)", to: "step-\(step)"), kind: "checkpoint")
      }
      try Folder.removeFile(bench.path("step-1"))
      run.pruned(bench.path("step-1"))
    }
    _ = try bench.stage().run(work)
    #expect(try bench.stage().run(work) == nil)
    #expect(
      try bench.rows("SELECT path, state FROM location WHERE path LIKE 'step-%' ORDER BY path") == [
        "step-1 missing", "step-2 present", "step-3 present",
      ])
  }

  @Test func aResumedRunFulfilsTheOriginalCommand() throws {
    let bench = try StageBench()
    #expect(throws: ToolFailure.self) {
      try bench.stage().run { run in
        try run.output(role: "checkpoint", try bench.write("half", to: "step-1"), kind: "checkpoint")
        throw Interruption.failure("stopped")
      }
    }
    _ = try bench.stage().run { run in
      try run.resumes(from: bench.path("step-1"))
      try run.output(role: "count", try bench.write("1", to: "out"), kind: "count")
    }
    #expect(try bench.rows("SELECT continues = (SELECT min(id) FROM run) FROM run ORDER BY id") == ["-", "1"])
    #expect(try bench.run(bench.stage()) == nil)
  }

  /// The checkpoint is durable, and the kill came before any receipt named it.
  @Test func aResumedRunNamesTheLastAttempt() throws {
    let bench = try StageBench()
    #expect(throws: StageBench.Broken.self) { try bench.stage().run { _ in throw StageBench.Broken() } }
    try bench.write("half", to: "step-1")
    _ = try bench.stage().run { try $0.resumes(from: bench.path("step-1")) }
    #expect(try bench.rows("SELECT continues = (SELECT min(id) FROM run) FROM run ORDER BY id") == ["-", "1"])
  }

  @Test func twoStagesDoNotMakeTheSame() throws {
    let bench = try StageBench()
    let second = try bench.stage().run { run in
      #expect(throws: ToolFailure.self) { try bench.stage(lr: 0.2).run { _ in } }
      return #expect(throws: ToolFailure.self) { try bench.stage(outputs: ["other", "out"]).run { _ in } }
    }
    let error = try #require(second ?? nil)
    #expect(error.code == .tryAgain)
    #expect(error.message.hasPrefix("\(bench.path("out")): count run "))
    // Nothing was recorded of them, and what others make is no matter.
    #expect(try bench.rows("SELECT status FROM run") == ["ok"])
    #expect(try bench.stage(lr: 0.3).run { _ in try bench.run(bench.stage(outputs: ["other"])) } == "new")
  }
}
