import Foundation
import Testing

/// Bad input to the three tools that know the model: each with its exit code and its words, nothing written.
@Suite struct LMMessagesTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(_ more: String...) -> [String] {
    LMFixture.training(steps: 3) + more
  }

  @Test func trainingRefusesBadSettings() throws {
    try workspace.expect(
      "lm-train", train("--heads", "5"), code: 64,
      "d_model 32 is not divisible by 5 heads; use --d-model 30 or 35, or another --heads")
    try workspace.expect(
      "lm-train", train("--steps", "0"), code: 64, "--steps: 0 (expected 1 to 1000000000); give another --steps")
    try workspace.expect(
      "lm-train", train("--batch-size", "0"), code: 64,
      "--batch-size: 0 (expected 1 or more); give another --batch-size")
    try workspace.expect(
      "lm-train", train("--warmup-steps", "9"), code: 64,
      "--warmup-steps: 9 is after the decay's end (expected at most --decay-steps 3); "
        + "use a shorter warm-up or a later end")
    try workspace.expect(
      "lm-train", train("--keep", "0"), code: 64, "--keep: 0 (expected 1 to 1000000000); give another --keep")
    #expect(!workspace.exists("run"))
  }

  @Test func trainingRefusesDataThatDoesNotFit() throws {
    try workspace.expect(
      "lm-train", train("--context-length", "100000"), code: 65,
      "context longer than the data: a window of 100000 tokens and its targets take 100001 tokens, "
        + "but there are \(try trainTokens()); use a shorter --context-length or more data")
    try workspace.expect(
      "lm-train", train("--vocab-size", "200"), code: 65,
      "dataset/dataset.json: token ids up to 256 do not fit a model of 200 tokens; use --vocab-size 257 or more")
    #expect(!workspace.exists("run"))
  }

  private func trainTokens() throws -> Int {
    let json = try JSONSerialization.jsonObject(with: workspace.read("dataset/dataset.json")) as? [String: Any]
    let splits = json?["splits"] as? [String: Any]
    return (splits?["train"] as? [String: Any])?["tokens"] as? Int ?? -1
  }

  @Test func missingInputsAreNamed() throws {
    let noDataset = try workspace.run(
      "lm-train", arguments: ["--dataset", "nowhere", "--output", "run"] + LMFixture.tinyModel)
    #expect(noDataset.exitCode == 66)
    #expect(noDataset.lastErrorLine.hasPrefix("lm-train: nowhere"))
    let noCheckpoint = try workspace.run("lm-eval", "--checkpoint", "nothing", "--dataset", "dataset")
    #expect(noCheckpoint.exitCode == 66)
    #expect(noCheckpoint.lastErrorLine.hasPrefix("lm-eval: nothing"))
    try FileManager.default.createDirectory(atPath: workspace.path("empty"), withIntermediateDirectories: false)
    try workspace.expect(
      "lm-eval", ["--checkpoint", "empty", "--dataset", "dataset"], code: 66,
      "empty: no checkpoint (expected step-….safetensors); train with lm-train --output")
    let noFlag = try workspace.run("lm-train", "--output", "run")
    #expect(noFlag.exitCode == 64)
    #expect(noFlag.standardError.contains("--dataset is missing"))
  }

  @Test func aDivergingRunEndsWithItsOwnCode() throws {
    let result = try workspace.run(
      "lm-train",
      arguments: LMFixture.training(steps: 60) + ["--lr", "1e30", "--warmup-steps", "50", "--checkpoint-every", "1"])
    #expect(result.exitCode == 3)
    #expect(result.lastErrorLine.hasPrefix("lm-train: diverged at step "))
    #expect(result.lastErrorLine.contains("start over with a lower --lr, a longer --warmup-steps or a smaller --clip"))
    let last = try LMFixture.records(workspace).last
    #expect(last?["diverged"] as? Bool == true)
  }

  @Test func theWrongTokenizerIsRefused() throws {
    #expect(try workspace.run("lm-train", arguments: train()).exitCode == 0)
    let other = try LMFixture.tokenizer(separator: "<|end|>")
    _ = try other.write(to: workspace.path("other"))
    try LMFixture.makeDataset(in: workspace, name: "foreign", tokenizer: other, documents: 50)
    let expected = try LMFixture.tokenizer(separator: "<|endoftext|>").digest.short
    try workspace.expect(
      "lm-eval", ["--checkpoint", "run", "--dataset", "foreign"], code: 65,
      "foreign: tokens of vocabulary \(other.digest.short) (expected \(expected), the model's); "
        + "use the tokens that the model was trained with")
    try workspace.expect(
      "lm-eval", ["--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "other"], code: 65,
      "other: tokenizer of vocabulary \(other.digest.short) (expected \(expected), the model's); "
        + "use the tokenizer that the model was trained with")
    try workspace.expect(
      "lm-sample", ["--checkpoint", "run", "--tokenizer", "other", "--prompt", "x"], code: 65,
      "other: vocabulary \(other.digest.short) (expected \(expected), the model's); "
        + "use the tokenizer that it was trained with")
    try workspace.expect(
      "lm-train", ["--dataset", "foreign", "--output", "run", "--resume"], code: 64,
      "run: the run there was made with other settings: the dataset's tokenizer, the dataset; "
        + "continue with its own settings by leaving flags out, or start over with --replace")
  }

  @Test func damagedCheckpointsAreRefusedByName() throws {
    #expect(try workspace.run("lm-train", arguments: train()).exitCode == 0)
    let path = LMFixture.checkpoint(3)
    let whole = try workspace.read(path)
    let url = workspace.folder.appendingPathComponent("damaged.safetensors")
    for length in [0, 7, 100, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: url)
      let result = try workspace.run("lm-eval", "--checkpoint", "damaged.safetensors", "--dataset", "dataset")
      #expect(result.exitCode == 65)
      #expect(result.lastErrorLine.hasPrefix("lm-eval: damaged.safetensors: "))
    }
    for place in stride(from: 9, to: whole.count, by: whole.count / 40) {
      var bytes = whole
      bytes[place] ^= 4
      try bytes.write(to: url)
      let result = try workspace.run(
        "lm-sample", "--checkpoint", "damaged.safetensors", "--tokenizer", "tokenizer", "--prompt", "A",
        "--max-new-tokens", "1")
      // Parameters are always checked; the optimiser's numbers do not matter here.
      #expect(result.exitCode == 65 || result.exitCode == 0)
    }
    var bytes = whole
    bytes[whole.count - 4] ^= 4
    try bytes.write(to: url)
    try workspace.expect(
      "lm-eval", ["--checkpoint", "damaged.safetensors", "--dataset", "dataset"], code: 65,
      "damaged.safetensors: the parameters are not what was written (their sha256 differs); "
        + "the file is damaged, use another checkpoint")
  }

  @Test func samplingRefusesBadRules() throws {
    #expect(try workspace.run("lm-train", arguments: train()).exitCode == 0)
    let base = ["--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", "A"]
    try workspace.expect(
      "lm-sample", base + ["--temperature=-1"], code: 64,
      "temperature: -1.0 (expected a finite number, 0 or above); 0 is greedy, 1 is the model's own distribution")
    try workspace.expect(
      "lm-sample", base + ["--top-p", "0"], code: 64,
      "top-p: 0.0 (expected above 0 and at most 1); 1 keeps all tokens")
    try workspace.expect(
      "lm-sample", base + ["--top-k", "0"], code: 64,
      "top-k: 0 (expected 1 or above); leave it out to keep all tokens")
    try workspace.expect(
      "lm-sample", base + ["--ban-eos", "--separator", "<|stop|>"], code: 65,
      "tokenizer: separator \"<|stop|>\" is not a special token of the tokenizer (it has \"<|endoftext|>\"); "
        + "name one of them with --separator")
  }
}
