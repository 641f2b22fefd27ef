import CommandSupport
import Formats
import Foundation
import Reference
import TestSupport
import Testing
import Transformer

@testable import Checkpoints

/// Fixtures/gpt2, which make_gpt2_files.py makes.
private struct StoredFiles: Decodable {
  let ids: [UInt32]
  /// (T, V), little-endian floats in base64.
  let logits: [String: Data]

  static let names = ["bf16.bin", "fp32.bin", "nanogpt.pt", "plain.pt", "untied.pt"]

  static func load() throws -> StoredFiles {
    try JSONDecoder().decode(
      StoredFiles.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("gpt2/logits.json"))))
  }

  func expected(_ name: String) -> [Float] { storedFloats(logits[name]) }
}

@Suite struct GPT2FileTests {
  private let stored: StoredFiles

  init() throws {
    stored = try StoredFiles.load()
    #expect(stored.logits.keys.sorted() == StoredFiles.names)
  }

  @Test(arguments: StoredFiles.names)
  func logitsAreThoseOfPyTorch(_ name: String) throws {
    let file = try ModelFile(fixture("gpt2/" + name))
    #expect(file.header == nil && file.files == [file.path])
    let found = try logits(of: file.loadModel(operations: makeOperations()), stored.ids)
    #expect(difference(found, stored.expected(name)) < 1e-4)
  }

  /// Through the cache, token by token and as a prompt.
  @Test(arguments: StoredFiles.names)
  func decodingGivesThem(_ name: String) throws {
    let file = try ModelFile(fixture("gpt2/" + name))
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

  @Test func whatTheFilesSay() throws {
    func file(_ name: String) throws -> ModelFile { try ModelFile(fixture("gpt2/" + name)) }
    let compiled = try file("nanogpt.pt").model
    #expect(compiled.feedForward == .geluErf && compiled.tieEmbeddings && compiled.feedForwardWidth == 32)
    #expect((compiled.vocabulary, compiled.contextLength, compiled.layers, compiled.heads) == (24, 16, 2, 2))
    #expect(try !file("untied.pt").model.tieEmbeddings)
    let llmc = try file("fp32.bin").model
    #expect(llmc.feedForward == .gelu && llmc.tieEmbeddings && llmc.vocabulary == 24)
    #expect(try file("nanogpt.pt").noteOfIgnored == nil && file("fp32.bin").noteOfIgnored == nil)
    #expect(
      try file("plain.pt").noteOfIgnored?.hasSuffix(
        "/plain.pt: a model without biases (bias=False): they are zeros here, which computes the same") == true)
    #expect(try JSONValue.object(file("fp32.bin").told).canonical == #"{"gpt2_file":{"context_length":16}}"#)
  }

