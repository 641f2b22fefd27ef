import Foundation
import Testing

/// `manifest rerun` and `manifest diff`, as a user sees them.
struct RerunToolTests: ManifestSuite {
  /// A directory that every quoting must survive.
  private let odd = "it's a $HOME; \"dir\""

  @Test func runsWhatIsStaleInOrder() throws {
    let workspace = try trained()
    let below = workspace.folder.appendingPathComponent(odd)
    try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
    let encode = ["--input", "../corpus.txt", "--tokenizer", "../tokenizer", "--output", "en\ncoded -x"]
    #expect(try ToolRunner.run("bpe-encode", encode, in: below).exitCode == 0)
    #expect(try run(workspace, "rerun").text == "nothing is out of date\n")
    try workspace.write(corpus + "and one line more\n", to: "corpus.txt")
    let dry = try run(workspace, "rerun", "--dry-run")
    let lines = dry.text.split(separator: "\n", maxSplits: 1)
    try #require(lines.count == 2, "\(dry.standardError)")
    #expect(lines[0].hasSuffix("bpe-train --input corpus.txt --vocab-size 300 --output tokenizer"))
    #expect(lines[1].hasPrefix("(cd './it'\\''s a $HOME; \"dir\"' && "))
    // What is printed is what a shell runs.
    try workspace.write(dry.text, to: "again.sh")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["again.sh"]
    shell.currentDirectoryURL = workspace.folder
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    shell.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "\(ToolRunner.products.path):\(path)"]) { _, new in new }
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    #expect(try run(workspace, "rerun").text == "nothing is out of date\n")
    try workspace.write(corpus, to: "corpus.txt")
    let rerun = try run(workspace, "rerun", "\(odd)/en\ncoded -x")
    #expect(rerun.exitCode == 0, "\(rerun.standardError)")
    #expect(rerun.standardError.contains("bpe-train --input corpus.txt"))
    #expect(try run(workspace, "stale").text == "nothing is out of date\n")
  }

  @Test func stopsAtTheFirstFailure() throws {
    let workspace = try trained()
    let encode = ["--input", "corpus.txt", "--tokenizer", "tokenizer", "--output", "encoded"]
    #expect(try workspace.run("bpe-encode", arguments: encode).exitCode == 0)
    try workspace.write("", to: "corpus.txt")
    let result = try run(workspace, "rerun")
    #expect(result.exitCode == 65)
    #expect(result.lastErrorLine == "manifest: bpe-train ended with exit code 65; 1 more command was not run")
    #expect(result.standardError.contains("bpe-train: "))
  }

  @Test func whatCannotBeRepeatedIsRefusedByName() throws {
    let workspace = try trained()
    let encoded = try workspace.run(
      "bpe-encode", arguments: ["--input", "-", "--tokenizer", "tokenizer", "--output", "encoded"],
      input: Data(corpus.utf8))
    #expect(encoded.exitCode == 0)
    try workspace.write("{}", to: "tokenizer/vocab.json")
    let result = try run(workspace, "rerun", "encoded")
    #expect(result.exitCode == 65)
    #expect(
      withoutTimes(result.lastErrorLine)
        == "manifest: bpe-encode run RUN cannot be repeated: it read standard input; give it the same text yourself")
    // Of another machine's runs the directory may be missing.
    let elsewhere = try trained()
    let month = try #require(try elsewhere.list("receipts").first)
    let receipt = "receipts/\(month)/\(try #require(try elsewhere.list("receipts/\(month)").first))"
    let text = String(decoding: try elsewhere.read(receipt), as: UTF8.self)
      .replacingOccurrences(of: "\"directory\": \".\"", with: "\"directory\": \"/nowhere\"")
      .replacing(/"host": "[^"]*"/, with: "\"host\": \"far\"")
    try elsewhere.write(text, to: receipt)
    #expect(try run(elsewhere, "rebuild").exitCode == 0)
    try elsewhere.write("another", to: "corpus.txt")
    #expect(
      withoutTimes(try run(elsewhere, "rerun").lastErrorLine)
        == "manifest: bpe-train run RUN cannot be repeated: its working directory /nowhere is not here; it ran on far")
  }

  @Test func twoRunsBesideEachOther() throws {
    let workspace = try trained()
    let second = ["--input", "corpus.txt", "--vocab-size", "310", "--output", "other"]
    #expect(try workspace.run("bpe-train", arguments: second).exitCode == 0)
    let diff = try run(workspace, "diff", "tokenizer", "other/vocab.json")
    #expect(diff.exitCode == 0)
    let rows = diff.text.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
    try #require(rows.count > 2, "\(diff.standardError)")
    #expect(rows[1] == ["vocab_size", "300", "310"])
    #expect(rows.last?.first == "took")
    let ids = rows[0].map(String.init)
    #expect(try run(workspace, "diff", ids[0], ids[1]).text == diff.text)
    #expect(try run(workspace, "diff", "tokenizer", "nothing").exitCode == 66)
    let json = try run(workspace, "diff", "tokenizer", "other", "--json").standardOutput
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect((object["rows"] as? [Any])?.count == rows.count - 1)
  }
}
