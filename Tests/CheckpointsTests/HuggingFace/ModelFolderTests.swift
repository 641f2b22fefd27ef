import CommandSupport
import Formats
import Foundation
import Kernels
import TestSupport
import Testing
import Training
import Transformer

@testable import Checkpoints

/// Fixtures/models, which make_model_folders.py makes with transformers.
struct StoredFolders: Decodable {
  let ids: [UInt32]
  /// (T, V), little-endian floats in base64.
  let logits: [String: Data]
  /// (steps, B · (T + 1)), and each step's loss.
  let windows: [[UInt32]]
  let losses: [String: [Double]]

  static let names = [
    "gpt2", "gpt2-untied", "llama", "llama-biases-tied", "llama-linear", "llama-scaled", "mistral", "qwen2", "qwen3",
  ]

  static func load() throws -> StoredFolders {
    try JSONDecoder().decode(
      StoredFolders.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("models/logits.json"))))
  }

  func expected(_ name: String) -> [Float] { storedFloats(logits[name]) }
}

@Suite struct ModelFolderTests {
  private let stored: StoredFolders

  init() throws {
    stored = try StoredFolders.load()
    #expect(stored.logits.keys.sorted() == StoredFolders.names)
  }

  @Test(arguments: StoredFolders.names)
  func logitsAreThoseOfTransformers(_ name: String) throws {
    let file = try ModelFile(fixture("models/" + name))
    #expect(file.header == nil && file.noteOfIgnored == nil)
    #expect(
      difference(try logits(of: file.loadModel(operations: makeOperations()), stored.ids), stored.expected(name)) < 1e-4
    )
  }

  /// Through the cache, token by token and as a prompt.
  @Test(arguments: StoredFolders.names)
  func decodingGivesThem(_ name: String) throws {
    let file = try ModelFile(fixture("models/" + name))
    let model = try file.loadInferenceModel(operations: makeOperations(), precision: .fp32)
    let (expected, vocabulary) = (stored.expected(name), file.model.vocabulary)
    let session = try InferenceSession(model: model)
    for (index, id) in stored.ids.enumerated() {
      let found = Array(try session.append([id]))
      #expect(difference(found, Array(expected[index * vocabulary..<(index + 1) * vocabulary])) < 1e-4)
    }
    session.reset()
    #expect(difference(Array(try session.append(prompt: stored.ids)), Array(expected.suffix(vocabulary))) < 1e-4)
  }

  /// The same steps of AdamW as PyTorch takes on the same windows.
  @Test(arguments: StoredFolders.names)
  func trainingGoesOnAsInPyTorch(_ name: String) throws {
    var shape = StateDictShape()
    shape.contextLength = 12
    let model = try ModelFile(fixture("models/" + name), shape: shape).loadModel(operations: makeOperations())
    var settings = TrainingSettings()
    (settings.batchSize, settings.clipNorm) = (2, nil)
    (settings.optimizer.beta1, settings.optimizer.beta2, settings.optimizer.epsilon) = (0.9, 0.95, 1e-8)
    settings.optimizer.weightDecay = 0.1
    let batch = BatchShape(batch: 2, positions: 12)
    let step = try CPUTrainingStep(model: model, shape: batch, settings: settings)
    for (number, windows) in stored.windows.enumerated() {
      let result = try step.take(number + 1, batches: 1, tokens: 24, learningRate: 3e-3) {
        try $0.fill(batch, from: ArrayTokens(windows)) { $0 * 13 }
      }
      let expected = try #require(stored.losses[name])[number]
      #expect(abs(result.totalLoss / 24 - expected) < 1e-4, "step \(number + 1)")
    }
  }

  @Test func whatTheConfigurationsSay() throws {
    func model(_ name: String) throws -> ModelConfiguration { try ModelFile(fixture("models/" + name)).model }
    #expect(try model("mistral").attentionWindow == 5)
    #expect(try model("mistral").ownHeadWidth == 6)
    #expect(try model("qwen2").biases == .qkv)
    #expect(try model("qwen3").normsHeads)
    #expect(try model("llama-biases-tied").biases == [.qkv, .attentionOutput, .feedForward])
    #expect(
      try model("llama-scaled").ropeScaling == .llama3(factor: 8, low: 1, high: 4, originalContext: 16))
    #expect(try model("gpt2").feedForwardWidth == 64)
    #expect(try ModelFile(fixture("models/llama-scaled")).endOfText == 2)
    #expect(try ModelFile(fixture("models/qwen2")).files.count == 5)
  }

  /// The first positions of learnt ones are those of the whole.
  @Test func aShorterContext() throws {
    for name in ["llama", "gpt2"] {
      var shape = StateDictShape()
      shape.contextLength = 10
      let model = try ModelFile(fixture("models/" + name), shape: shape).loadModel(operations: makeOperations())
      #expect(model.configuration.contextLength == 10)
      let expected = stored.expected(name).prefix(10 * model.configuration.vocabulary)
      #expect(difference(try logits(of: model, Array(stored.ids[..<10])), Array(expected)) < 1e-4)
    }
  }

  @Test func anExportIsReadBack() throws {
    for change in LlamaFolderTests.families + [{ ($0.attentionWindow, $0.ropeTheta) = (7, 500) }] {
      let scratch = try TestFolder()
      let model = try makeModel(change)
      _ = try LlamaFolder(model: model, tokenizer: makeTokenizer(), ends: TextEnds(separator: "<|endoftext|>")).write(
        to: scratch.file("hf"))
      let file = try ModelFile(scratch.file("hf"))
      #expect(file.model == model.configuration)
      let read = try file.loadModel(operations: makeOperations())
      for tensor in model.layout.tensors { #expect(Array(read.values(of: tensor)) == Array(model.values(of: tensor))) }
    }
  }

  // MARK: What is refused

  /// What opening a copy of a folder says after its config.json, or its files, were changed.
  private func message(
    _ name: String = "llama", _ members: [String: JSONValue?] = [:], shape: StateDictShape = StateDictShape(),
    _ change: (_ folder: String) throws -> Void = { _ in }
  ) throws -> String {
    let scratch = try TestFolder()
    let folder = scratch.file("m")
    try FileManager.default.copyItem(atPath: fixture("models/" + name), toPath: folder)
    var configuration = try JSONValue(path: folder + "/config.json").object ?? [:]
    for (key, value) in members { configuration[key] = value }
    try Data(JSONValue.object(configuration).canonical.utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
    try change(folder)
    do {
      _ = try ModelFile(folder, shape: shape).loadModel(operations: makeOperations())
      return "read"
    } catch {
      return FlagNames.text(of: error).replacing(scratch.path + "/", with: "")
    }
  }

  static let refused: [(name: String, members: [String: JSONValue?], message: String)] = [
    ("llama", [:], "read"),
    (
      "llama", ["model_type": "phi3"],
      "m/config.json: model_type \"phi3\" (expected llama, mistral, qwen2, qwen3 or gpt2); use a model of one of these kinds"
    ),
    (
      "llama", ["hidden_act": "gelu"],
      "m/config.json: hidden_act is \"gelu\" (expected \"silu\" or \"swish\"), which is not computed here; use another model"
    ),
    (
      "llama", ["hidden_size": nil],
      "m/config.json: no hidden_size (expected the config.json of a model of llama, mistral, qwen2, qwen3 or gpt2 type); "
        + "save the model again"
    ),
    (
      "llama", ["hidden_size": "16"],
      "m/config.json: hidden_size is a string (expected an integer); save the model again"
    ),
    (
      "llama", ["quantization_config": ["quant_method": "fp8"]],
      "m/config.json: quantization_config says fp8 (expected none, and parameters in F32, F16 or BF16); use the model's "
        + "unquantized release, or dequantize it in transformers and save it with save_pretrained in bfloat16"
    ),
    (
      "llama", ["rope_parameters": ["rope_type": "yarn", "factor": 4]],
      "m/config.json: rope_type is yarn (expected default, linear or llama3), which is not computed here; use another model"
    ),
    (
      "llama", ["rope_parameters": nil, "rope_scaling": ["type": "dynamic", "factor": 4]],
      "m/config.json: rope_type is dynamic (expected default, linear or llama3), which is not computed here; use another model"
    ),
    (
      "llama", ["rope_parameters": ["rope_type": "linear", "factor": -4]],
      "m/config.json: no model has these sizes: rope_scaling has a number that is no factor (expected finite ones above 0, the "
        + "high one above the low); use another model"
    ),
    (
      "qwen2",
      ["use_sliding_window": true, "sliding_window": 5, "layer_types": ["full_attention", "sliding_attention"]],
      "m/config.json: layer_types is full_attention, sliding_attention (expected the same in every layer), which is not "
        + "computed here; use another model"
    ),
    (
      "llama", ["num_attention_heads": 3, "head_dim": nil, "num_key_value_heads": 3],
      "m/config.json: no model has these sizes: d_model 16 is not divisible by 3 heads; use another model"
    ),
    (
      "llama", ["vocab_size": 2_000_000, "hidden_size": 1_000_000],
      "m/model.safetensors: tensor \"model.embed_tokens.weight\" has shape [40, 16] (expected [2000000, 1000000], as config.json "
        + "says); save the model again"
    ),
    (
      "llama", ["num_hidden_layers": 10_000],
      "m: no tensor \"model.layers.2.input_layernorm.weight\", which the configuration asks for; download or save the whole model"
    ),
    (
      "llama", ["num_hidden_layers": 1],
      "m: tensor \"model.layers.1.input_layernorm.weight\" has no place in the model that config.json describes; use another model"
    ),
    (
      "qwen3", ["tie_word_embeddings": false],
      "m: no tensor \"lm_head.weight\", which the configuration asks for; download or save the whole model"
    ),
    (
      "gpt2", ["scale_attn_by_inverse_layer_idx": true],
      "m/config.json: scale_attn_by_inverse_layer_idx is true (expected false), which is not computed here; use another model"
    ),
    (
      "gpt2", ["n_inner": 60],
      "m/model.safetensors: tensor \"transformer.h.0.mlp.c_fc.weight\" has shape [16, 64] (expected [16, 60], as config.json "
        + "says); save the model again"
    ),
  ]

  @Test(arguments: refused.indices) func settings(_ index: Int) throws {
    let (name, members, expected) = Self.refused[index]
    #expect(try message(name, members) == expected)
  }

  @Test func filesThatAreMissingOrElsewhere() throws {
    func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    let index = "/model.safetensors.index.json"
    #expect(
      try message { try FileManager.default.removeItem(atPath: $0 + "/model.safetensors") }
        == "m: no parameters (expected model.safetensors, or model.safetensors.index.json and the files that it names); "
        + "download or save the whole model")
    #expect(
      try message {
        try FileManager.default.moveItem(atPath: $0 + "/model.safetensors", toPath: $0 + "/pytorch_model.bin")
      }
        == "m: holds pickled parameters, which can run code when they are opened (expected model.safetensors); save the model "
        + "again with save_pretrained(…, safe_serialization=True)")
    for outside in ["../other.safetensors", "/etc/passwd", ".hidden.safetensors", "a/b.safetensors", "model.bin"] {
      #expect(
        try message("qwen2") { try write(#"{"weight_map": {"lm_head.weight": "\#(outside)"}}"#, $0 + index) }
          == "m\(index): names the file \"\(outside)\" (expected a .safetensors file of the same folder); save the model again"
      )
    }
    #expect(
      try message("qwen2") { try write("{}", $0 + index) }
        == "m\(index): no weight_map (expected the config.json of a model of llama, mistral, qwen2, qwen3 or gpt2 type); save the "
        + "model again")
    #expect(
      try message("qwen2") { try FileManager.default.removeItem(atPath: $0 + "/model-00002-of-00003.safetensors") }
        .hasPrefix("m/model-00002-of-00003.safetensors: "))
    // A link to itself.
    #expect(
      try message {
        try FileManager.default.removeItem(atPath: $0 + "/model.safetensors")
        try FileManager.default.createSymbolicLink(
          atPath: $0 + "/model.safetensors", withDestinationPath: "model.safetensors")
      }.hasPrefix("m"))
  }

  /// fp8 and other numbers, without a word in the configuration.
  @Test func numbersOfOtherTypes() throws {
    for type in ["F8_E4M3", "F8_E5M2", "I8", "U8"] {
      let text = try message {
        let path = $0 + "/model.safetensors"
        var file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        // A vector of 16 becomes one of 64 bytes' worth: the same place, another type and shape.
        let header = try JSONValue(parsing: Array(file[8..<8 + Int(file[0]) + Int(file[1]) << 8]))
        var members = try #require(header.object)
        var tensor = try #require(members["model.norm.weight"]?.object)
        tensor["dtype"] = .string(type)
        let offsets = (tensor["data_offsets"]?.array ?? []).compactMap(\.int)
        tensor["shape"] = [16]
        // Only 16 of its 64 bytes: the others go to a tensor that nobody asks for.
        tensor["data_offsets"] = [.integer(Int64(offsets[0])), .integer(Int64(offsets[0] + 16))]
        members["model.norm.weight"] = .object(tensor)
        members["model.layers.0.self_attn.rotary_emb.inv_freq"] = [
          "dtype": "F32", "shape": [12],
          "data_offsets": [.integer(Int64(offsets[0] + 16)), .integer(Int64(offsets[1]))],
        ]
        let text = Array(JSONValue.object(members).canonical.utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        file = length + text + file[(8 + Int(file[0]) + Int(file[1]) << 8)...]
        try Data(file).write(to: URL(fileURLWithPath: path))
      }
      #expect(
        text
          == "m/model.safetensors: tensor \"model.norm.weight\" has type \(type) (expected F32, F16 or BF16); use the model's "
          + "unquantized release, or dequantize it in transformers and save it with save_pretrained in bfloat16")
    }
  }

  @Test func flagsThatTheFolderKnows() throws {
    var shape = StateDictShape()
    (shape.heads, shape.ropeTheta) = (4, 10)
    #expect(
      try message(shape: shape)
        == "m: a folder of transformers, whose config.json tells the model's shape; leave out --heads and --rope-theta")
    shape = StateDictShape()
    shape.contextLength = 33
    #expect(
      try message("gpt2", shape: shape)
        == "--context-length: 33 (expected at most 32, the model's); give another --context-length")
    #expect(try message(shape: shape) == "read")
  }

  @Test func valuesThatAreNoNumbers() throws {
    let text = try message {
      let path = $0 + "/model.safetensors"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    #expect(
      text.hasPrefix("m/model.safetensors: tensor \"") && text.contains("holds a value that is not a finite number"))
  }
}
