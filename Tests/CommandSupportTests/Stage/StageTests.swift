import Engines
import Formats
import Manifest
import Testing

@testable import CommandSupport

struct StageTests {
  @Test func runsOnce() throws {
    let bench = try StageBench()
    #expect(try bench.run(bench.stage()) == "new")
    #expect(try bench.run(bench.stage()) == nil)
    #expect(try bench.rows("SELECT stage, status, reason, exit_code, seed FROM run") == ["count ok new 0 7"])
    #expect(
      try bench.rows("SELECT direction, role, path FROM io ORDER BY direction") == [
        "in corpus corpus.txt", "out count out",
      ])
    #expect(try bench.rows("SELECT name FROM metric") == ["memory.peak_bytes"])
  }

  @Test func saysWhyItRunsAgain() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    #expect(try bench.run(bench.stage(lr: 0.2)) == "config:lr")
    #expect(try bench.run(bench.stage(lr: 0.2, semantics: 2)) == "config:semantics")
    try bench.write("other text", to: "corpus.txt")
    #expect(try bench.run(bench.stage(lr: 0.2, semantics: 2)) == "input:corpus")
    try bench.write("by hand", to: "out")
    #expect(try bench.run(bench.stage(lr: 0.2, semantics: 2)) == "output-modified")
    try Folder.removeFile(bench.path("out"))
    #expect(try bench.run(bench.stage(lr: 0.2, semantics: 2)) == "output-missing")
    #expect(try bench.run(bench.stage(lr: 0.2, flags: ["--force"], semantics: 2)) == "forced")
    #expect(try bench.run(bench.stage(lr: 0.2, semantics: 2)) == nil)
  }

  /// Without a record nothing is written beside the outputs, and what others made is as safe as ever.
  @Test func runsWithoutARecord() throws {
    let bench = try StageBench()
    func unrecorded(_ flags: String...) throws -> Stage {
      let options = try StageOptions.parse(["--no-manifest", "--quiet"] + flags)
      let stage = try Stage(
        tool: "count", semantics: 1, configuration: [:], inputs: [StageInput("corpus", path: bench.path("corpus.txt"))],
        outputs: [bench.path("out")], options: options)
      stage.recognises = { _ in true }
      return stage
    }
    #expect(try bench.run(unrecorded("--dry-run")) == nil)
    #expect(try bench.run(unrecorded()) == "new")
    #expect(try bench.run(unrecorded()) == "new")
    #expect(try Folder.names(in: bench.folder).sorted() == ["corpus.txt", "out"])
    let overInput = try Stage(
      tool: "count", semantics: 1, configuration: [:], inputs: [StageInput("corpus", path: bench.path("corpus.txt"))],
      outputs: [bench.path("corpus.txt")], options: StageOptions.parse(["--no-manifest", "--quiet"]))
    #expect(throws: ToolFailure.self) { try bench.run(overInput) }
    #expect(throws: (any Error).self) { try StageOptions.parse(["--no-manifest", "--manifest", "m"]) }
  }

  /// A result of one device is none of another's, and the processor's keys are as they always were.
  @Test func theDeviceIsPartOfTheKey() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    #expect(try bench.stage().configuration == ["lr": 0.1])
    #expect(try bench.run(bench.stage(device: "cuda"), output: "other bits") == "config:device")
    #expect(try bench.run(bench.stage(device: "cuda")) == nil)
    #expect(try bench.run(bench.stage()) == "config:device")
  }

  @Test func comparesWithTheRunThatMadeSomeOfIt() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage(outputs: ["out", "step-8"]))
    #expect(try bench.run(bench.stage(lr: 0.2, outputs: ["out", "step-9"])) == "config:lr")
  }

  @Test func cutsOffWhereTheContentIsTheSame() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    try bench.write("some text", to: "corpus.txt")
    #expect(try bench.run(bench.stage()) == nil)
  }

  @Test func threadsAndPathsDoNotMatter() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    try bench.write("some text", to: "elsewhere/corpus.txt")
    let moved = [StageInput("corpus", path: bench.path("elsewhere/corpus.txt"))]
    #expect(try bench.run(bench.stage(inputs: moved)) == nil)
  }

  @Test func dryRunDoesNothing() throws {
    let bench = try StageBench()
    #expect(try bench.run(bench.stage(flags: ["--dry-run"])) == nil)
    #expect(try Folder.names(in: bench.folder) == ["corpus.txt"])
    _ = try bench.run(bench.stage())
    #expect(try bench.run(bench.stage(lr: 9, flags: ["--dry-run"])) == nil)
    #expect(try bench.rows("SELECT count(*) FROM run") == ["1"])
  }

  @Test func recordsAFailureWithWhatWasDurable() throws {
    let bench = try StageBench()
    #expect(throws: StageBench.Broken.self) {
      try bench.stage().run { run in
        try run.output(role: "checkpoint", try bench.write("step", to: "step-1"), kind: "checkpoint")
        throw StageBench.Broken()
      }
    }
    #expect(try bench.rows("SELECT status, exit_code, error FROM run") == ["failed 1 it broke"])
    #expect(try bench.rows("SELECT path FROM io WHERE direction = 'out'") == ["step-1"])
    #expect(try bench.run(bench.stage()) == "new")
  }

  /// A fault between an output's name and its report.
  @Test func aFailureTellsWhatItChangedUnreported() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage(outputs: ["out", "gone"]))
    try bench.write("here", to: "gone")
    #expect(throws: StageBench.Broken.self) {
      try bench.stage(lr: 0.2, outputs: ["out", "gone"]).run { _ in
        try bench.write("new", to: "out")
        try Folder.removeFile(bench.path("gone"))
        throw StageBench.Broken()
      }
    }
    let rows = try bench.rows(
      "SELECT role, path, file FROM io JOIN run ON id = run WHERE status = 'failed' AND direction = 'out'")
    #expect(rows == ["pruned gone -", "unfinished out \(Digest.of(Array("new".utf8)).hex)"])
    #expect(try bench.run(bench.stage(lr: 0.2, outputs: ["out", "gone"])) != nil)
  }

  @Test func recordsAnInterruption() throws {
    let bench = try StageBench()
    #expect(throws: ToolFailure.interrupted("stopped at step 3; continue with --resume")) {
      try bench.stage().run { _ in throw Interruption.failure("stopped at step 3; continue with --resume") }
    }
    #expect(try bench.rows("SELECT status, exit_code FROM run") == ["interrupted 130"])
  }

  @Test func runningIsSeenWhileItRuns() throws {
    let bench = try StageBench()
    let seen = try bench.stage().run { run in
      let before = try bench.rows("SELECT status, ended FROM run")
      try run.output(role: "checkpoint", try bench.write("step", to: "step-1"), kind: "checkpoint")
      try run.record()
      return before + (try bench.rows("SELECT path FROM io WHERE direction = 'out'"))
    }
    #expect(seen == ["running -", "step-1"])
  }

  @Test func standardInputIsNeverUpToDate() throws {
    let bench = try StageBench()
    for _ in 0..<2 {
      let reasons = try bench.stage(inputs: [StageInput("corpus", path: "-")]).run { run in
        run.recordInput(role: "corpus", digest: Digest.of([1]), bytes: 1)
        try run.output(role: "count", try bench.write("1", to: "out"), kind: "count")
        return run.reasons.map(\.code)
      }
      #expect(reasons != nil)
    }
    #expect(try bench.rows("SELECT count(*), count(key) FROM run") == ["2 2"])
  }

  @Test func aStageThatOnlyPrintsAlwaysRuns() throws {
    let bench = try StageBench()
    for _ in 0..<2 { #expect(try bench.stage(outputs: []).run { _ in true } == true) }
    #expect(try bench.rows("SELECT count(*) FROM run WHERE status = 'ok'") == ["2"])
  }

  @Test func tasksLeaveTheManifestAlone() throws {
    let bench = try StageBench()
    for task in 0..<3 {
      let assignment = TaskAssignment(task: task, tasks: 3, engine: .slurm, job: "9_\(task)")
      #expect(try bench.run(bench.stage(outputs: ["part \(task)"], task: assignment)) == "new")
    }
    #expect(Folder.kind(of: bench.path("manifest.db")) == .nothing)
    #expect(try bench.run(bench.stage()) == "new")
    #expect(
      try bench.rows("SELECT part, parts, engine, job FROM run ORDER BY id LIMIT 3") == [
        "0 3 slurm 9_0", "1 3 slurm 9_1", "2 3 slurm 9_2",
      ])
  }

  @Test func readsTheReceiptsWhereTheManifestIsGone() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    try Folder.removeFile(bench.path("manifest.db"))
    #expect(try bench.run(bench.stage()) == nil)
  }

  @Test func namesAMissingInputAsThePersonDid() throws {
    let bench = try StageBench()
    let path = bench.path("none.txt")
    #expect(throws: FormatError.file(path: path, .notFound)) {
      try bench.run(bench.stage(inputs: [StageInput("corpus", path: path)]))
    }
    #expect(throws: FormatError.file(path: bench.folder, .isDirectory)) {
      try bench.run(bench.stage(inputs: [StageInput("corpus", path: bench.folder)]))
    }
    #expect(Folder.kind(of: bench.path("receipts")) == .nothing)
  }

  @Test func leavesNothingBehind() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    #expect(try Folder.names(in: bench.folder) == ["corpus.txt", "manifest.db", "out", "receipts"])
  }
}
