import Foundation
import Testing

/// Text from somebody else: names, notes, prompts and settings that a terminal, a shell, SQL or a browser would obey.
@Suite struct UntrustedTextTests {
  private static let corpus = (0..<100).map { "the number \($0) is not the number \($0 + 1), is it?\n" }.joined()
  /// Changes the title, colours, turns the direction, and goes back to overwrite the line.
  private static let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\u{200F}\r"
  private static let forbidden: [Character] = ["\u{1B}", "\u{7}", "\u{9B}", "\u{202E}", "\u{200F}", "\r"]

  private func isSafe(_ text: String) -> Bool {
    !text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0A, 0x09: false
      case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E: true
      default: false
      }
    }
  }

  @Test func namesOfFilesInErrorsAndTables() throws {
    let workspace = try Workspace()
    let name = "a\(Self.hostile)b.txt"
    let missing = try workspace.run("bpe-train", "--input", name, "--vocab-size", "300", "--output", "tokenizer")
    #expect(missing.exitCode == 66)
    #expect(isSafe(missing.standardError) && missing.standardError.contains("\\u{1B}]0;owned\\u{7}\\u{9B}31m"))
    try workspace.write(Self.corpus, to: name)
    let trained = try workspace.run("bpe-train", "--input", name, "--vocab-size", "300", "--output", "t\(name)")
    #expect(trained.exitCode == 0, "\(trained.standardError)")
    #expect(isSafe(trained.standardError) && isSafe(trained.text))
    try workspace.write("other", to: name)
    for command in ["runs", "log", "log --long", "lineage", "stale", "verify --full"] {
      let arguments = command.split(separator: " ").map(String.init)
      let result = try workspace.run("manifest", arguments: arguments)
      #expect(isSafe(result.text) && isSafe(result.standardError), "\(command)")
      let shown = try TestTerminal.run("manifest", arguments, in: workspace.folder, columns: 100)
      #expect(isSafe(shown.text), "\(command)")
    }
    for command in ["runs --json", "lineage --json", "export --openlineage"] {
      let arguments = command.split(separator: " ").map(String.init)
      let shown = try TestTerminal.run("manifest", arguments, in: workspace.folder, columns: 100)
      #expect(shown.exitCode == 0 && isSafe(shown.text), "\(command)")
      let lines = command.hasPrefix("export") ? shown.text.split(separator: "\n").map(String.init) : [shown.text]
      for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
    }
  }

  @Test func theTextOfASample() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 1)).exitCode == 0)
    let flags = [
      "--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", Self.hostile, "--max-new-tokens", "200",
      "--temperature", "2",
    ]
    for more in [[], ["--json"], ["--samples", "2"]] {
      let shown = try TestTerminal.run("lm-sample", flags + more, in: workspace.folder, columns: 100)
      #expect(shown.exitCode == 0)
      #expect(isSafe(shown.text), "\(more)")
    }
    // Into a pipe it goes as it is.
    #expect(try workspace.run("lm-sample", arguments: flags).text.hasPrefix(Self.hostile))
  }

  @Test func namesAndNotesInSQL() throws {
    let workspace = try Workspace()
    let name = "x'); DROP TABLE run; DELETE FROM io; --\"`;$(touch owned).txt"
    try workspace.write(Self.corpus, to: name)
    let train = ["--input", name, "--vocab-size", "300", "--output", "tokenizer \(name)"]
    #expect(try workspace.run("bpe-train", arguments: train).exitCode == 0)
    let json = try workspace.run("manifest", "runs", "--json").standardOutput
    let runs = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    let id = try #require(runs.first?["run"] as? String)
    #expect(try workspace.run("manifest", "note", id, "n'); DROP TABLE run; --").exitCode == 0)
    for prefix in ["' OR 1=1 --", "%", "_"] {
      #expect(try workspace.run("manifest", "note", prefix, "words").exitCode == 66)
    }
    #expect(try workspace.run("manifest", "why", "' OR 1=1 --").exitCode == 66)
    #expect(try workspace.run("manifest", "log", "--stage", "' OR 1=1 --", "--json").text == "[]\n")
    #expect(try workspace.run("bpe-train", arguments: train).standardError.contains("up to date"))
    #expect(try workspace.run("manifest", "verify", "--full").exitCode == 0)
    #expect(try workspace.run("manifest", "runs").text.contains("n'); DROP TABLE run; --"))
  }

  /// Commands that messages propose can be pasted as they are.
  @Test func commandsInMessages() throws {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "c $(touch owned) ' ;.txt")
    let manifest = "m;touch owned;'.db"
    for arguments in [
      ["--input", "c $(touch owned) ' ;.txt", "--vocab-size", "300", "--output", "t;touch owned"]
    ] {
      #expect(try workspace.run("bpe-train", arguments: arguments + ["--manifest", manifest]).exitCode == 0)
    }
    let unknown = try workspace.run("manifest", "why", "nothing", "--manifest", manifest)
    #expect(unknown.lastErrorLine.contains("`sqlite3 'm;touch owned;'\\''.db' 'select * from artifacts'`"))
    let encode = [
      "--tokenizer", "t;touch owned", "--input", "c $(touch owned) ' ;.txt", "--parts", "3", "--output",
      "e`touch owned`",
      "--manifest", manifest,
    ]
    #expect(try workspace.run("bpe-encode", arguments: encode + ["--part", "0"]).exitCode == 0)
    let result = try workspace.run("shard", "--input", "e`touch owned`", "--output", "d", "--manifest", manifest)
    #expect(result.exitCode == 66)
    let line = result.lastErrorLine
    let start = try #require(line.range(of: "bpe-encode --tokenizer"))
    let command = String(line[start.lowerBound...]).trimmingCharacters(in: ["`"])
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "PATH=\"$0:$PATH\"; \(command)", ToolRunner.products.path]
    shell.currentDirectoryURL = workspace.folder
    shell.standardError = FileHandle.nullDevice
    shell.standardOutput = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0, "\(line)")
    #expect(!workspace.exists("owned"))
    #expect(
      try workspace.run("shard", "--input", "e`touch owned`", "--output", "d", "--manifest", manifest).exitCode == 0)
  }

  @Test func markupInAReport() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let attack = "<img src=x onerror=alert(1)>"
    let close = "</script><script>alert(2)</script>"
    let training = LMFixture.training(
      steps: 2, output: "run \(attack)", "--note", close, "--sample-prompt", "\(close)\(attack)", "--tokenizer",
      "tokenizer", "--validate-every", "1")
    let trained = try workspace.run("lm-train", arguments: training)
    #expect(trained.exitCode == 0, "\(trained.standardError)")
    let report = try workspace.run(
      "lm-eval", "report", "\(close)=run \(attack)", "--title", attack + close, "--output", "report.html", "--svg",
      "report.svg")
    #expect(report.exitCode == 0, "\(report.standardError)")
    for name in ["report.html", "report.svg"] {
      let page = String(decoding: try workspace.read(name), as: UTF8.self)
      #expect(!page.contains("<img"))
      #expect(!page.contains("<script>alert"))
      #expect(page.contains("&lt;img") || name == "report.svg")
    }
    let page = String(decoding: try workspace.read("report.html"), as: UTF8.self)
    #expect(page.contains("Content-Security-Policy"))
    #expect(page.components(separatedBy: "</script>").count == page.components(separatedBy: "<script").count)
  }
}
