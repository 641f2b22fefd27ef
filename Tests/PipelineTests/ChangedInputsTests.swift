import Foundation
import Testing

/// Inputs that change while a tool is at work: the run fails, and is never taken for one with other bytes.
struct ChangedInputsTests {
  private static let flags = [
    "--dataset", "dataset", "--output", "run", "--context-length", "16", "--d-model", "16", "--layers", "1", "--heads",
    "2", "--batch-size", "2", "--quiet",
  ]

  /// A dataset and, in other folders, one of another text.
  private func datasets() throws -> Workspace {
    let workspace = try Workspace()
    for (seed, place) in [(1, ""), (2, "other")] {
      let folder = place.isEmpty ? "" : place + "/"
      try FileManager.default.createDirectory(
        atPath: workspace.path(place.isEmpty ? "x" : place), withIntermediateDirectories: true)
      for (tool, arguments) in [
        ("tell-stories", ["--megabytes", "0.1", "--seed", "\(seed)", "--output", "\(folder)corpus.txt"]),
        ("bpe-train", ["--input", "corpus.txt", "--vocab-size", "260", "--output", "tokenizer"]),
        ("bpe-encode", ["--tokenizer", "tokenizer", "--input", "\(folder)corpus.txt", "--output", "\(folder)encoded"]),
        ("shard", ["--input", "\(folder)encoded", "--output", "\(folder)dataset"]),
      ] {
        let result = try workspace.run(tool, arguments: arguments + ["--quiet"])
        #expect(result.exitCode == 0, "\(tool): \(result.standardError)")
      }
    }
    return workspace
  }

  private func start(_ workspace: Workspace, _ flags: [String]) throws -> Process {
    try ToolRunner.start(
      "lm-train", Self.flags + flags, in: workspace.folder, output: URL(fileURLWithPath: workspace.path("out")),
      errors: URL(fileURLWithPath: workspace.path("err")))
  }

  private func lastError(_ workspace: Workspace) throws -> String {
    String(decoding: try workspace.read("err"), as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
  }

  /// What is gone of a mapped file reads as zeros, and the run fails with the file's name instead of SIGBUS.
  @Test func aShardThatIsCutWhileItIsMapped() throws {
    let workspace = try datasets()
    let process = try start(workspace, ["--steps", "200000", "--checkpoint-every", "0", "--validate-every", "0"])
    while process.isRunning, !workspace.exists("run/metrics.jsonl") { usleep(2_000) }
    usleep(50_000)
    truncate(workspace.path("dataset/train-00000.u16.zst"), 4096)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 65)
    #expect(try lastError(workspace) == "lm-train: dataset/train-00000.u16.zst: changed while it was read; run again")
    #expect(try workspace.run("manifest", "log", "--limit", "1").text.contains("failed"))
    #expect(try workspace.list("run").filter { $0.hasPrefix(".") } == [])
  }

  /// What dataset.json lists is looked at before its work counts as done.
  @Test func aListedShardThatWasChangedSince() throws {
    let workspace = try datasets()
    let flags = Self.flags + ["--steps", "3"]
    #expect(try workspace.run("lm-train", arguments: flags).exitCode == 0)
    let shard = URL(fileURLWithPath: workspace.path("dataset/train-00000.u16.zst"))
    var bytes = try Data(contentsOf: shard)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: shard)
    let again = try workspace.run("lm-train", arguments: flags)
    #expect(again.exitCode == 65)
    #expect(
      again.lastErrorLine.hasPrefix(
        "lm-train: dataset/dataset.json: the shard \"train-00000.u16.zst\" has a file digest of "))
    #expect(again.lastErrorLine.hasSuffix("it was replaced or damaged, make the dataset again with shard"))
  }

  /// Whole folders that change places for a moment, links that lead elsewhere for a moment, a file that is written over
  /// and put back with its old times: while bpe-train reads.
  @Test(arguments: ["folder", "link", "file", "times"])
  func anInputThatIsExchangedAndPutBack(_ way: String) throws {
    let workspace = try Workspace()
    try workspace.write(String(repeating: "the cat sat on the mat. ", count: 40_000), to: "a/corpus.txt")
    try workspace.write(String(repeating: "qqq zzz www xxx kkk jjj. ", count: 38_400), to: "b/corpus.txt")
    try FileManager.default.createSymbolicLink(atPath: workspace.path("link"), withDestinationPath: "a")
    let input = way == "link" ? "link/corpus.txt" : "a/corpus.txt"
    let arguments = ["--input", input, "--vocab-size", "270", "--output", "t", "--threads", "1"]
    #expect(try workspace.run("bpe-train", "--input", input, "--vocab-size", "270", "--output", "right").exitCode == 0)
    let right = try workspace.read("right/merges.txt")
    for delay in stride(from: 6_000, to: 30_000, by: 3_000) {
      try? FileManager.default.removeItem(atPath: workspace.path("t"))
      let process = try ToolRunner.start(
        "bpe-train", arguments, in: workspace.folder, output: URL(fileURLWithPath: workspace.path("out")),
        errors: URL(fileURLWithPath: workspace.path("err")))
      usleep(UInt32(delay))
      try exchange(way, workspace)
      process.waitUntilExit()
      try exchange(way, workspace)
      let again = try workspace.run("bpe-train", arguments: arguments)
      #expect(again.exitCode == 0)
      #expect(try workspace.read("t/merges.txt") == right, "\(way), \(delay)")
    }
  }

  private func exchange(_ way: String, _ workspace: Workspace) throws {
    let (a, b) = (workspace.path("a/corpus.txt"), workspace.path("b/corpus.txt"))
    switch way {
    case "folder":
      rename(workspace.path("a"), workspace.path("c"))
      rename(workspace.path("b"), workspace.path("a"))
      rename(workspace.path("c"), workspace.path("b"))
    case "link":
      let now = try FileManager.default.destinationOfSymbolicLink(atPath: workspace.path("link"))
      symlink(now == "a" ? "b" : "a", workspace.path("new"))
      rename(workspace.path("new"), workspace.path("link"))
    default:
      let (first, second) = (
        try Data(contentsOf: URL(fileURLWithPath: a)), try Data(contentsOf: URL(fileURLWithPath: b))
      )
      var status = stat()
      stat(a, &status)
      for (path, data) in [(a, second), (b, first)] {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: data)
        try handle.close()
      }
      if way == "times" {
        let times = [status.st_atim, status.st_mtim]
        utimensat(AT_FDCWD, a, times, 0)
      }
    }
  }
}
