import Foundation
import Testing

/// `manifest` and what every stage does with it, as a user sees it.
struct ManifestToolTests: ManifestSuite {
  // MARK: Up to date

  @Test func aStageSaysWhenThereIsNothingToDo() throws {
    let workspace = try trained()
    let again = try train(workspace)
    #expect(again.exitCode == 0)
    #expect(withoutTimes(again.standardError) == "bpe-train: up to date: made by run RUN on TIME in SPAN\n")
    #expect(try train(workspace, "--quiet").standardError == "")
    let json = try train(workspace, "--json").text
    #expect(json.contains("\"status\":\"up-to-date\""))
  }

  @Test func aStageSaysWhyItRuns() throws {
    let workspace = try trained()
    let dry = try train(workspace, vocabulary: 310, "--dry-run")
    #expect(dry.text == "bpe-train: would run: vocab_size changed (was 300, now 310)\n")
    #expect(try run(workspace, "runs").text.split(separator: "\n").count == 2)
    let first = try #require(try train(workspace, vocabulary: 310).standardError.split(separator: "\n").first)
    #expect(
      withoutTimes(String(first)) == "bpe-train: running again: vocab_size changed (was 300, now 310) (run RUN)")
    #expect(
      try train(workspace, vocabulary: 310, "--force", "--dry-run").text == "bpe-train: would run: --force\n")
  }

  // MARK: Questions

  @Test func tellsWhoMadeWhat() throws {
    let workspace = try trained()
    #expect(
      withoutTimes(try run(workspace, "lineage").text)
        == "bpe-train: corpus.txt → tokenizer/vocab.json (+3) [TIME, SPAN, run RUN]\n")
    let tree = try run(workspace, "lineage", "tokenizer/merges.txt").text.split(separator: "\n")
    #expect(tree.count == 2)
    #expect(tree[0].contains("◀ bpe-train run"))
    #expect(tree[1].hasPrefix("└─ corpus.txt") && tree[1].hasSuffix("given"))
    let why = try run(workspace, "why", "tokenizer/vocab.json")
    #expect(why.exitCode == 0)
    #expect(why.text.contains("  why      no earlier run made this here\n"))
    #expect(
      why.text.contains(
        "bpe-train --input corpus.txt --vocab-size 300 --output tokenizer\n"))
    #expect(try run(workspace, "log", "--long").text.hasPrefix("run "))
    for command in ["runs", "log", "lineage", "stale", "verify"] {
      let json = try run(workspace, command, "--json").standardOutput
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: json) }
    }
  }

  @Test func seesWhatAChangeMakesStale() throws {
    let workspace = try trained()
    #expect(try run(workspace, "stale").text == "nothing is out of date\n")
    try workspace.write("another corpus", to: "corpus.txt")
    let stale = try run(workspace, "stale").text.split(separator: "\n")
    #expect(stale.count == 5)
    #expect(stale[1].hasSuffix("corpus.txt has changed"))
    #expect(try train(workspace, "--dry-run").text.hasPrefix("bpe-train: would run: corpus changed (was "))
  }

  @Test func verifiesEveryFile() throws {
    let workspace = try trained()
    #expect(try run(workspace, "verify", "--full").text.hasSuffix(" read: all outputs as they were made\n"))
    try workspace.write("{}", to: "tokenizer/vocab.json")
    try FileManager.default.removeItem(atPath: workspace.path("tokenizer/merges.json"))
    let result = try run(workspace, "verify", "--quick")
    #expect(result.exitCode == 65)
    #expect(
      result.text.split(separator: "\n").dropLast().map(String.init) == [
        "state     file", "missing   tokenizer/merges.json", "modified  tokenizer/vocab.json",
      ])
    #expect(result.text.contains("\n5 files checked"))
    #expect(
      result.lastErrorLine == "manifest: 1 file missing, 1 modified; run the stages that make them again")
    #expect(withoutTimes(try train(workspace, "--dry-run").text).contains("would run: tokenizer/"))
    try FileManager.default.createDirectory(
      atPath: workspace.path("tokenizer/merges.json"), withIntermediateDirectories: false)
    let odd = try run(workspace, "verify")
    #expect(odd.exitCode == 65)
    #expect(
      odd.text.split(separator: "\n").dropLast().map(String.init) == [
        "state       file", "modified    tokenizer/vocab.json",
        "unreadable  tokenizer/merges.json: is a directory (expected a file)",
      ])
    #expect(
      odd.lastErrorLine
        == "manifest: 0 files missing, 1 modified, 1 unreadable; move away what stands in their place or make it "
        + "readable, then run the stages that make them again")
    let why = try run(workspace, "why", "tokenizer/merges.json")
    #expect(why.exitCode == 0)
    #expect(why.text.contains("  cannot be read now: is a directory (expected a file)\n"))
  }

  // MARK: Processes

  @Test func manyStagesEndAtOnce() throws {
    let workspace = try Workspace()
    try workspace.write(corpus, to: "corpus.txt")
    let processes = try (0..<32).map { number in
      try ToolRunner.start(
        "bpe-train",
        [
          "--input", "corpus.txt", "--vocab-size", "\(270 + number)", "--output", "tokenizer-\(number)", "--threads",
          "1",
        ],
        in: workspace.folder, output: URL(fileURLWithPath: workspace.path("out\(number)")),
        errors: URL(fileURLWithPath: workspace.path("err\(number)")))
    }
    for process in processes { process.waitUntilExit() }
    #expect(processes.map(\.terminationStatus) == Array(repeating: 0, count: 32))
    let runs = try run(workspace, "runs", "--json", "--limit", "40").standardOutput
    let list = try #require(try JSONSerialization.jsonObject(with: runs) as? [[String: Any]])
    #expect(list.compactMap { $0["status"] as? String } == Array(repeating: "ok", count: 32))
    #expect(try run(workspace, "verify", "--full").exitCode == 0)
  }

  /// `bpe-encode` waits for standard input, so that there is time to send it a signal.
  private func interrupt(_ workspace: Workspace, by signal: Int32) throws -> (Process, errors: String) {
    let pipe = Pipe()
    let process = Process()
    process.executableURL = ToolRunner.url(of: "bpe-encode")
    process.arguments = ["--tokenizer", "tokenizer", "--input", "-", "--output", "encoded"]
    process.currentDirectoryURL = workspace.folder
    process.standardInput = pipe
    let errors = workspace.path("errors")
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    // The lock tells the run when the work has begun.
    while process.isRunning,
      !((try? workspace.read("encoded/.lock")).map { $0.starts(with: Data("bpe-encode run".utf8)) } ?? false)
    {
      usleep(2_000)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return (process, try String(contentsOfFile: errors, encoding: .utf8))
  }

  @Test(arguments: [(SIGINT, "INT"), (SIGTERM, "TERM"), (SIGHUP, "HUP"), (SIGUSR1, "USR1")])
  func aSignalIsRecorded(signal: Int32, name: String) throws {
    let workspace = try trained()
    let (process, errors) = try interrupt(workspace, by: signal)
    #expect(process.terminationStatus == (signal == SIGTERM ? 143 : 130))
    #expect(try workspace.list("encoded") == [])
    #expect(errors.hasSuffix("bpe-encode: stopped by signal \(name); run the same command again\n"))
    let last = try run(workspace, "log", "--long", "--stage", "bpe-encode").text
    #expect(last.contains("  bpe-encode  interrupted\n"))
    #expect(last.contains("  error    stopped by signal \(name)\n"))
  }

  @Test func aKillIsFoundOut() throws {
    let workspace = try trained()
    let (process, _) = try interrupt(workspace, by: SIGKILL)
    #expect(process.terminationReason == .uncaughtSignal)
    let last = try run(workspace, "log", "--long", "--stage", "bpe-encode").text
    #expect(last.contains("  bpe-encode  interrupted\n"))
    #expect(last.contains("the process ended without a record"))
    // Finished by another start, nothing is left of it.
    let again = try workspace.run(
      "bpe-encode", "--tokenizer", "tokenizer", "--input", "-", "--output", "encoded", input: Data("text".utf8))
    #expect(again.exitCode == 0)
    #expect(again.standardError.contains("running again: the last run here ("))
    #expect(try workspace.list("encoded").filter { $0.hasPrefix(".") } == [])
    #expect(try run(workspace, "verify", "--full").exitCode == 0)
  }
}
