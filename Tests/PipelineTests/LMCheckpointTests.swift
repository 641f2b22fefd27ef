import Foundation
import Platform
import Testing

/// Checkpoints whose numbers lie, and folders of runs with other things in them: refused or passed over, never a trap.
@Suite struct LMCheckpointTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 4) + ["--checkpoint-every", "2"])
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private static let readers: [(String, [String])] = [
    ("lm-eval", ["--dataset", "dataset"]), ("lm-sample", ["--tokenizer", "tokenizer", "--prompt", "A"]),
    ("lm-train export", ["--tokenizer", "tokenizer", "--hf", "hf"]),
  ]

  private func read(_ tool: String, _ checkpoint: String, _ more: [String]) throws -> ToolRunner.Result {
    let words = tool.split(separator: " ").map(String.init)
    return try workspace.run(words[0], arguments: words.dropFirst() + ["--checkpoint", checkpoint] + more)
  }

  @Test(arguments: ["step", "data.cursor"], [Int64.max, .min, -1, 3])
  func aCountThatLiesIsRefused(_ tensor: String, _ value: Int64) throws {
    let url = workspace.folder.appendingPathComponent("h/step-00000004.safetensors")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try EditedCheckpoint.write(workspace.read(LMFixture.checkpoint(4)), to: url) { name, bytes in
      if name == tensor { bytes = withUnsafeBytes(of: value.littleEndian) { Data($0) } }
    }
    let expected = tensor == "step" ? "4, the step in the metadata" : "1024, 4 steps of 256 tokens"
    let words =
      "h/step-00000004.safetensors: tensor \(tensor) is \(value) (expected \(expected)); "
      + "the file is damaged, use another checkpoint"
    var resume = LMFixture.training(steps: 6, output: "h")
    resume.append("--resume")
    let resumed = try workspace.run("lm-train", arguments: resume)
    #expect(resumed.exitCode == 65)
    #expect(resumed.lastErrorLine == "lm-train: h: the only checkpoint is not whole: " + words)
    for (tool, more) in Self.readers {
      let result = try read(tool, "h/step-00000004.safetensors", more)
      #expect(result.exitCode == 65)
      #expect(result.lastErrorLine == "\(tool): " + words)
    }
  }

  /// Settings of which no step can be made are the file's fault, not the command line's.
  @Test(arguments: [
    (#"\"batch_size\":8"#, #"\"batch_size\":9223372036854775807"#, "impossible: --batch-size"),
    (#"\"gradient_accumulation\":1"#, #"\"gradient_accumulation\":1000000000"#, "impossible: --gradient-accumulation"),
    (#"\"d_model\":32"#, #"\"d_model\":4611686018427387904"#, "impossible: --d-model"),
    (#"\"steps\":4"#, #"\"steps\":9223372036854775807"#, "incomplete or out of range"),
    (#"\"lr\":0.001"#, #"\"lr\":-1.0"#, "incomplete or out of range"),
  ])
  func impossibleSettingsAreRefused(_ what: String, _ with: String, _ words: String) throws {
    try workspace.write("", to: "h/x")
    let whole = try workspace.read(LMFixture.checkpoint(4))
    let length = whole.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: whole[8..<8 + length], as: UTF8.self)
    #expect(header.contains(what))
    let edited = header.replacing(what, with: with)
    try
      (withUnsafeBytes(of: UInt64(edited.utf8.count).littleEndian) { Data($0) } + Data(edited.utf8)
      + whole.suffix(from: 8 + length)).write(
        to: workspace.folder.appendingPathComponent("h/step-00000004.safetensors"))
    let result = try workspace.run(
      "lm-train", "--dataset", "dataset", "--output", "h", "--resume", "--steps", "6")
    #expect(result.exitCode == 65, "\(result.standardError)")
    #expect(result.lastErrorLine.contains("the settings in the metadata are \(words)"), "\(result.lastErrorLine)")
    guard words.hasPrefix("impossible") else { return }
    for (tool, more) in Self.readers {
      let result = try read(tool, "h/step-00000004.safetensors", more)
      #expect(result.exitCode == 65)
      #expect(result.lastErrorLine.hasPrefix("\(tool): h/step-00000004.safetensors: the settings in the metadata are "))
    }
  }

  @Test func pipesAndFoldersArePassedOver() throws {
    #expect(mkfifo(workspace.path(LMFixture.checkpoint(30)), 0o600) == 0)
    try workspace.write("", to: LMFixture.checkpoint(20) + "/x")
    for (tool, more) in Self.readers {
      let result = try read(tool, "run", more)
      #expect(result.exitCode == 0, "\(result.standardError)")
      for words in [
        "\(LMFixture.checkpoint(30)): is a pipe or device (expected an ordinary file); copy it to a file first",
        "\(LMFixture.checkpoint(20)): is a directory (expected a file)",
      ] {
        #expect(result.standardError.contains("\(tool): skipped: \(words)\n"), "\(result.standardError)")
      }
    }
    var resume = LMFixture.training(steps: 6)
    resume.append("--resume")
    #expect(try workspace.run("lm-train", arguments: resume).exitCode == 0)
    #expect(workspace.exists(LMFixture.checkpoint(6)))
  }

  /// Others read the newest checkpoint while a training makes new ones and removes the old.
  @Test func readersDoNotMindPruning() throws {
    try workspace.write("", to: "other/x")
    let output = workspace.folder.appendingPathComponent("stdout")
    let training = try ToolRunner.start(
      "lm-train",
      LMFixture.training(steps: 1_000_000, output: "long") + [
        "--checkpoint-every", "1", "--keep", "1", "--validate-every", "0", "--no-tensorboard", "--quiet",
        "--manifest", "other/manifest.db",
      ], in: workspace.folder, output: output, errors: workspace.folder.appendingPathComponent("stderr"))
    defer {
      training.terminate()
      training.waitUntilExit()
    }
    while (try? workspace.list("long").contains { $0.hasPrefix("step-") }) != true, training.isRunning {
      usleep(10_000)
    }
    for _ in 0..<15 {
      let result = try workspace.run(
        "lm-sample", "--checkpoint", "long", "--tokenizer", "tokenizer", "--prompt", "A", "--max-new-tokens", "1")
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    #expect(training.isRunning)
  }

  // MARK: End tokens

  @Test func anEndTokenThatTheTokenizerLacksIsRefused() throws {
    for (tool, more) in Self.readers.dropFirst() {
      for token in ["<|endoftxt|>", ""] {
        let result = try read(tool, "run", more + ["--end-token", token])
        #expect(result.exitCode == 65)
        #expect(
          result.lastErrorLine
            == "\(tool): tokenizer: separator \"\(token)\" is not a special token of the tokenizer "
            + "(it has \"<|endoftext|>\"); name one of them with --separator")
        #expect(result.text == "")
      }
      #expect(try read(tool, "run", more + ["--end-token", "<|endoftext|>"]).exitCode == 0)
    }
  }
}
