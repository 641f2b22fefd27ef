import Foundation
import Testing

/// Every release keeps a set of files (`pipelines/release/keep-files.sh`): what it made is read as it was then, by every
/// tool of today. docs/versions.md promises it. A change that breaks these tests breaks what people have.
@Suite("Files of every release")
struct ReleasedFilesTests {
  /// The releases whose files are kept: `0.1.0.tar.gz` is one.
  static let releases: [String] = {
    let sets = Bundle.module.urls(forResourcesWithExtension: "gz", subdirectory: "Fixtures/releases") ?? []
    return sets.compactMap { $0.lastPathComponent?.replacing(".tar.gz", with: "") }.sorted()
  }()

  /// A copy of what one release kept.
  private struct Kept {
    let workspace: Workspace

    init(_ release: String) throws {
      workspace = try Workspace()
      let set = try #require(
        Bundle.module.url(forResource: "\(release).tar", withExtension: "gz", subdirectory: "Fixtures/releases"))
      let tar = Process()
      tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      tar.arguments = ["tar", "-xzf", set.path, "--strip-components=1", "-C", workspace.folder.path]
      try tar.run()
      tar.waitUntilExit()
      try #require(tar.terminationStatus == 0)
    }

    /// The commands that made the files, as words.
    func commands() throws -> [(tool: String, arguments: [String])] {
      let lines = String(decoding: try workspace.read("commands"), as: UTF8.self).split(separator: "\n")
      return lines.map { $0.split(separator: " ").map(String.init) }.map { ($0[0], Array($0.dropFirst())) }
    }

    func arguments(of tool: String) throws -> [String] {
      try #require(try commands().last { $0.tool == tool }?.arguments)
    }
  }

  @Test("every version in CHANGELOG.md has one, and there is at least one")
  func everyReleaseHasOne() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let changelog = try String(contentsOf: root.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
    let versions = changelog.matches(of: #/(?m)^## (\d+\.\d+\.\d+)\b/#).map { String($0.1) }
    #expect(!Self.releases.isEmpty)
    #expect(Set(versions).isSubset(of: Self.releases), "make what is missing with pipelines/release/keep-files.sh")
  }

  @Test("nothing is out of date or damaged", arguments: releases)
  func nothingIsOutOfDate(release: String) throws {
    let kept = try Kept(release)
    let commands = try kept.commands()
    #expect(Set(commands.map(\.tool)).isSuperset(of: ["bpe-train", "bpe-encode", "shard", "lm-train", "lm-eval"]))
    for (tool, arguments) in commands {
      let result = try kept.workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 0 && result.standardError.contains("\(tool): up to date"), "\(result.standardError)")
    }
    #expect(try kept.workspace.run("manifest", "verify", "--full").exitCode == 0)
    #expect(try kept.workspace.run("manifest", "stale").exitCode == 0)
  }

  @Test("a checkpoint has the loss that it had, writes, and is trained on", arguments: releases)
  func checkpoints(release: String) throws {
    let kept = try Kept(release)
    let evaluation = try kept.arguments(of: "lm-eval")
    let then = try loss(kept.workspace.read("eval.json"))
    let now = try kept.workspace.run("lm-eval", arguments: evaluation + ["--force", "--json"])
    #expect(now.exitCode == 0, "\(now.standardError)")
    #expect(abs(then - (try loss(now.standardOutput))) < 1e-5 * then)
    for run in ["run", "modern"] {
      let sample = try kept.workspace.run(
        "lm-sample", "--checkpoint", run, "--tokenizer", "tokenizer", "--prompt", "The", "--max-new-tokens", "5")
      #expect(sample.exitCode == 0 && sample.text.hasPrefix("The"), "\(sample.standardError)")
      let resumed = try kept.workspace.run(
        "lm-train", arguments: ["--output", run, "--resume", "--steps", "9", "--no-tensorboard"])
      #expect(resumed.exitCode == 0, "\(resumed.standardError)")
      #expect(kept.workspace.exists("\(run)/step-00000009.safetensors"))
    }
  }

  private func loss(_ json: Data) throws -> Double {
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    return try #require(object["loss"] as? Double)
  }

  @Test("tokens of then are texts of now", arguments: releases)
  func tokens(release: String) throws {
    let kept = try Kept(release)
    for encoded in ["encoded", "pieces"] {
      let text = try kept.workspace.run("bpe-encode", "--tokenizer", "tokenizer", "--decode", encoded)
      #expect(text.exitCode == 0, "\(text.standardError)")
      #expect(text.standardOutput == (try kept.workspace.read("corpus.txt")), "\(encoded)")
    }
  }

  @Test("the manifest is made again from the receipts", arguments: releases)
  func manifest(release: String) throws {
    let kept = try Kept(release)
    func runs() throws -> String { try kept.workspace.run("manifest", "runs", "--json").text }
    let before = try runs()
    try FileManager.default.removeItem(atPath: kept.workspace.path("manifest.db"))
    #expect(try kept.workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try runs() == before)
  }
}
