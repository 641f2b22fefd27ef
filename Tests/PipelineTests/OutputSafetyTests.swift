import Foundation
import Testing

/// What a tool must not write over: its inputs, others' outputs, the manifest, and what it did not make.
struct OutputSafetyTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try run("lm-train", LMFixture.training(steps: 6) + ["--checkpoint-every", "3"]).exitCode == 0)
  }

  private func run(_ tool: String, _ arguments: [String]) throws -> ToolRunner.Result {
    try workspace.run(tool, arguments: arguments)
  }

  private func isRefused(_ tool: String, _ arguments: [String], _ path: String, _ words: String) throws {
    let before = try? workspace.read(path)
    for flags in [[], ["--force"]] {
      let result = try run(tool, arguments + flags)
      #expect(result.exitCode == 64, "\(tool) \(arguments): \(result.standardError)")
      #expect(result.lastErrorLine.hasPrefix("\(tool): \(path): \(words)"), "\(result.lastErrorLine)")
      #expect((try? workspace.read(path)) == before)
    }
    #expect(try workspace.list().filter { $0.hasPrefix(".") } == [])
  }

  private let evaluation = ["--checkpoint", "run", "--dataset", "dataset", "--max-tokens", "100", "--output"]
  private let stories = ["--megabytes", "0.01", "--output"]

  @Test func anInputIsNotOverwritten() throws {
    let checkpoint = LMFixture.checkpoint(6)
    try isRefused(
      "lm-eval", evaluation + ["dataset/dataset.json"], "dataset/dataset.json",
      "is an input of this run, and would be overwritten; choose another output")
    try isRefused("lm-eval", evaluation + [checkpoint], checkpoint, "is an input of this run")
    // By another name of the same file, too.
    link(workspace.path(checkpoint), workspace.path("same"))
    try isRefused("lm-eval", evaluation + ["same"], "same", "is an input of this run")
    try isRefused(
      "lm-eval", evaluation + ["dataset/valid-00000.u16.zst"], "dataset/valid-00000.u16.zst", "is an input of this run")
    try isRefused(
      "bpe-train", ["--input", "vocab.json", "--vocab-size", "257", "--output", "."], "./vocab.json",
      "is an input of this run", given: "vocab.json")
  }

  private func isRefused(
    _ tool: String, _ arguments: [String], _ path: String, _ words: String, given name: String
  ) throws {
    try workspace.write("some text", to: name)
    let result = try run(tool, arguments)
    #expect(result.exitCode == 64)
    #expect(result.lastErrorLine.contains(words), "\(result.lastErrorLine)")
    #expect(try workspace.read(name) == Data("some text".utf8))
  }

  @Test func anotherStagesOutputIsNotOverwritten() throws {
    let checkpoint = LMFixture.checkpoint(3)
    for path in [checkpoint, "run/config.json", "run/metrics.jsonl"] {
      try isRefused("lm-eval", evaluation + [path], path, "was made by lm-train run ")
    }
    try isRefused(
      "tell-stories", stories + ["dataset/train-00000.u16.zst"], "dataset/train-00000.u16.zst",
      "exists and was not made by tell-stories"
    )
    let report = try run("lm-eval", ["report", "run", "--output", checkpoint])
    #expect(report.exitCode == 64)
    #expect(report.lastErrorLine.hasPrefix("lm-eval report: \(checkpoint): was made by lm-train run "))
  }

  @Test func theManifestIsNotOverwritten() throws {
    for name in ["manifest.db", "manifest.db-journal", "manifest.db-wal"] {
      try isRefused(
        "tell-stories", stories + [name], name, "is the manifest, or belongs to it, and would be overwritten")
    }
    symlink("manifest.db", workspace.path("link"))
    try isRefused("tell-stories", stories + ["link"], "link", "is the manifest, or belongs to it")
    let month = try #require(try workspace.list("receipts").first)
    let receipt = "receipts/\(month)/\(try workspace.list("receipts/\(month)")[0])"
    for path in [receipt, "receipts/new", "receipts/\(month)/new.txt"] {
      try isRefused("tell-stories", stories + [path], path, "is in ")
    }
    let tokenizer = try run(
      "bpe-train", ["--raw", "--input", LMFixture.checkpoint(6), "--vocab-size", "257", "--output", "receipts"])
    #expect(tokenizer.exitCode == 64)
  }

  @Test func whatIsNoFileOrOfSomebodyElseIsNotOverwritten() throws {
    try workspace.write("my novel", to: "novel.txt")
    try isRefused(
      "tell-stories", stories + ["novel.txt"], "novel.txt",
      "exists and was not made by tell-stories, as far as the manifest knows, and would be overwritten; choose another "
        + "output, or move it away")
    try isRefused("lm-eval", evaluation + ["novel.txt"], "novel.txt", "exists and was not made by lm-eval")
    mkfifo(workspace.path("pipe"), 0o644)
    for (path, words) in [
      ("pipe", "is a pipe or device"), ("/dev/null", "is a pipe or device"), ("dataset", "is a directory"),
    ] {
      let result = try run("lm-eval", evaluation + [path])
      #expect(result.exitCode == 64)
      #expect(result.lastErrorLine.hasPrefix("lm-eval: \(path): \(words)"))
    }
    // An empty file holds nothing to lose, and what it made itself a tool may make again.
    try workspace.write("", to: "eval.json")
    #expect(try run("lm-eval", evaluation + ["eval.json"]).exitCode == 0)
    #expect(try run("lm-eval", evaluation + ["eval.json", "--force"]).exitCode == 0)
    // Known by its content where the manifest does not know it.
    #expect(try run("lm-eval", evaluation + ["eval.json", "--manifest", "other.db"]).exitCode == 0)
    for path in ["novel.txt", "run/config.json", "dataset/dataset.json"] {
      let before = try workspace.read(path)
      let page = try run("lm-train", LMFixture.training(steps: 2, output: "watched") + ["--report", path])
      #expect(page.exitCode == 64)
      #expect(page.lastErrorLine.hasPrefix("lm-train: \(path): "))
      #expect(page.lastErrorLine.contains("would be overwritten"))
      #expect(try workspace.read(path) == before)
    }
    try workspace.write("{\"mine\": 1}", to: "mine/config.json")
    let training = try run("lm-train", LMFixture.training(steps: 2, output: "mine"))
    #expect(training.exitCode == 64)
    #expect(training.lastErrorLine.hasPrefix("lm-train: mine/config.json: exists and was not made by lm-train"))
  }

  @Test func aReplacedRunWaitsUntilTheNewOneIsFinished() throws {
    try workspace.write("mine", to: "run/notes.txt")
    let before = try workspace.read(LMFixture.checkpoint(6))
    let others = LMFixture.training(steps: 6) + ["--lr", "0.5", "--clip", "0", "--replace"]
    // It diverges, or is killed: the former run is whole.
    let failed = try run("lm-train", others + ["--lr", "1e30"])
    #expect(failed.exitCode == 3, "\(failed.standardError)")
    #expect(failed.standardError.contains("what stood in run is in run/replaced until this run is finished"))
    #expect(try workspace.read("run/replaced/step-00000006.safetensors") == before)
    let finished = try run("lm-train", others)
    #expect(finished.exitCode == 0, "\(finished.standardError)")
    #expect(try workspace.list("run").filter { $0.hasPrefix("replaced") } == [])
    #expect(try workspace.read("run/notes.txt") == Data("mine".utf8))
    #expect(try workspace.read(LMFixture.checkpoint(6)) != before)
    #expect(try run("manifest", ["verify", "--full"]).exitCode == 0)
  }

  @Test func resumingTakesWhatWasLeftOutFromTheRun() throws {
    let flags = ["--validate-every", "2", "--checkpoint-every", "2", "--keep", "1", "--log-every", "2"]
    #expect(try run("lm-train", LMFixture.training(steps: 4, output: "r") + flags).exitCode == 0)
    let resumed = try run("lm-train", ["--output", "r", "--resume", "--steps", "8"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(try workspace.list("r").filter { $0.hasPrefix("step-") } == ["step-00000008.safetensors"])
    let records = try LMFixture.records(workspace, run: "r")
    #expect(records.filter { $0["valid_loss"] != nil }.compactMap { $0["step"] as? Int } == [2, 4, 6, 8])
    #expect(records.filter { $0["loss"] != nil }.compactMap { $0["step"] as? Int } == [1, 2, 4, 6, 8])
    let none = try run("lm-train", ["--output", "nowhere", "--resume"])
    #expect(none.exitCode == 64)
    #expect(
      none.lastErrorLine
        == "lm-train: --dataset is missing, and --output holds no run that tells it; name the directory that shard made"
    )
  }

  @Test func missingRecordsAreSaid() throws {
    let records = URL(fileURLWithPath: workspace.path("run/metrics.jsonl"))
    try Data(
      try String(contentsOf: records, encoding: .utf8).split(separator: "\n").prefix(2).joined(separator: "\n").utf8 + [
        10
      ]
    )
    .write(to: records)
    let resumed = try run("lm-train", LMFixture.training(steps: 9) + ["--resume"])
    #expect(resumed.exitCode == 0)
    #expect(
      resumed.standardError.contains(
        "lm-train: run/metrics.jsonl: has no records of steps 2 to 6 (expected all up to 6); the learning curve has a gap "
          + "there, the training itself has none\n"))
  }
}
