import CommandSupport
import Formats
import Foundation
import TestSupport
import Testing
import Transformer

@testable import Checkpoints

private let hasTransformers = PythonTool.has("torch") && PythonTool.has("transformers")

@Suite struct LlamaFolderTests {
  private let tokens: [UInt32] = [0, 79, 110, 99, 101, 33, 118, 112, 111, 110, 33, 98, 33, 117, 106, 110, 102, 0, 256]

  private func export(_ model: LanguageModel, to path: String) throws -> [WrittenFile] {
    try LlamaFolder(model: model, tokenizer: makeTokenizer(), ends: TextEnds(separator: "<|endoftext|>")).write(
      to: path)
  }

  /// Our logits against those that Python computes from the folder.
  private func largestDifference(_ kind: String, _ change: (inout ModelConfiguration) -> Void) throws -> Float {
    let scratch = try TestFolder()
    let model = try makeModel(change)
    _ = try export(model, to: scratch.file("hf"))
    let script = try fixture("llama_logits.py")
    let data = try #require(try PythonTool.output(of: [script, kind, scratch.file("hf"), "\(tokens)"]))
    let theirs = try JSONDecoder().decode([[Float]].self, from: Data(data)).flatMap { $0 }
    let ours = try logits(of: model, tokens)
    #expect(ours.count == theirs.count)
    return zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(.enabled(if: PythonTool.path != nil, "set LETTERPRESS_PYTHON to a Python with safetensors and numpy"))
  func aLlamaInNumpyComputesOurLogits() throws {
    #expect(try largestDifference("numpy") { _ in } < 1e-4)
    #expect(
      try largestDifference("numpy") {
        ($0.heads, $0.ropeTheta, $0.tieEmbeddings, $0.normEpsilon) = (4, 123, true, 1e-2)
      } < 1e-4)
  }

