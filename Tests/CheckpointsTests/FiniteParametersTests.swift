import Formats
import Foundation
import Kernels
import TestSupport
import Testing
import Transformer

@testable import Checkpoints

/// A parameter that is no number is found when the model is loaded, wherever it stands and however it is stored.
@Suite struct FiniteParametersTests {
  private let shape = StateDictShape(heads: 2, contextLength: 32, ropeTheta: 1e4, norm: nil, position: nil)

  @Test(arguments: [Float.nan, -.nan, .infinity, -.infinity])
  func isRefusedByName(_ value: Float) throws {
    let scratch = try TestFolder()
    let path = scratch.file("model.safetensors")
    let model = try makeModel()
    for name in ["token_embeddings.weight", "layers.1.ln2.weight", "lm_head.weight"] {
      let tensor = try #require(model.layout.tensors.first { $0.name == name })
      let place = tensor.range.upperBound - 1
      let before = model.parameters.pointer[place]
      model.parameters.pointer[place] = value
      let tensors = model.layout.tensors.map {
        TensorToWrite(name: $0.name, shape: $0.shape, floats: model.values(of: $0))
      }
      _ = try SafetensorsWriter.write(tensors, metadata: [:], to: path)
      model.parameters.pointer[place] = before
      let file = try ModelFile(path, shape: shape)
      let error = CheckpointError.checkpoint(path: path, .notFinite(name: name))
      #expect(throws: error) { try file.loadModel(operations: makeOperations()) }
      for precision in WeightPrecision.allCases {
        #expect(throws: error) { try file.loadInferenceModel(operations: makeOperations(), precision: precision) }
      }
      #expect(
        error.description
          == "\(path): tensor \"\(name)\" holds a value that is not a finite number; "
          + "the checkpoint is damaged or its training diverged, use another one")
    }
  }

  /// The largest floats are numbers.
  @Test func largeOnesAreNumbers() throws {
    let scratch = try TestFolder()
    let path = scratch.file("model.safetensors")
    let model = try makeModel()
    for index in 0..<model.parameters.count where model.parameters.pointer[index] != 0 {
      model.parameters.pointer[index] = .greatestFiniteMagnitude
    }
    let tensors = model.layout.tensors.map {
      TensorToWrite(name: $0.name, shape: $0.shape, floats: model.values(of: $0))
    }
    _ = try SafetensorsWriter.write(tensors, metadata: [:], to: path)
    _ = try ModelFile(path, shape: shape).loadModel(operations: makeOperations())
  }
}
