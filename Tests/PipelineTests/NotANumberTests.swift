import Foundation
import Testing

/// What is not a number is an error in every tool: in flags, in parameters, in what is computed.
@Suite struct NotANumberTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(steps: Int = 3) throws {
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: steps))
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  /// Writes the checkpoint of three steps with the floats of one tensor changed.
  private func edit(_ tensor: String, to path: String, _ change: (inout [Float]) -> Void) throws {
    let url = workspace.folder.appendingPathComponent(path)
    try EditedCheckpoint.write(workspace.read(LMFixture.checkpoint(3)), to: url) { name, bytes in
      guard name == tensor else { return }
      var floats = bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
      change(&floats)
      bytes = floats.withUnsafeBytes { Data($0) }
    }
  }

  // MARK: Parameters

  @Test(arguments: [Float.nan, .infinity])
  func aParameterThatIsNoNumberIsRefused(_ value: Float) throws {
    try train()
    try edit("lm_head.weight", to: "nan.safetensors") { $0[0] = value }
    let words =
      "nan.safetensors: tensor \"lm_head.weight\" holds a value that is not a finite number; "
      + "the checkpoint is damaged or its training diverged, use another one"
    let evaluation = ["--checkpoint", "nan.safetensors", "--dataset", "dataset", "--output", "eval.json"]
    try workspace.expect("lm-eval", evaluation, code: 65, words)
    try workspace.expect("lm-eval", evaluation, code: 65, words)
    #expect(!workspace.exists("eval.json"))
    let log = try workspace.run("manifest", "log")
    #expect(
      log.text.split(separator: "\n").filter { $0.contains("lm-eval") && $0.contains("failed") }.count == 2,
      "\(log.text)")
    for weights in ["fp32", "bf16", "int8"] {
      try workspace.expect("lm-eval", evaluation + ["--weights", weights], code: 65, words)
      try workspace.expect(
        "lm-sample",
        ["--checkpoint", "nan.safetensors", "--tokenizer", "tokenizer", "--prompt", "A", "--weights", weights],
        code: 65, words)
    }
    let export = try workspace.run(
      "lm-train", "export", "--checkpoint", "nan.safetensors", "--tokenizer", "tokenizer", "--hf", "hf")
    #expect(export.exitCode == 65)
    #expect(export.lastErrorLine == "lm-train export: " + words)
    #expect(!workspace.exists("hf"))
  }

  // MARK: Results

  /// Finite parameters of which no loss can be computed.
  @Test func aLossThatIsNoNumberIsRefused() throws {
    try train()
    try edit("ln_final.weight", to: "large.safetensors") { $0 = $0.map { _ in 3e38 } }
    let result = try workspace.run(
      "lm-eval", "--checkpoint", "large.safetensors", "--dataset", "dataset", "--output", "eval.json",
      "--max-tokens", "50")
    #expect(result.exitCode == 65)
    #expect(
      try #require(
        try? Regex(
          "lm-eval: large.safetensors: loss (nan|inf) over 50 tokens \\(expected a finite number\\); "
            + "the checkpoint is damaged or its training diverged, use another one")
      )
      .wholeMatchIs(result.lastErrorLine), "\(result.lastErrorLine)")
    #expect(result.text == "" && !workspace.exists("eval.json"))
  }

  /// Such as lm-eval wrote once.
  @Test func aResultWithoutALossIsNotShown() throws {
    try train()
    let arguments = ["--checkpoint", "run", "--dataset", "dataset", "--output", "run/eval.json"]
    #expect(try workspace.run("lm-eval", arguments: arguments).exitCode == 0)
    let whole = String(decoding: try workspace.read("run/eval.json"), as: UTF8.self)
    let nothing = whole.replacing(try Regex(#""(loss|perplexity)": [0-9.]+"#)) {
      "\"\($0.output[1].substring ?? "")\": null"
    }
    #expect(nothing != whole)
    try workspace.write(nothing, to: "run/eval.json")
    let compared = try workspace.run("lm-eval", "compare", "run", "--json")
    #expect(compared.text.contains(#""evaluation": {}"#), "\(compared.text)")
    let again = try workspace.run("lm-eval", arguments: arguments)
    #expect(again.exitCode == 0 && !again.standardError.contains("up to date"))
    #expect(String(decoding: try workspace.read("run/eval.json"), as: UTF8.self) == whole)
  }

  /// The validation split holds a token whose embedding is no number, and the training split does not.
  @Test func aValidationThatIsNoNumberIsADivergence() throws {
    let rare = "#"
    let tokenizer = try LMFixture.tokenizer(separator: "<|endoftext|>")
    try LMFixture.makeDataset(in: workspace, name: "rare", tokenizer: tokenizer, documents: 100, last: rare)
    var arguments = LMFixture.training(steps: 3)
    arguments[1] = "rare"
    #expect(try workspace.run("lm-train", arguments: arguments + ["--validate-every", "0"]).exitCode == 0)
    let row = 1 + Int(rare.utf8.first ?? 0)
    try edit("token_embeddings.weight", to: LMFixture.checkpoint(3)) { $0[row * 32] = .nan }
    arguments[5] = "10"
    let result = try workspace.run(
      "lm-train", arguments: arguments + ["--resume", "--validate-every", "2", "--checkpoint-every", "0"])
    #expect(result.exitCode == 3, "\(result.standardError)")
    #expect(
      result.lastErrorLine
        == "lm-train: diverged at step 4: validation loss nan (expected finite numbers); the last good state is "
        + "\(LMFixture.checkpoint(3)); start over with a lower --lr, a longer --warmup-steps or a smaller --clip")
    let last = try #require(try LMFixture.records(workspace).last)
    #expect(last["diverged"] as? Bool == true && last["step"] as? Int == 4)
    #expect(!workspace.exists(LMFixture.checkpoint(10)))
  }
}

extension Regex<AnyRegexOutput> {
  fileprivate func wholeMatchIs(_ text: String) -> Bool { (try? wholeMatch(in: text)) != nil }
}