  @Test(.enabled(if: hasTransformers, "set LETTERPRESS_PYTHON to a Python with transformers and torch"))
  func transformersComputesOurLogits() throws {
    #expect(try largestDifference("transformers") { _ in } < 1e-4)
    #expect(
      try largestDifference("transformers") {
        ($0.heads, $0.ropeTheta, $0.tieEmbeddings, $0.normEpsilon) = (4, 123, true, 1e-2)
      } < 1e-4)
  }

  /// Shared keys and values, a window that is shorter than the text, normed heads with gains, and all of them.
  static let families: [(@Sendable (inout ModelConfiguration) -> Void)] = [
    { $0.keyValueHeads = 1 },
    { ($0.attentionWindow, $0.keyValueHeads) = (5, 1) },
    { $0.normsHeads = true },
    { ($0.normsHeads, $0.attentionWindow, $0.keyValueHeads, $0.tieEmbeddings) = (true, 6, 1, true) },
    { ($0.biases, $0.keyValueHeads) = (.qkv, 1) },
    { $0.biases = [.qkv, .attentionOutput, .feedForward] },
    { ($0.ownHeadWidth, $0.ropeScaling) = (10, .llama3(factor: 8, low: 1, high: 4, originalContext: 16)) },
    { ($0.ropeTheta, $0.ropeScaling) = (50, .linear(factor: 3)) },
    {
      ($0.normKind, $0.position, $0.feedForward, $0.tieEmbeddings) = (.layer, .learned, .gelu, true)
      $0.biases = [.qkv, .attentionOutput, .feedForward]
    },
    {
      ($0.normKind, $0.position, $0.feedForward) = (.layer, .learned, .geluErf)
      $0.biases = [.qkv, .attentionOutput, .feedForward]
    },
  ]

  @Test(
    .enabled(if: hasTransformers, "set LETTERPRESS_PYTHON to a Python with transformers and torch"),
    arguments: families.indices)
  func transformersComputesOurLogitsOfItsRelatives(_ index: Int) throws {
    #expect(try largestDifference("transformers", Self.families[index]) < 1e-4)
  }

  @Test(.enabled(if: hasTransformers, "set LETTERPRESS_PYTHON to a Python with transformers and torch"))
  func transformersReadsTheTokenizerAndTheEnds() throws {
    let scratch = try TestFolder()
    _ = try export(try makeModel(), to: scratch.file("hf"))
    let script = """
      import sys
      from transformers import AutoTokenizer, AutoConfig, GenerationConfig
      t, c = AutoTokenizer.from_pretrained(sys.argv[1]), AutoConfig.from_pretrained(sys.argv[1])
      text = "é it's\\n 12<|endoftext|>x"
      ids = t(text)["input_ids"]
      print(ids, t.decode(ids) == text, t.eos_token, t.bos_token_id, t.model_max_length)
      print(c.bos_token_id, c.eos_token_id, GenerationConfig.from_pretrained(sys.argv[1]).eos_token_id)
      """
    let data = try #require(try PythonTool.output(of: ["-c", script, scratch.file("hf")]))
    #expect(
      String(decoding: data, as: UTF8.self) == """
        [196, 170, 33, 106, 117, 40, 116, 11, 33, 50, 51, 0, 121] True <|endoftext|> 0 32
        0 0 0

        """)
  }

  @Test func theFolderAppearsWholeAndReplacesAFormerOne() throws {
    let scratch = try TestFolder()
    let model = try makeModel()
    let files = try export(model, to: scratch.file("hf/"))
    #expect(files.map { FilePath.name($0.path) } == LlamaFolder.fileNames())
    for file in files { #expect(try Digest.ofFile(file.path) == file.digest) }
    #expect(try scratch.names() == ["hf"])
    let again = try export(try makeModel { $0.layers = 1 }, to: scratch.file("hf"))
    #expect(again.last?.digest != files.last?.digest)
    #expect(try scratch.names() == ["hf"])
    #expect(try Folder.names(in: scratch.file("hf")) == LlamaFolder.fileNames().sorted())
  }

  @Test func rowsOfAHeadAreHalved() throws {
    let model = try makeModel()
    let tensors = ExportedTensors(model, .llama)
    let scratch = try TestFolder()
    _ = try withExtendedLifetime((tensors, model)) {
      try SafetensorsWriter.write(tensors.tensors, metadata: [:], to: scratch.file("t"))
    }
    let file = try SafetensorsFile(path: scratch.file("t"))
    let query = try #require(model.layout.tensors.first { $0.name == "layers.1.attn.q_proj.weight" })
    let ours = model.values(of: query)
    let theirs = try file.floats("model.layers.1.self_attn.q_proj.weight")
    // Heads of 8 rows: 0 2 4 6 1 3 5 7, then 8 10 12 14 9 11 13 15.
    for (row, from) in [0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15].enumerated() {
      #expect(Array(theirs[16 * row..<16 * (row + 1)]) == Array(ours[16 * from..<16 * (from + 1)]))
    }
    let value = try #require(model.layout.tensors.first { $0.name == "layers.1.attn.v_proj.weight" })
    #expect(Array(try file.floats("model.layers.1.self_attn.v_proj.weight")) == Array(model.values(of: value)))
  }

  @Test func whatIsNoLlamaIsRefused() throws {
    func message(_ change: (inout ModelConfiguration) -> Void) -> String {
      var model = ModelConfiguration()
      change(&model)
      do {
        try LlamaFolder.check(model, path: "run")
        return "accepted"
      } catch {
        return FlagNames.text(of: error)
      }
    }
    #expect(message { _ in } == "accepted")
    #expect(message { $0.tieEmbeddings = true } == "accepted")
    #expect(
      message { $0.norm = .post }
        == "run: a model with --norm post is no Llama, Mistral or Qwen (expected --norm pre), nor a GPT-2; export a model of that kind"
    )
    #expect(
      message { ($0.logitCap, $0.valueResidual, $0.embeddingResidual) = (15, true, true) }
        == "run: a model with --logit-softcap 15.0, --value-residual yes, --embedding-residual yes is no Llama, Mistral "
        + "or Qwen (expected --logit-softcap 0, --value-residual no, --embedding-residual no), nor a GPT-2; export a model of that kind"
    )
    #expect(message { ($0.keyValueHeads, $0.attentionWindow, $0.normsHeads) = (4, 9, true) } == "accepted")
    #expect(
      message { ($0.norm, $0.position, $0.feedForward) = (.none, .none, .silu) }
        == "run: a model with --norm none, --position none, --ffn silu is no Llama, Mistral or Qwen "
        + "(expected --norm pre, --position rope, --ffn swiglu), nor a GPT-2; export a model of that kind")
  }
}
