import Foundation
import Testing

/// `--dry-run` of every stage: says whether it would run and why, and leaves everything as it was.
@Suite struct DryRunTests {
  private struct Step {
    let tool: String
    let arguments: [String]
    /// Flags that ask for another result, and what that is called.
    let change: (flags: [String], because: String)

    init(_ command: String, _ flags: String, because: String) {
      let words = command.split(separator: " ").map(String.init)
      (tool, arguments) = (words[0], Array(words.dropFirst()))
      change = (flags.split(separator: " ").map(String.init), because)
    }
  }

  private static let steps = [
    Step("tell-stories --megabytes 0.05 --output corpus.txt", "--seed 7", because: "seed changed (was 2026, now 7)"),
    Step(
      "bpe-train --input corpus.txt --special-token <|endoftext|> --output tokenizer --vocab-size 300",
      "--special-token <|pad|>",
      because: #"special_tokens changed (was ["<|endoftext|>"], now ["<|endoftext|>","<|pad|>"])"#),
    Step(
      "bpe-encode --tokenizer tokenizer --input corpus.txt --parts 2 --output encoded", "--level 2",
      because: "level changed (was 1, now 2)"),
    Step(
      "shard --input encoded --valid-fraction 0.1 --output dataset", "--shuffle",
      because: "order changed (was \"kept\", now \"shuffled\")"),
    Step(
      "lm-train --dataset dataset --output model --context-length 16 --d-model 16 --layers 1 --heads 2 --d-ff 32 "
        + "--steps 4 --batch-size 2 --validation-tokens 100", "--lr 0.5 --replace",
      because: "lr changed (was 0.001, now 0.5); min_lr changed (was 0.0001, now 0.05)"),
    Step(
      "lm-eval --checkpoint model --dataset dataset --output eval.json", "--max-tokens 50",
      because: "max_tokens changed (was null, now 50)"),
    Step(
      "lm-eval documents --checkpoint model --dataset dataset --tokenizer tokenizer --output documents.jsonl",
      "--split train", because: "split changed (was \"valid\", now \"train\")"),
    Step(
      "tell-stories --minimal-pairs pairs.jsonl --pairs 2", "--pairs 3", because: "minimal_pairs changed (was 2, now 3)"
    ),
    Step("lm-eval report model --output report.html", "--title new", because: #"title changed (was null, now "new")"#),
    Step(
      "lm-train export --checkpoint model --tokenizer tokenizer --hf llama", "--end-token <|endoftext|> --force",
      because: "--force"),
  ]

  /// Every file with its size, its times and its inode.
  private func state(_ workspace: Workspace) throws -> [String] {
    let names = FileManager.default.enumerator(atPath: workspace.folder.path)?.compactMap { $0 as? String } ?? []
    return try names.sorted().map { name in
      var status = stat()
      guard lstat(workspace.path(name), &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
      return "\(name) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
  }

  private func dryRun(_ workspace: Workspace, _ step: Step, _ flags: [String] = []) throws -> ToolRunner.Result {
    let before = try state(workspace)
    let result = try workspace.run(step.tool, arguments: step.arguments + flags + ["--dry-run"])
    #expect(result.exitCode == 0, "\(step.tool): \(result.standardError)")
    #expect(try state(workspace) == before, "\(step.tool)")
    return result
  }

  @Test func everyStageSaysWhatItWouldDoAndDoesNothing() throws {
    let workspace = try Workspace()
    for step in Self.steps {
      let name = step.arguments.first.map { $0.hasPrefix("-") ? step.tool : "\(step.tool) \($0)" } ?? step.tool
      #expect(try dryRun(workspace, step).text == "\(name): would run: no earlier run made this here\n")
      let result = try workspace.run(step.tool, arguments: step.arguments)
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(try dryRun(workspace, step).text.hasPrefix("\(name): up to date: made by run "))
      #expect(try dryRun(workspace, step, step.change.flags).text == "\(name): would run: \(step.change.because)\n")
      let json = try dryRun(workspace, step, step.change.flags + ["--json"]).standardOutput
      let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
      #expect(object["status"] as? String == "would-run")
      #expect(object["because"] as? String == step.change.because)
    }
  }

  @Test func aStageWithoutOutputsSaysWhyItAlwaysRuns() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 2)).exitCode == 0)
    for step in [
      Step("lm-eval --checkpoint run --dataset dataset", "", because: ""),
      Step("lm-sample --checkpoint run --tokenizer tokenizer --prompt A", "", because: ""),
    ] {
      for _ in 0..<2 {
        #expect(
          try dryRun(workspace, step).text
            == "\(step.tool): would run: it only prints and has no output file that could be up to date\n")
        #expect(try workspace.run(step.tool, arguments: step.arguments).exitCode == 0)
      }
    }
  }

  /// Receipts that wait to be taken in are read, and still wait afterwards.
  @Test func knowsWhatOnlyReceiptsTell() throws {
    let workspace = try Workspace()
    for step in Self.steps.prefix(2) {
      #expect(try workspace.run(step.tool, arguments: step.arguments).exitCode == 0)
    }
    try FileManager.default.removeItem(atPath: workspace.path("manifest.db"))
    #expect(try dryRun(workspace, Self.steps[1]).text.hasPrefix("bpe-train: up to date: made by run "))
    #expect(!workspace.exists("manifest.db"))
  }

  /// A task of an array finds out by its parts, not by the manifest.
  @Test func aTaskOfAnArray() throws {
    let workspace = try Workspace()
    for step in Self.steps.prefix(2) {
      #expect(try workspace.run(step.tool, arguments: step.arguments).exitCode == 0)
    }
    let encode = Step(
      "bpe-encode --tokenizer tokenizer --input corpus.txt --parts 4 --output encoded --task 1 --tasks 2", "",
      because: "")
    for _ in 0..<2 {
      #expect(
        try dryRun(workspace, encode).text
          == "bpe-encode: would run: a task of an array checks its outputs itself and makes those that are missing\n")
      #expect(try workspace.run(encode.tool, arguments: encode.arguments).exitCode == 0)
    }
  }
}
