import Foundation
import Testing

/// Why stages run, seen over the first three of them.
struct ReasonsTests {
  private static let corpus = (0..<200).map { "the number \($0) is not the number \($0 + 1), is it?\n" }.joined()

  private let stages: [(tool: String, arguments: [String])] = [
    ("bpe-train", ["--input", "corpus.txt", "--vocab-size", "300", "--output", "tokenizer"]),
    ("bpe-encode", ["--tokenizer", "tokenizer", "--input", "corpus.txt", "--parts", "2", "--output", "encoded"]),
    ("shard", ["--input", "encoded", "--output", "dataset"]),
  ]

  private func pipeline() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "corpus.txt")
    for (tool, arguments) in stages {
      let result = try workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    return workspace
  }

  private func withoutIDs(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}(-[0-9a-f-]{22})?/, with: "RUN").replacing(/[0-9a-f]{12}…/, with: "…")
  }

  /// An input made anew with the same content stops the chain.
  @Test func theSameContentCutsOffEarly() throws {
    let workspace = try pipeline()
    #expect(try workspace.run(stages[0].tool, arguments: stages[0].arguments + ["--force"]).exitCode == 0)
    for (tool, arguments) in stages {
      #expect(try workspace.run(tool, arguments: arguments).standardError.hasPrefix("\(tool): up to date"))
    }
    #expect(try workspace.run("manifest", "stale").text == "nothing is out of date\n")
  }

  @Test func namesWhoMadeTheChangedInput() throws {
    let workspace = try pipeline()
    var arguments = stages[0].arguments
    arguments[3] = "310"
    #expect(try workspace.run("bpe-train", arguments: arguments).exitCode == 0)
    let dry = try workspace.run("bpe-encode", arguments: stages[1].arguments + ["--dry-run"])
    #expect(
      withoutIDs(dry.text)
        == "bpe-encode: would run: tokenizer changed (was …, now …), made by bpe-train run RUN\n")
    let stale = try workspace.run("manifest", "stale").text.split(separator: "\n").dropFirst()
    #expect(stale.map { $0.prefix(1) } == ["0", "0", "1", "1"])
    #expect(try workspace.run("bpe-encode", arguments: stages[1].arguments).exitCode == 0)
    let why = try workspace.run("manifest", "why", "encoded/part-00000-of-00002.u16.zst").text
    #expect(withoutIDs(why).contains("  why      tokenizer changed (was …, now …), made by bpe-train run RUN\n"))
    // Changed by hand it has no producer.
    try workspace.write("{}", to: "corpus.txt")
    let edited = try workspace.run("bpe-train", arguments: arguments + ["--dry-run"])
    #expect(withoutIDs(edited.text) == "bpe-train: would run: corpus changed (was …, now …)\n")
  }

  @Test func aNewerManifestStopsAStageWithTheWayOut() throws {
    let workspace = try pipeline()
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: workspace.path("manifest.db")))
    // `PRAGMA user_version` is the big-endian number at byte 60 of the file.
    try handle.seek(toOffset: 60)
    try handle.write(contentsOf: Data([0, 0, 0, 9]))
    try handle.close()
    let result = try workspace.run(stages[0].tool, arguments: stages[0].arguments)
    #expect(result.exitCode == 65)
    #expect(
      result.lastErrorLine
        == "bpe-train: manifest.db: has schema 9, made by a newer Letterpress (this one knows up to 5); "
        + "update Letterpress, or run `manifest rebuild` to recreate it from receipts/")
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(
      try workspace.run(stages[0].tool, arguments: stages[0].arguments).standardError.hasPrefix(
        "bpe-train: up to date"))
  }

  /// Of two that make the same, the second says who is at work.
  @Test func twoAtOnceDoNotMakeTheSame() throws {
    let workspace = try pipeline()
    let pipe = Pipe()
    let process = Process()
    process.executableURL = ToolRunner.url(of: "bpe-encode")
    process.arguments = ["--tokenizer", "tokenizer", "--input", "-", "--output", "piped"]
    process.currentDirectoryURL = workspace.folder
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // The lock tells the run when the work has begun.
    while process.isRunning,
      !((try? workspace.read("piped/.lock")).map { $0.starts(with: Data("bpe-encode run".utf8)) } ?? false)
    {
      usleep(2_000)
    }
    let second = try workspace.run(
      "bpe-encode", "--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "piped")
    #expect(second.exitCode == 75)
    #expect(
      withoutIDs(second.lastErrorLine)
        == "bpe-encode: piped: bpe-encode run RUN (process \(process.processIdentifier)) "
        + "is making it; wait for its end, then run the same command again")
    try pipe.fileHandleForWriting.write(contentsOf: Data("text".utf8))
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try workspace.run("manifest", "verify", "--full").exitCode == 0)
  }
}