  /// A model without biases has zeros in their place.
  @Test func biasesThatAreNotThere() throws {
    let model = try ModelFile(fixture("gpt2/plain.pt")).loadModel(operations: makeOperations())
    let biases = model.layout.tensors.filter { $0.name.hasSuffix(".bias") }
    #expect(biases.count == 2 * (2 + 4 + 2) + 1)
    for tensor in biases { #expect(model.values(of: tensor).allSatisfy { $0 == 0 }, "\(tensor.name)") }
  }

  @Test func aShorterContext() throws {
    var shape = StateDictShape()
    shape.contextLength = 6
    for name in StoredFiles.names {
      let model = try ModelFile(fixture("gpt2/" + name), shape: shape).loadModel(operations: makeOperations())
      #expect(model.configuration.contextLength == 6)
      let expected = stored.expected(name).prefix(6 * model.configuration.vocabulary)
      #expect(difference(try logits(of: model, Array(stored.ids[..<6])), Array(expected)) < 1e-4)
    }
    #expect(try message("fp32.bin", shape: shape) == "read")
    shape.contextLength = 17
    #expect(
      try message("nanogpt.pt", shape: shape)
        == "--context-length: 17 (expected at most 16, the model's); give another --context-length")
    shape.heads = 2
    shape.contextLength = 16
    #expect(
      try message("fp32.bin", shape: shape)
        == "fp32.bin: a model of nanoGPT or llm.c, which tells its shape; leave out --heads")
  }

  // MARK: What is refused

  /// What opening a copy of a file says, with changes to its bytes.
  private func message(
    _ name: String, shape: StateDictShape = StateDictShape(), _ change: (inout [UInt8]) throws -> Void = { _ in }
  ) throws -> String {
    let scratch = try TestFolder()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("gpt2/" + name))))
    try change(&bytes)
    try scratch.write(bytes, to: name)
    return try message(at: scratch.file(name), scratch, shape)
  }

  private func message(at path: String, _ scratch: TestFolder, _ shape: StateDictShape) throws -> String {
    do {
      _ = try ModelFile(path, shape: shape).loadModel(operations: makeOperations())
      return "read"
    } catch {
      return FlagNames.text(of: error).replacing(scratch.path + "/", with: "")
    }
  }

  /// Replaces a text in the pickle by another of the same length.
  private func replacing(_ text: String, _ other: String) -> (inout [UInt8]) throws -> Void {
    { bytes in
      let (old, new) = (Array(text.utf8), Array(other.utf8))
      #expect(old.count == new.count)
      let place = try #require(bytes.indices.first { bytes[$0...].starts(with: old) })
      bytes.replaceSubrange(place..<place + old.count, with: new)
    }
  }

  @Test func filesOfTorchThatAreNoSuchModel() throws {
    #expect(try message("legacy.pt").contains("is a file of torch.save from before PyTorch 1.6"))
    #expect(try message("script.pt").contains("is a TorchScript archive, which holds a program"))
    #expect(
      try message("plain.pt", replacing("model_args", "model_opts"))
        == "plain.pt: no model and model_args (expected nanoGPT's ckpt.pt); save other models' state dicts with safetensors"
    )
    #expect(
      try message("plain.pt", replacing("n_head", "n_feet"))
        == "plain.pt: no n_head in model_args (expected nanoGPT's ckpt.pt); save the model again")
  }

  @Test func argumentsAndTensorsThatDoNotFit() throws {
    func member(_ name: String, _ value: [UInt8], _ newValue: [UInt8]) -> (inout [UInt8]) throws -> Void {
      { bytes in
        // The name as a whole text, its number in the memo, the value.
        let mark = [0x58, UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) }) + mark.count
        let start = try #require((place..<place + 8).first { bytes[$0...].starts(with: value) })
        bytes.replaceSubrange(start..<start + value.count, with: newValue)
      }
    }
    #expect(
      try message("untied.pt", member("vocab_size", [0x4B, 24], [0x4B, 23]))
        == "untied.pt: tensor \"wte.weight\" has shape [24, 8] (expected [23, 8], as its arguments say); save the model again"
    )
    #expect(
      try message("untied.pt", member("n_layer", [0x4B, 2], [0x4B, 3]))
        == "untied.pt: no tensor \"h.2.ln_1.weight\", which the model's arguments ask for; save the whole model")
    #expect(
      try message("untied.pt", member("n_layer", [0x4B, 2], [0x4B, 1]))
        == "untied.pt: tensor \"h.1.attn.c_attn.bias\" has no place in a GPT-2 of nanoGPT; use another model")
    #expect(
      try message("untied.pt", member("n_head", [0x4B, 2], [0x4B, 3]))
        == "untied.pt: no model has these sizes: d_model 8 is not divisible by 3 heads; use another model")
    #expect(
      try message("untied.pt", member("bias", [0x88], [0x4E]))
        == "untied.pt: bias in model_args is None (expected True or False); save the model again")
    #expect(try message("untied.pt", member("bias", [0x88], [0x89])) == "read")
  }

  @Test func cutFiles() throws {
    #expect(
      try message("nanogpt.pt") { $0.removeLast(100) }.hasPrefix("nanogpt.pt: cut off: no directory of a zip archive"))
    #expect(
      try message("fp32.bin") { $0.removeLast(4) }
        == "fp32.bin: cut off: 9,596 bytes (expected 9,600, as its header says); copy or download it again")
    #expect(
      try message("bf16.bin") { $0 += [0, 0] }
        == "bf16.bin: too long: 5,314 bytes (expected 5,312, as its header says); copy or download it again")
    #expect(try message("fp32.bin") { $0.removeLast(9_000) }.contains("cut off: 600 bytes (expected 1,024"))
  }

  @Test func valuesThatAreNoNumbers() throws {
    let text = try message("fp32.bin") { $0.replaceSubrange(9_596..<9_600, with: [0, 0, 0xC0, 0x7F]) }
    #expect(text.hasPrefix("fp32.bin: tensor \"ln_f.bias\" holds a value that is not a finite number"))
  }

  @Test func impossibleHeaders() throws {
    #expect(
      try message("fp32.bin") { $0[20] = 3 }
        == "fp32.bin: no model has these sizes: d_model 8 is not divisible by 3 heads; use "
        + "another model")
  }
}
