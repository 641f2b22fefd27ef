import Foundation
import TestSupport
import Testing

/// Stages and their manifest in places and at times that are not as one would wish.
struct HardshipTests {
  private static let corpus = (0..<200).map { "the number \($0) is not the number \($0 + 1), is it?\n" }.joined()
  private static let faketime = ["/usr/bin/faketime", "/usr/local/bin/faketime"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func train(
    _ workspace: Workspace, input: String = "corpus.txt", output: String = "tokenizer", vocabulary: Int = 300,
    _ flags: String...
  ) throws -> ToolRunner.Result {
    try workspace.run(
      "bpe-train",
      arguments: ["--input", input, "--vocab-size", "\(vocabulary)", "--output", output, "--threads", "1"] + flags)
  }

  private func isTrue(_ workspace: Workspace, _ manifest: String = "manifest.db") throws -> Bool {
    try workspace.run("manifest", "verify", "--full", "--manifest", manifest).exitCode == 0
  }

  @Test func pathsWithSpacesAndEveryAlphabet() throws {
    let workspace = try Workspace()
    let folder = "a place/größe 大きさ"
    try workspace.write(Self.corpus, to: "\(folder)/the corpus é.txt")
    let input = workspace.path("\(folder)/the corpus é.txt")
    for again in [false, true] {
      let result = try train(
        workspace, input: input, output: "\(folder)/tokenizer '1'", vocabulary: 300, "--manifest",
        "\(folder)/man ifest.db")
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardError.contains("up to date") == again)
    }
    #expect(try isTrue(workspace, "\(folder)/man ifest.db"))
    let story = try workspace.run("manifest", "lineage", "--manifest", "\(folder)/man ifest.db").text
    #expect(story.hasPrefix("bpe-train: the corpus é.txt → tokenizer '1'/"))
  }

  @Test func inputsInAReadOnlyFolder() throws {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "given/corpus.txt")
    let folder = workspace.path("given")
    for mode in [0o555, 0o755] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
      #expect(try train(workspace, input: "given/corpus.txt").exitCode == 0)
    }
    #expect(try workspace.list("given") == ["corpus.txt"])
  }

  @Test func symbolicLinks() throws {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "far/corpus.txt")
    try workspace.write("", to: "disk/keep")
    for (link, target) in [("corpus.txt", "far/corpus.txt"), ("tokenizer", "disk")] {
      try FileManager.default.createSymbolicLink(atPath: workspace.path(link), withDestinationPath: target)
    }
    #expect(try train(workspace).exitCode == 0)
    #expect(try workspace.list("disk").contains("vocab.json"))
    // By another way to the same place it is the same work.
    #expect(try train(workspace, input: "far/corpus.txt", output: "disk").standardError.contains("up to date"))
    #expect(try isTrue(workspace))
    // What the link leads to has changed.
    try workspace.write(Self.corpus + "more", to: "far/corpus.txt")
    #expect(try workspace.run("manifest", "stale").text.contains("corpus.txt has changed"))
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs the right to mount a small disk")) func aFullDisk() throws {
    let (workspace, disk) = (try Workspace(), try TinyDisk(kilobytes: 1000))
    try workspace.write(Self.corpus, to: "corpus.txt")
    let manifest = disk.folder.appendingPathComponent("manifest.db").path
    let output = disk.folder.appendingPathComponent("tokenizer").path
    #expect(try train(workspace, output: output, vocabulary: 300, "--manifest", manifest).exitCode == 0)
    let before = try Data(contentsOf: disk.folder.appendingPathComponent("tokenizer/vocab.json"))
    let filler = disk.folder.appendingPathComponent("filler")
    _ = FileManager.default.createFile(atPath: filler.path, contents: nil)
    let handle = try FileHandle(forWritingTo: filler)
    while (try? handle.write(contentsOf: Data(repeating: 1, count: 512))) != nil {}
    try handle.close()
    let full = try train(workspace, output: output, vocabulary: 310, "--manifest", manifest)
    #expect(full.exitCode == 74)
    #expect(full.lastErrorLine.contains("free"), "\(full.lastErrorLine)")
    #expect(try Data(contentsOf: disk.folder.appendingPathComponent("tokenizer/vocab.json")) == before)
    // With room again the same command does it, and nothing is left of the attempt.
    try FileManager.default.removeItem(at: filler)
    #expect(try train(workspace, output: output, vocabulary: 310, "--manifest", manifest).exitCode == 0)
    #expect(try isTrue(workspace, manifest))
    let names = FileManager.default.enumerator(atPath: disk.folder.path)?.compactMap { $0 as? String } ?? []
    #expect(names.filter { $0.contains(".tmp-") || $0.hasSuffix("-journal") } == [])
  }

  /// What was asked for did not get out, and so the tool has not done its work.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"),
    arguments: [["runs"], ["runs", "--json"], ["log"], ["lineage"], ["verify"], ["export", "--openlineage"]])
  func aResultThatCannotBeWritten(arguments: [String]) throws {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "corpus.txt")
    #expect(try train(workspace).exitCode == 0)
    let process = Process()
    process.executableURL = ToolRunner.url(of: "manifest")
    process.arguments = arguments
    process.currentDirectoryURL = workspace.folder
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(
      said.hasSuffix(
        "manifest: standard output: cannot write it, no space left on its file system; free some space or choose "
          + "another directory, then run again\n"))
  }

  /// Runs of tomorrow, today and yesterday, in this order.
  @Test(.enabled(if: faketime != nil, "needs the faketime command")) func aClockSetBackADay() throws {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "corpus.txt")
    for (day, vocabulary) in [("+1 day", 300), ("+0 day", 301), ("-1 day", 302)] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Self.faketime))
      process.arguments = [
        day, ToolRunner.url(of: "bpe-train").path, "--input", "corpus.txt", "--vocab-size", "\(vocabulary)",
        "--output", "tokenizer", "--quiet",
      ]
      process.currentDirectoryURL = workspace.folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    // The last to run counts, whatever its clock said.
    #expect(try train(workspace, vocabulary: 302).standardError.contains("up to date"))
    #expect(try isTrue(workspace))
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try train(workspace, vocabulary: 302).standardError.contains("up to date"))
    #expect(try workspace.run("manifest", "stale").text == "nothing is out of date\n")
  }
}
