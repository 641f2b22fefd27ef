import Foundation
import TestSupport
import Testing

/// `lm-train export --gguf`, and the file in the hands of ggml's own reader.
@Suite struct LMGGUFTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(_ more: String...) throws {
    let result = try workspace.train(steps: 2, output: "run", more)
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func export(_ more: String...) throws -> ToolRunner.Result {
    try workspace.run("lm-train", arguments: ["export", "--checkpoint", "run", "--tokenizer", "tokenizer"] + more)
  }

  @Test func oneFileThatIsUpToDateTheSecondTime() throws {
    try train()
    let first = try export("--gguf", "m.gguf")
    #expect(first.exitCode == 0 && first.text.hasPrefix("m.gguf: "), "\(first.standardError)")
    #expect(try workspace.read("m.gguf").prefix(8) == Data([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]))
    #expect(try export("--gguf", "m.gguf").lastErrorLine.hasPrefix("lm-train export: up to date: made by run "))
    #expect(try export("--gguf", "q.gguf", "--gguf-type", "q8_0").exitCode == 0)
    #expect(try workspace.read("q.gguf").count < workspace.read("m.gguf").count / 2)
    let why = try workspace.run("manifest", "why", "q.gguf")
    #expect(why.text.contains("lm-train export") && why.text.contains(LMFixture.checkpoint(2)))
    try workspace.write("mine", to: "notes.gguf")
    #expect(try export("--gguf", "notes.gguf").exitCode == 64)
  }

  @Test func whatCannotBe() throws {
    try train("--window", "8")
    #expect(
      try export().lastErrorLine
        == "lm-train: --hf <dir>, --gguf <file> or --adapter <dir>: one of them says what to write.")
    #expect(try export("--hf", "a", "--gguf", "b").exitCode == 64)
    #expect(
      try export("--hf", "a", "--gguf-type", "f16").lastErrorLine == "lm-train: --gguf-type: goes with --gguf.")
    #expect(
      try export("--gguf", "m.gguf").lastErrorLine
        == "lm-train export: \(LMFixture.checkpoint(2)): a model with --window is not what llama.cpp computes (expected "
        + "--window 0); export a model of that kind")
    #expect(!workspace.exists("m.gguf"))
  }

  private static let models: [(architecture: String, flags: [String])] = [
    ("llama", ["--kv-heads", "1", "--tie-embeddings"]), ("qwen3", ["--qk-norm", "--head-width", "12"]),
    ("qwen2", ["--biases", "qkv"]),
    (
      "gpt2", ["--norm-kind", "layer", "--position", "learned", "--ffn", "gelu", "--biases", "all", "--tie-embeddings"]
    ),
  ]

  /// Names, shapes, numbers and tokens, as the package gguf reads them; matrices of 32 columns fit blocks of q8_0.
  @Test(
    .enabled(
      if: PythonTool.has("gguf") && PythonTool.has("safetensors"),
      "set LETTERPRESS_PYTHON to a Python with gguf and safetensors"),
    arguments: models.indices)
  func ggmlReadsIt(_ index: Int) throws {
    let (architecture, flags) = Self.models[index]
    let result = try workspace.train(steps: 2, output: "run", flags)
    #expect(result.exitCode == 0, "\(result.standardError)")
    for type in ["f32", "f16", "bf16", "q8_0"] {
      #expect(try export("--gguf", "\(type).gguf", "--gguf-type", type).exitCode == 0)
    }
    let script = """
      import sys
      import numpy
      from gguf import GGUFReader, dequantize
      from safetensors.numpy import load_file

      ours = {k: v for k, v in load_file(sys.argv[1]).items() if not k.startswith("optim.") and v.dtype == numpy.float32}
      width, heads = ours["token_embeddings.weight"].shape[1], 2
      inner = {"attn_norm": "ln1", "ffn_norm": "ln2", "attn_q": "attn.q_proj", "attn_k": "attn.k_proj",
               "attn_v": "attn.v_proj", "attn_q_norm": "attn.q_norm", "attn_k_norm": "attn.k_norm",
               "attn_output": "attn.output_proj", "ffn_down": "ffn.w2"}
      outer = {"token_embd": "token_embeddings", "position_embd": "position_embeddings", "output_norm": "ln_final",
               "output": "lm_head"}
      for type in ["f32", "f16", "bf16", "q8_0"]:
          file = GGUFReader(f"{sys.argv[2]}/{type}.gguf")
          architecture = file.fields["general.architecture"].contents()
          assert architecture == sys.argv[3], architecture
          assert file.fields[f"{architecture}.block_count"].contents() == 2
          tokens = file.fields["tokenizer.ggml.tokens"].contents()
          assert len(tokens) == 257 and tokens[0] == "<|endoftext|>" and tokens[33] == "\\u0120", tokens[:40]
          assert file.fields["tokenizer.ggml.pre"].contents() == "gpt-2"
          assert file.fields["tokenizer.ggml.token_type"].contents()[:2] == [3, 1]
          assert file.fields["tokenizer.ggml.eos_token_id"].contents() == 0
          seen = set()
          for tensor in file.tensors:
              found = dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
              parts = tensor.name.split(".")
              kind = parts[-1]
              if parts[0] != "blk":
                  names = [f"{outer[parts[0]]}.{kind}"]
              else:
                  layer, stem = f"layers.{parts[1]}.", parts[2]
                  if stem == "attn_qkv":
                      names = [f"{layer}attn.{x}_proj.{kind}" for x in "qkv"]
                  elif stem in ("ffn_up", "ffn_gate"):
                      gated = f"{layer}ffn.w3.weight" in ours
                      names = [f"{layer}ffn.{'w3' if stem == 'ffn_up' and gated else 'w1'}.{kind}"]
                  else:
                      names = [f"{layer}{inner[stem]}.{kind}"]
              expected = numpy.concatenate([ours[name] for name in names])
              seen.update(names)
              if architecture in ("qwen2", "qwen3") and parts[0] == "blk" and stem in ("attn_q", "attn_k", "attn_q_norm", "attn_k_norm"):
                  head = 12 if architecture == "qwen3" else width // heads
                  order = numpy.concatenate([numpy.arange(0, head, 2), numpy.arange(1, head, 2)])
                  rows = numpy.concatenate([start + order for start in range(0, expected.shape[0], head)])
                  expected = expected[rows]
              assert found.shape == expected.shape, (tensor.name, found.shape, expected.shape)
              error = numpy.abs(found - expected)
              if type == "f32" or expected.ndim == 1:
                  assert (error == 0).all(), tensor.name
              elif tensor.tensor_type.name == "Q8_0":
                  limit = numpy.abs(expected).reshape(-1, 32).max(1).repeat(32).reshape(expected.shape) / 127
                  assert (error <= 0.57 * limit + 1e-6).all(), tensor.name
              else:
                  assert (error <= numpy.abs(expected) * (2 ** -8 if type == "bf16" else 2 ** -11) + 1e-7).all(), tensor.name
          assert seen == set(ours), set(ours) - seen
      print("read")
      """
    let arguments = ["-c", script, workspace.path(LMFixture.checkpoint(2)), workspace.path("."), architecture]
    let output = try #require(try PythonTool.output(of: arguments))
    #expect(String(decoding: output, as: UTF8.self) == "read\n")
  }
}
