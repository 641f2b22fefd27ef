import Foundation
import Testing

/// `lm-train export` as its user runs it.
@Suite struct LMExportTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 3))
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func export(_ more: String..., checkpoint: String = "run") throws -> ToolRunner.Result {
    try workspace.run(
      "lm-train", arguments: ["export", "--checkpoint", checkpoint, "--tokenizer", "tokenizer", "--hf", "hf"] + more)
  }

  private static let files = [
    "config.json", "generation_config.json", "model.safetensors", "special_tokens_map.json", "tokenizer.json",
    "tokenizer_config.json",
  ]

  @Test func theFolderIsWholeAndTheSecondTimeUpToDate() throws {
    let first = try export()
    #expect(first.exitCode == 0, "\(first.standardError)")
    #expect(first.text.hasPrefix("hf: 6 files, "))
    #expect(try workspace.list("hf") == Self.files)
    let config = try JSONSerialization.jsonObject(with: workspace.read("hf/config.json")) as? [String: Any]
    #expect(config?["max_position_embeddings"] as? Int == 32)
    #expect(config?["vocab_size"] as? Int == 257)
    #expect(config?["eos_token_id"] as? Int == 0)
    let second = try export()
    #expect(second.exitCode == 0)
    #expect(second.lastErrorLine.hasPrefix("lm-train export: up to date: made by run "))
    #expect(try workspace.list().filter { $0.hasPrefix(".") } == [])
  }

  @Test func itStandsInTheLineage() throws {
    #expect(try export().exitCode == 0)
    let why = try workspace.run("manifest", "why", "hf/model.safetensors")
    #expect(why.exitCode == 0, "\(why.standardError)")
    #expect(why.text.contains("lm-train export"))
    #expect(why.text.contains(LMFixture.checkpoint(3)))
    #expect(why.text.contains("tokenizer/vocab.json"))
  }

  @Test func anotherExportIsReplacedOnlyWithForceAndOtherFilesNever() throws {
    #expect(try export().exitCode == 0)
    let more = try workspace.run("lm-train", arguments: LMFixture.training(steps: 5) + ["--resume"])
    #expect(more.exitCode == 0, "\(more.standardError)")
    let before = try workspace.read("hf/model.safetensors")
    let refused = try export()
    #expect(refused.exitCode == 64)
    #expect(
      refused.lastErrorLine
        == "lm-train export: hf: another export is there (expected a new or empty directory); replace it with --force, "
        + "or choose another directory")
    #expect(try workspace.read("hf/model.safetensors") == before)
    #expect(try export("--force").exitCode == 0)
    #expect(try workspace.read("hf/model.safetensors") != before)

    try workspace.write("mine", to: "hf/notes.txt")
    let foreign = try export("--force")
    #expect(foreign.exitCode == 64)
    #expect(
      foreign.lastErrorLine
        == "lm-train export: hf: holds \"notes.txt\", which is not of an export (expected a new or empty directory); "
        + "choose another directory")
    #expect(try workspace.list("hf") == (Self.files + ["notes.txt"]).sorted())
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let ablation = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 1, output: "nope") + ["--position", "none"])
    #expect(ablation.exitCode == 0)
    let noLlama = try export(checkpoint: "nope")
    #expect(noLlama.exitCode == 65)
    #expect(
      noLlama.lastErrorLine
        == "lm-train export: \(LMFixture.checkpoint(1, run: "nope")): a model with --position none is no Llama, Mistral or Qwen "
        + "(expected --position rope), nor a GPT-2; export a model of that kind")
    let other = try LMFixture.tokenizer(separator: "<|end|>")
    _ = try other.write(to: workspace.path("tokenizer"))
    let foreign = try export()
    #expect(foreign.exitCode == 65)
    let expected = try LMFixture.tokenizer(separator: "<|endoftext|>").digest.short
    #expect(
      foreign.lastErrorLine
        == "lm-train export: tokenizer: vocabulary \(other.digest.short) (expected \(expected), the model's); "
        + "use the tokenizer that it was trained with")
    let token = try export("--end-token", "<|stop|>")
    #expect(token.exitCode == 65)
    #expect(
      token.lastErrorLine
        == "lm-train export: tokenizer: separator \"<|stop|>\" is not a special token of the tokenizer "
        + "(it has \"<|end|>\"); name one of them with --separator")
    #expect(!workspace.exists("hf"))
  }

  private func exported(_ checkpoint: String, _ more: String...) throws -> ToolRunner.Result {
    try workspace.run("lm-train", arguments: ["export", "--checkpoint", checkpoint] + more)
  }

  /// A folder of transformers has its own tokenizer, and so has a run that began with it.
  @Test func theTokenizerOfTheFolderThatAModelComesFrom() throws {
    #expect(try export().exitCode == 0)
    var settings = try #require(
      JSONSerialization.jsonObject(with: workspace.read("hf/tokenizer_config.json")) as? [String: Any])
    settings["chat_template"] = "{{ messages }}"
    try workspace.write(
      String(decoding: JSONSerialization.data(withJSONObject: settings), as: UTF8.self), to: "hf/tokenizer_config.json")

    let again = try exported("hf", "--hf", "again")
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(again.standardError.contains("lm-train export: with the tokenizer of hf"))
    #expect(try workspace.read("again/tokenizer.json") == workspace.read("hf/tokenizer.json"))
    #expect(
      try String(decoding: workspace.read("again/tokenizer_config.json"), as: UTF8.self).contains("{{ messages }}"))

    let tuned = try workspace.run(
      "lm-train",
      arguments: [
        "--init-from", "hf", "--dataset", "dataset", "--output", "tuned", "--steps", "1", "--batch-size", "2",
      ])
    #expect(tuned.exitCode == 0, "\(tuned.standardError)")
    let gguf = try exported("tuned", "--gguf", "tuned.gguf")
    #expect(gguf.exitCode == 0, "\(gguf.standardError)")
    #expect(gguf.text.hasSuffix(", and tuned.Modelfile for Ollama\n"))
    #expect(try workspace.read("tuned.gguf").range(of: Data("tokenizer.chat_template".utf8)) != nil)
    #expect(
      try String(decoding: workspace.read("tuned.Modelfile"), as: UTF8.self).hasPrefix(
        "# ollama create NAME -f tuned.Modelfile, beside this file\nFROM ./tuned.gguf\n"))
    #expect(try exported("tuned", "--gguf", "tuned.gguf").lastErrorLine.contains("up to date"))
    // A template that has changed is a change.
    settings["chat_template"] = "{{ other }}"
    try workspace.write(
      String(decoding: JSONSerialization.data(withJSONObject: settings), as: UTF8.self), to: "hf/tokenizer_config.json")
    let changed = try exported("tuned", "--gguf", "tuned.gguf")
    #expect(changed.exitCode == 0 && changed.standardError.contains("running again"), "\(changed.standardError)")

    // Another tokenizer at the same place is not the model's.
    _ = try LMFixture.tokenizer(separator: "<|end|>").write(to: workspace.path("hf"))
    let missing =
      "--tokenizer is missing (expected the directory of the tokenizer that the model was trained with); only a model that "
      + "comes from a folder of transformers, which is still there, has its own"
    let other = try exported("tuned", "--gguf", "other.gguf")
    #expect(other.exitCode == 64 && other.lastErrorLine == "lm-train export: \(missing)", "\(other.standardError)")
    #expect(try exported("run", "--gguf", "run.gguf").lastErrorLine == "lm-train export: \(missing)")
    #expect(!workspace.exists("other.gguf") && !workspace.exists("run.gguf"))
  }

  @Test func withoutASubcommandItTrainsAndHelps() throws {
    let help = try workspace.run("lm-train", "--help")
    #expect(help.exitCode == 0)
    #expect(help.text.contains("--warmup-steps"))
    #expect(help.text.contains("tabulate"))
    #expect(try workspace.run("lm-train", "export", "--help").text.contains("--hf"))
    #expect(try workspace.run("lm-train", "help").text.contains("export"))
  }
}
