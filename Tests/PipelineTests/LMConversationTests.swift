import Foundation
import Testing

/// lm-sample --interactive, and what else of it depends on who reads and writes.
@Suite struct LMConversationTests {
  private let workspace: Workspace
  private static let model = ["--checkpoint", "run", "--tokenizer", "tokenizer"]

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 20) + ["--no-tensorboard"])
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func talk(
    _ more: [String] = [], _ script: [(await: String, keys: String)]
  ) throws -> (exitCode: Int32, text: String, isRestored: Bool) {
    try TestTerminal.talk(
      "lm-sample", Self.model + more, in: workspace.folder,
      environment: ["TERM": "xterm", "NO_COLOR": "1", "XDG_STATE_HOME": workspace.path("state")], script)
  }

  @Test func aConversationOnATerminal() throws {
    let flags = ["--interactive", "--max-new-tokens", "4", "--ban-eos", "--temperature", "0"]
    let result = try talk(
      flags,
      [
        ("> ", "The ct\u{1B}[Da\r"), ("4 tokens in", "/set max-new-tokens 2\r"),
        ("/set max-new-tokens 2", "\u{1B}[A\u{1B}[A\r"),
        ("2 tokens in", "/again\r"), ("2 tokens in", "/settings\r"), ("seed            new", "no\u{3}\u{4}"),
      ])
    #expect(result.exitCode == 0)
    #expect(result.isRestored)
    #expect(result.text.contains("\u{1B}[?2004h") && result.text.contains("\u{1B}[?2004l"))
    #expect(result.text.components(separatedBy: "\nThe cat").count == 4, "\(result.text)")
    let history = String(decoding: try workspace.read("state/letterpress/history"), as: UTF8.self)
    #expect(history == "The cat\n/set max-new-tokens 2\nThe cat\n/again\n/settings\n")
  }

  @Test func controlCStopsOnlyTheSample() throws {
    let flags = ["--interactive", "--max-new-tokens", "1000000000", "--ban-eos", "--seed", "1"]
    let result = try talk(flags, [("> ", "Tom\r"), ("\nTom", "\u{3}"), ("stopped after", "/quit\r")])
    #expect(result.exitCode == 0)
    #expect(result.isRestored)
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 130)] as [(Int32, Int32)])
  func aSignalLeavesTheTerminalAsItWas(signal: Int32, code: Int32) throws {
    let result = try TestTerminal.talk(
      "lm-sample", Self.model + ["--interactive"], in: workspace.folder,
      environment: ["TERM": "xterm", "XDG_STATE_HOME": workspace.path("state")],
      [("> ", "half a li"), ("half a li", "")],
      signal: signal)
    #expect(result.exitCode == code)
    #expect(result.isRestored)
  }

  @Test func withoutATerminalLinesAreReadPlainly() throws {
    let flags = Self.model + ["--interactive", "--max-new-tokens", "3", "--ban-eos", "--seed", "4", "--no-echo"]
    let lines = "Tom\n\n/set seed 4\n/set top-p 2\n/set nothing 1\n/nonsense\n//x\nTom"
    let result = try workspace.run("lm-sample", arguments: flags, input: Data(lines.utf8))
    #expect(result.exitCode == 0, "\(result.standardError)")
    let texts = result.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(texts.count == 4 && texts[0] == texts[2], "\(result.text)")
    for words in [
      "lm-sample: top-p: 2.0 (expected above 0 and at most 1); 1 keeps all tokens\n",
      "lm-sample: \"nothing\": no such setting (expected temperature, top-k, top-p, max-new-tokens or seed)\n",
      "lm-sample: /nonsense: no such command; /help lists them\n",
    ] { #expect(result.standardError.contains(words), "\(result.standardError)") }
    #expect(!workspace.exists("state"))
    for flag in [["--json"], ["--record"], ["--prompt-file", "-"], ["--manifest", "m.db"]] {
      #expect(try workspace.run("lm-sample", arguments: flags + flag).exitCode == 64)
    }
  }

  @Test func whoHasToTypeAPromptIsTold() throws {
    let result = try talk(
      ["--max-new-tokens", "2", "--seed", "3", "--quiet"],
      [("reading the prompt from the terminal; end with Ctrl-D, or give --prompt\r\n", "The cat\n\u{4}")])
    #expect(result.exitCode == 0)
    let piped = try workspace.run(
      "lm-sample", arguments: Self.model + ["--max-new-tokens", "2", "--seed", "3", "--prompt", "The cat"])
    #expect(result.text.hasSuffix(piped.text), "\(result.text)")
  }

  @Test func theSeedIsNewAndPrinted() throws {
    let flags = Self.model + ["--prompt", "The", "--max-new-tokens", "40", "--ban-eos"]
    let first = try workspace.run("lm-sample", arguments: flags)
    #expect(try workspace.run("lm-sample", arguments: flags).text != first.text)
    let seed = try #require(first.standardError.firstMatch(of: /; repeat it with --seed ([0-9]+)\n/)?.output.1)
    let again = try workspace.run("lm-sample", arguments: flags + ["--seed", String(seed)])
    #expect(again.text == first.text)
    #expect(!again.standardError.contains("seed"))
    let json = try workspace.run("lm-sample", arguments: flags + ["--seed", String(seed), "--json"]).text
    #expect(json.contains("\"seed\": \(seed)"))
  }

  @Test func aSampleLeavesARecordOnlyOnRequest() throws {
    let flags = Self.model + ["--prompt", "The", "--max-new-tokens", "2"]
    for name in ["receipts", "manifest.db"] { try FileManager.default.removeItem(atPath: workspace.path(name)) }
    #expect(try workspace.run("lm-sample", arguments: flags).exitCode == 0)
    #expect(!workspace.exists("receipts") && !workspace.exists("manifest.db"))
    #expect(try workspace.run("lm-sample", arguments: flags + ["--record"]).exitCode == 0)
    #expect(try workspace.run("manifest", "log").text.contains("lm-sample"))
    #expect(try workspace.run("lm-sample", arguments: flags + ["--manifest", "other.db"]).exitCode == 0)
    #expect(workspace.exists("other.db"))
  }

  /// As behind `| head`: whoever closes the pipe has what was wanted.
  @Test func aClosedPipeIsAQuietEnd() throws {
    let tool = ToolRunner.url(of: "lm-sample").path
    for record in ["", "--record"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [
        "-c",
        "'\(tool)' \(Self.model.joined(separator: " ")) --prompt The --max-new-tokens 100000000 --ban-eos \(record)"
          + " 2>errors | head -c 10; exit ${PIPESTATUS[0]}",
      ]
      process.currentDirectoryURL = workspace.folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(try workspace.read("errors").isEmpty)
    }
    let runs = try workspace.run("manifest", "runs", "--stage", "lm-sample", "--json").text
    #expect(runs.contains("\"ok\"") && !runs.contains("failed") && !runs.contains("running"))
  }
}
