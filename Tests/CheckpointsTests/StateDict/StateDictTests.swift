import CommandSupport
import Formats
import Foundation
import Messages
import TestSupport
import Testing
import Transformer

@testable import Checkpoints

/// State dicts of CS336's PyTorch model, as make_state_dicts.py saved them.
@Suite struct StateDictTests {
  struct Goldens: Decodable, Sendable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      struct Values: Decodable, Sendable { let base64: Data }

      let file: String
      let heads, contextLength: Int
      let ropeTheta: Double
      let norm: String
      let logits: Values

      var testDescription: String { file }
      var shape: StateDictShape {
        StateDictShape(heads: heads, contextLength: contextLength, ropeTheta: ropeTheta, norm: norm, position: nil)
      }
      var scores: [Float] {
        logits.base64.withUnsafeBytes { bytes in
          (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
      }
    }

    let tokens: [UInt32]
    let cases: [Case]

    static let all = Result {
      try JSONDecoder().decode(
        Goldens.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("state_dicts.json"))))
    }
  }

  @Test(arguments: ["course.safetensors", "compiled.safetensors", "ablation.safetensors"])
  func logitsAreThoseOfPyTorch(file: String) throws {
    let goldens = try Goldens.all.get()
    let golden = try #require(goldens.cases.first { $0.file == file })
    let opened = try ModelFile(fixture(file), shape: golden.shape)
    #expect(opened.header == nil)
    let found = try logits(of: opened.loadModel(operations: makeOperations()), goldens.tokens)
    #expect(found.count == golden.scores.count)
    let largest = zip(found, golden.scores).map { abs($0 - $1) }.max() ?? .infinity
    #expect(largest < 2e-5)
  }

  @Test func theShapeComesFromTheTensorsAndTheCaller() throws {
    let shape = StateDictShape(heads: 4, contextLength: 99, ropeTheta: 7, norm: nil, position: nil)
    let model = try ModelFile(fixture("compiled.safetensors"), shape: shape).model
    var expected = ModelConfiguration()
    (expected.vocabulary, expected.width, expected.layers, expected.feedForwardWidth) = (40, 16, 2, 24)
    (expected.heads, expected.contextLength, expected.ropeTheta) = (4, 99, 7)
    #expect(model == expected)
    let ablation = try ModelFile(fixture("ablation.safetensors"), shape: shape).model
    #expect(ablation.feedForward == .silu)
    #expect(ablation.tieEmbeddings)
    #expect(ablation.norm == .pre)
  }

  @Test func buffersAreLeftOutAndSaidSo() throws {
    let shape = StateDictShape(heads: 4, contextLength: 16, ropeTheta: 1e4, norm: nil, position: nil)
    let path = try fixture("compiled.safetensors")
    #expect(
      try ModelFile(path, shape: shape).noteOfIgnored
        == "\(path): left out \"layers.0.attn.rope.cosines\", which the model computes itself")
    #expect(try ModelFile(fixture("course.safetensors"), shape: shape).noteOfIgnored == nil)
  }

  @Test func whatTheCallerTellsIsPartOfARunsKey() throws {
    let shape = StateDictShape(heads: 2, contextLength: 16, ropeTheta: 500, norm: nil, position: nil)
    let told = JSONValue.object(try ModelFile(fixture("course.safetensors"), shape: shape).told)
    #expect(
      told.canonical
        == #"{"state_dict":{"context_length":16,"heads":2,"norm":"pre","position":"rope","rope_theta":500.0}}"#)
  }

  @Test func partsOfTodayAreSeenInTheTensorsOrTold() throws {
    let model = try makeModel {
      ($0.heads, $0.keyValueHeads, $0.normsHeads, $0.attentionWindow) = (4, 2, true, 5)
      ($0.feedForward, $0.logitCap, $0.valueResidual, $0.embeddingResidual) = (.relu2, 15, true, true)
    }
    let scratch = try TestFolder()
    let path = scratch.file("model.safetensors")
    let tensors = model.layout.tensors.map {
      TensorToWrite(name: $0.name, shape: $0.shape, floats: model.values(of: $0))
    }
    _ = try withExtendedLifetime(model) { try SafetensorsWriter.write(tensors, metadata: [:], to: path) }
    let configuration = model.configuration
    let shape = StateDictShape(
      heads: 4, contextLength: configuration.contextLength, ropeTheta: configuration.ropeTheta, norm: nil,
      position: nil, ffn: "relu2", window: 5, logitCap: 15)
    let opened = try ModelFile(path, shape: shape)
    #expect(opened.model == configuration)
    let tokens: [UInt32] = [0, 3, 1, 4, 1, 5, 9, 2, 6]
    #expect(try logits(of: opened.loadModel(operations: makeOperations()), tokens) == logits(of: model, tokens))
    let told = JSONValue.object(opened.told).canonical
    #expect(
      told.contains(#""ffn":"relu2""#) && told.contains(#""logit_softcap":15.0"#) && told.contains(#""window":5"#))
  }

  // MARK: What is refused

  private func message(_ tensors: [TensorToWrite], _ shape: StateDictShape) throws -> String {
    let scratch = try TestFolder()
    let path = scratch.file("model.safetensors")
    _ = try SafetensorsWriter.write(tensors, metadata: [:], to: path)
    do {
      _ = try ModelFile(path, shape: shape)
      return "accepted"
    } catch {
      return FlagNames.text(of: error).replacingOccurrences(of: scratch.path + "/", with: "")
    }
  }

  private let whole = StateDictShape(heads: 2, contextLength: 32, ropeTheta: 1e4, norm: nil, position: nil)

  private func tensors(_ model: LanguageModel) -> [TensorToWrite] {
    model.layout.tensors.map { TensorToWrite(name: $0.name, shape: $0.shape, floats: model.values(of: $0)) }
  }

  @Test func whatCannotBeKnownIsAskedFor() throws {
    let model = try makeModel()
    let all = tensors(model)
    defer { withExtendedLifetime(model) {} }
    #expect(
      try message(all, StateDictShape())
        == "model.safetensors: a state dict, whose shapes do not tell --heads, --context-length and --rope-theta; "
        + "give them as the model was trained")
    var shape = StateDictShape(heads: 2, contextLength: 32, ropeTheta: nil, norm: nil, position: nil)
    #expect(
      try message(all, shape)
        == "model.safetensors: a state dict, whose shapes do not tell --rope-theta; give them as the model was trained"
    )
    shape.position = PositionEncoding.none
    #expect(try message(all, shape) == "accepted")
    shape.heads = 3
    #expect(
      try message(all, shape)
        == "d_model 16 is not divisible by 3 heads; use --d-model 15 or 18, or another --heads")
  }

  /// Wrappers may wrap the model, a block, and one another.
  @Test(arguments: [
    "_orig_mod.", "module.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.", "module._orig_mod.",
    "_fsdp_wrapped_module._checkpoint_wrapped_module.",
  ])
  func wrappersAreTakenOutWhereverTheyStand(_ wrapper: String) throws {
    let model = try makeModel()
    defer { withExtendedLifetime(model) {} }
    func wrapped(_ change: (String) -> String) -> [TensorToWrite] {
      model.layout.tensors.map { TensorToWrite(name: change($0.name), shape: $0.shape, floats: model.values(of: $0)) }
    }
    #expect(try message(wrapped { wrapper + $0 }, whole) == "accepted")
    #expect(
      try message(wrapped { $0.replacingOccurrences(of: "layers.1.", with: "layers.1.\(wrapper)") }, whole)
        == "accepted")
    #expect(
      try message(wrapped { $0.replacingOccurrences(of: "attn.", with: "\(wrapper)attn.\(wrapper)") }, whole)
        == "accepted")
    // Only whole parts of a name.
    #expect(try message(wrapped { "my_" + wrapper + $0 }, whole) != "accepted")
  }

  @Test func twoTensorsForOneParameterAreRefused() throws {
    let model = try makeModel()
    defer { withExtendedLifetime(model) {} }
    let all = tensors(model)
    let twice = model.layout.tensors.filter { $0.name == "layers.0.ln1.weight" }.map {
      TensorToWrite(name: "layers._orig_mod.0.ln1.weight", shape: $0.shape, floats: model.values(of: $0))
    }
    #expect(
      try message(all + twice, whole)
        == "model.safetensors: tensors \"layers.0.ln1.weight\" and \"layers._orig_mod.0.ln1.weight\" are both "
        + "\"layers.0.ln1.weight\" without the names of wrappers (expected one); save one model alone")
  }

  @Test func whatFlagsTellMustBePossible() throws {
    for (shape, expected) in [
      (
        StateDictShape(heads: 2, contextLength: 32, ropeTheta: .nan, norm: nil, position: nil),
        "--rope-theta: nan (expected a finite number above 0); give another --rope-theta"
      ),
      (
        StateDictShape(heads: 2, contextLength: 32, ropeTheta: .infinity, norm: nil, position: nil),
        "--rope-theta: inf (expected a finite number above 0); give another --rope-theta"
      ),
      (
        StateDictShape(heads: 0, contextLength: 32, ropeTheta: 1e4, norm: nil, position: nil),
        "--heads: 0 (expected 1 to 1048576); give another --heads"
      ),
      (
        StateDictShape(heads: 2, contextLength: -1, ropeTheta: 1e4, norm: nil, position: nil),
        "--context-length: -1 (expected 1 to 16777216); give another --context-length"
      ),
    ] {
      #expect(try message([], shape) == expected)
    }
    #expect(CheckpointError.impossibleShape(field: "heads", found: "0", expected: "1 or more").category == .usage)
  }

  @Test func tensorsMustBeThoseOfTheModel() throws {
    let model = try makeModel()
    let all = tensors(model)
    defer { withExtendedLifetime(model) {} }
    #expect(
      try message(all.filter { $0.name != "layers.1.ln2.weight" }, whole)
        == "model.safetensors: no tensor layers.1.ln2.weight (expected the state dict of a whole model); save it again"
    )
    #expect(
      try message(all.filter { $0.name != "token_embeddings.weight" }, whole)
        == "model.safetensors: no tensor token_embeddings.weight (expected a checkpoint of lm-train, or a state dict "
        + "with CS336's names); save model.state_dict() with safetensors")
    let bias = TensorToWrite(
      name: "layers.0.ffn.w4.bias", shape: [24], floats: UnsafeBufferPointer(rebasing: model.parameters.values[..<24])
    )
    #expect(
      try message(all + [bias], whole)
        == "model.safetensors: tensor \"layers.0.ffn.w4.bias\" has no place in the model (expected CS336's names); "
        + "rename it, or leave it out when saving")
    let flat = TensorToWrite(
      name: "layers.0.ffn.w1.weight", shape: [24 * 16],
      floats: UnsafeBufferPointer(rebasing: model.parameters.values[..<384]))
    #expect(
      try message(all.filter { $0.name != flat.name } + [flat], whole)
        == "model.safetensors: tensor layers.0.ffn.w1.weight has shape [384] (expected 2 dimensions); "
        + "use another state dict")
  }
}
