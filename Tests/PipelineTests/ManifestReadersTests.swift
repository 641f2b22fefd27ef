import Foundation
import Testing

/// Whoever may read a manifest may ask it, and nothing is written for it.
@Suite(.enabled(if: OtherUser.isAvailable, "needs setpriv and root, to become another user"))
struct ManifestReadersTests {
  private static let questions = [
    ["runs"], ["log"], ["log", "--long"], ["verify"], ["verify", "--full"], ["stale"], ["why", "tokenizer/vocab.json"],
    ["lineage"], ["lineage", "tokenizer/vocab.json"], ["export", "--openlineage"],
  ]

  /// Two trainings, of which the manifest knows the first and the receipts both; all of it root's.
  private func bench() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write((0..<200).map { "the number \($0), is it?\n" }.joined(), to: "corpus.txt")
    try train(workspace, "tokenizer")
    let database = try workspace.read("manifest.db")
    try train(workspace, "another")
    try database.write(to: URL(fileURLWithPath: workspace.path("manifest.db")))
    try setMode(0o755, workspace.folder.path)
    return workspace
  }

  private func train(_ workspace: Workspace, _ output: String) throws {
    let result = try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "280", "--output", output, "--threads", "1")
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func setMode(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private func ask(_ workspace: Workspace, _ arguments: String...) throws -> ToolRunner.Result {
    try OtherUser.run(workspace, "manifest", arguments)
  }

  @Test(arguments: questions) func answersWithoutPermission(question: [String]) throws {
    let workspace = try bench()
    let before = (try workspace.list(), try workspace.read("manifest.db"))
    let theirs = try OtherUser.run(workspace, "manifest", question)
    #expect(theirs.exitCode == 0, "\(theirs.standardError)")
    #expect((try workspace.list(), try workspace.read("manifest.db")) == before)
    // The owner is told the same, both runs included.
    #expect(theirs.text == (try workspace.run("manifest", arguments: question)).text)
  }

  /// Only the folder is closed, only the file.
  @Test(arguments: [0o644, 0o666], [0o755, 0o777]) func answersWhateverIsClosed(file: Int, folder: Int) throws {
    let workspace = try bench()
    try setMode(file, workspace.path("manifest.db"))
    try setMode(folder, workspace.folder.path)
    let result = try ask(workspace, "runs")
    #expect(result.exitCode == 0)
    #expect(result.standardError == "")
    #expect(result.text.split(separator: "\n").count == 3)
  }

  @Test func whatChangedIsSeen() throws {
    let workspace = try bench()
    try workspace.write("another corpus", to: "corpus.txt")
    try workspace.write("{}", to: "tokenizer/vocab.json")
    #expect(try ask(workspace, "stale").text.contains("corpus.txt has changed"))
    let verified = try ask(workspace, "verify")
    #expect(verified.exitCode == 65)
    #expect(verified.text.contains("modified       tokenizer/vocab.json\n"))
  }

  @Test func whatMayNotBeReadIsNamed() throws {
    let workspace = try bench()
    let month = try #require(try workspace.list("receipts").first)
    let receipt = "receipts/\(month)/\(try #require(try workspace.list("receipts/\(month)").last))"
    try setMode(0o600, workspace.path(receipt))
    try setMode(0o600, workspace.path("tokenizer/vocab.json"))
    try setMode(0o600, workspace.path("corpus.txt"))
    // Its stat has changed: it must be read.
    let line =
      "manifest: \(receipt): cannot be read as a run receipt (permission denied); it is left alone, "
      + "make it readable or move it away\n"
    let verified = try ask(workspace, "verify")
    #expect(verified.exitCode == 65)
    #expect(
      verified.standardError.hasPrefix(line)
        && verified.lastErrorLine
          == "manifest: 0 files missing, 0 modified, 2 unreadable; move away what stands in their place or make it "
          + "readable, then run the stages that make them again"
    )
    #expect(
      verified.text.hasPrefix(
        "state       file\nunreadable  corpus.txt: permission denied\n"
          + "unreadable  tokenizer/vocab.json: permission denied\n"))
    let stale = try ask(workspace, "stale", "--quiet")
    #expect(stale.exitCode == 0)
    #expect(
      stale.standardError == line + "manifest: corpus.txt: permission denied; it counts as it was last seen\n")
    #expect(stale.text == "nothing is out of date\n")
    try setMode(0o700, workspace.path("receipts/\(month)"))
    #expect(
      try ask(workspace, "runs").standardError
        == "manifest: receipts/\(month): cannot be read as a run receipt (permission denied); it is left alone, "
        + "make it readable or move it away\n")
  }

  /// A stage of this user beside receipts of another: one that may not be read, one of a dead run that may not be
  /// written.
  @Test func aStageGoesOn() throws {
    let workspace = try bench()
    let month = try #require(try workspace.list("receipts").first)
    let names = try workspace.list("receipts/\(month)")
    let dead = String(decoding: try workspace.read("receipts/\(month)/\(names[1])"), as: UTF8.self)
      .replacingOccurrences(of: "\"status\": \"ok\"", with: "\"status\": \"running\"")
      .replacing(/"started": "\d+"/, with: "\"started\": \"1\"")
    try OtherUser.give(workspace.folder.path)
    for name in ["receipts/\(month)", "receipts/\(month)/\(names[0])", "receipts/\(month)/\(names[1])"] {
      lchown(workspace.path(name), 0, 0)
    }
    try setMode(0o600, workspace.path("receipts/\(month)/\(names[0])"))
    try workspace.write(dead, to: "receipts/\(month)/\(names[1])")
    try setMode(0o1777, workspace.path("receipts/\(month)"))
    try FileManager.default.removeItem(atPath: workspace.path("manifest.db"))
    let train = ["--input", "corpus.txt", "--vocab-size", "290", "--output", "third", "--threads", "1"]
    let result = try OtherUser.run(workspace, "bpe-train", train)
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try OtherUser.run(workspace, "bpe-train", train).standardError.contains("up to date"))
    for command in [["ingest"], ["rebuild"], ["runs"], ["verify"]] {
      let result = try OtherUser.run(workspace, "manifest", command)
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardError.contains("\(names[0]): cannot be read as a run receipt (permission denied)"))
    }
    #expect(try ask(workspace, "runs", "--json").text.contains("\"status\": \"interrupted\""))
    #expect(String(decoding: try workspace.read("receipts/\(month)/\(names[1])"), as: UTF8.self) == dead)
  }
}
