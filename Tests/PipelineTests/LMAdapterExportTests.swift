import Foundation
import Formats
import Testing

/// `lm-train export --adapter`: what PEFT makes of the folder is the model that lm-train has.
@Suite struct LMAdapterExportTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  static let gpt2 = ["--norm-kind", "layer", "--position", "learned", "--ffn", "gelu", "--biases", "all"]

  /// A model that is trained, exported as `folder`, and then adapted as `tuned`.
  private func adapt(_ model: [String], _ flags: [String]) throws {
    for arguments in [
      LMFixture.training(steps: 3, output: "base") + model,
      ["export", "--checkpoint", "base", "--tokenizer", "tokenizer", "--hf", "folder"],
      [
        "--init-from", "folder", "--dataset", "dataset", "--output", "tuned", "--steps", "3", "--batch-size", "8",
        "--lr", "1e-2", "--lora-rank", "2", "--lora-alpha", "6",
      ] + flags,
      ["export", "--checkpoint", "tuned", "--tokenizer", "tokenizer", "--hf", "merged"],
      ["export", "--checkpoint", "tuned", "--adapter", "adapter"],
    ] {
      let result = try workspace.run("lm-train", arguments: arguments)
      #expect(result.exitCode == 0, "\(arguments): \(result.standardError)")
    }
  }

  private func tensors(_ path: String) throws -> [String: (shape: [Int], values: [Float])] {
    let file = try SafetensorsFile(path: workspace.path(path))
    return try Dictionary(
      uniqueKeysWithValues: file.names.map { ($0, (file.info($0)?.shape ?? [], Array(try file.floats($0)))) })
  }

  private func configuration() throws -> JSONValue {
    try JSONValue(path: workspace.path("adapter/adapter_config.json"))
  }

  /// What is in `merged` beyond `folder`, by PEFT's rule: alpha / R · B · A, turned where matrices are (inputs, outputs).
  private func expectSums() throws -> Int {
    let (base, merged, adapter) = (
      try tensors("folder/model.safetensors"), try tensors("merged/model.safetensors"),
      try tensors("adapter/adapter_model.safetensors")
    )
    let settings = try configuration()
    let isTransposed = settings["fan_in_fan_out"] == true
    var adapted = 0
    for (name, after) in merged {
      let before = try #require(base[name])
      let module = String(name.dropLast(".weight".count))
      guard let a = adapter["base_model.model.\(module).lora_A.weight"] else {
        #expect(before.values == after.values, "\(name)")
        continue
      }
      adapted += 1
      let b = try #require(adapter["base_model.model.\(module).lora_B.weight"])
      let (rank, inputs, outputs) = (a.shape[0], a.shape[1], b.shape[0])
      #expect(b.shape[1] == rank && rank == settings["rank_pattern"]?[module]?.int ?? settings["r"]?.int)
      #expect(after.shape == (isTransposed ? [inputs, outputs] : [outputs, inputs]))
      let alpha = try #require(settings["alpha_pattern"]?[module]?.double ?? settings["lora_alpha"]?.double)
      for output in 0..<outputs {
        for input in 0..<inputs {
          let sum = (0..<rank).reduce(0.0) {
            $0 + Double(b.values[output * rank + $1]) * Double(a.values[$1 * inputs + input])
          }
          let place = isTransposed ? input * outputs + output : output * inputs + input
          let gap = Double(after.values[place]) - Double(before.values[place]) - alpha / Double(rank) * sum
          #expect(abs(gap) < 1e-6, "\(name)")
        }
      }
    }
    #expect(adapter.count == 2 * adapted)
    return adapted
  }

  @Test func allMatricesOfALlama() throws {
    try adapt([], [])
    #expect(try expectSums() == 14)
    let settings = try configuration()
    #expect(settings["base_model_name_or_path"] == "folder" && settings["r"] == 2 && settings["rank_pattern"] == [:])
    #expect(
      settings["target_modules"] == [
        "mlp.down_proj", "mlp.gate_proj", "mlp.up_proj", "self_attn.k_proj", "self_attn.o_proj", "self_attn.q_proj",
        "self_attn.v_proj",
      ])
    #expect(try workspace.run("manifest", "why", "adapter/adapter_model.safetensors").text.contains("lm-train export"))
    #expect(try workspace.run("manifest", "verify").exitCode == 0)
    let again = try workspace.run("lm-train", "export", "--checkpoint", "tuned", "--adapter", "adapter")
    #expect(again.standardError.contains("up to date"))
  }

  @Test func someMatricesOfGPT2() throws {
    // Of one block queries and values, which share a layer there; of the other one the last matrix.
    let targets = ["layers.0.attn.q_proj", "layers.0.attn.v_proj", "layers.1.ffn.w2"]
    try adapt(Self.gpt2, targets.flatMap { ["--lora-target", $0] })
    #expect(try expectSums() == 2)
    let settings = try configuration()
    #expect(settings["rank_pattern"] == ["transformer.h.0.attn.c_attn": 4])
    #expect(settings["alpha_pattern"]?["transformer.h.0.attn.c_attn"]?.double == 12)
    #expect(settings["target_modules"] == ["transformer.h.0.attn.c_attn", "transformer.h.1.mlp.c_proj"])
  }

  @Test func whatCannotBe() throws {
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 2, output: "base")).exitCode == 0)
    func tune(_ flags: String...) throws {
      let result = try workspace.run(
        "lm-train",
        arguments: ["--init-from", "base", "--dataset", "dataset", "--output", "tuned", "--steps", "1"] + flags)
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    func expectRefusal(_ flags: String..., code: Int32, _ words: String) throws {
      let result = try workspace.run("lm-train", arguments: ["export", "--adapter", "out"] + flags)
      #expect(result.exitCode == code && result.lastErrorLine.contains(words), "\(result.standardError)")
      #expect(!workspace.exists("out"))
    }
    try expectRefusal(
      "--checkpoint", "base", "--base-model", "x", code: 65,
      "no adapters (expected a checkpoint of a training with --lora-rank); export the whole model")
    try tune("--lora-rank", "1")
    try expectRefusal(
      "--checkpoint", "tuned", code: 64,
      "--base-model is missing (expected the folder of transformers that the training began with; base is none)")
    try expectRefusal("--checkpoint", "tuned", "--tokenizer", "tokenizer", code: 64, "--tokenizer: goes with --hf")
    try expectRefusal("--checkpoint", "tuned", "--hf", "other", code: 64, "one of them says what to write")
    let result = try workspace.run(
      "lm-train", "export", "--checkpoint", "tuned", "--adapter", "out", "--base-model", "me/base", "--json")
    #expect(result.exitCode == 0 && result.text.contains(#""folder": "out""#), "\(result.standardError)")
    let settings = try JSONValue(path: workspace.path("out/adapter_config.json"))
    #expect(settings["base_model_name_or_path"] == "me/base")
  }
}
