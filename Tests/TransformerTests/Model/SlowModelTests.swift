import Randomness
import Reference
import TestSupport
import Testing

@testable import Transformer

/// The oracle itself: its gradient against central finite differences, for every parameter of a whole model.
@Suite struct SlowModelTests {
  @Test(arguments: Goldens.all.cases)
  func gradientsAgreeWithFiniteDifferences(golden: Goldens.Case) throws {
    var model = Self.tinyModel(like: golden.configuration)
    let inputs: [UInt32] = [1, 4, 2, 2, 0]
    let targets: [UInt32] = [4, 2, 2, 0, 3]
    let (_, gradients) = model.gradients(inputs: inputs, targets: targets, batch: 1)
    let step = 2e-5
    for (name, values) in model.parameters {
      let gradient = try #require(gradients[name])
      for index in values.indices {
        func loss(at value: Double) -> Double {
          model.parameters[name]?[index] = value
          return model.loss(inputs: inputs, targets: targets, batch: 1)
        }
        let slope = (loss(at: values[index] + step) - loss(at: values[index] - step)) / (2 * step)
        model.parameters[name]?[index] = values[index]
        #expect(abs(slope - gradient[index]) < 1e-6 * max(1, abs(slope)), "\(name)[\(index)]")
      }
    }
  }

  /// V = 5, D = 4, 2 blocks, 1 head, F = 3, with the ablations of `stored`.
  private static func tinyModel(like stored: StoredConfiguration) -> SlowModel<Double> {
    var configuration = stored.value
    configuration.vocabulary = 5
    configuration.width = 4
    configuration.heads = 1
    configuration.feedForwardWidth = 3
    var random = RandomSource(seed: 4)
    let values = ParameterLayout(configuration).tensors.map { tensor in
      (tensor.name, (0..<tensor.count).map { _ in 0.7 * random.standardNormal() + (tensor.start == .ones ? 1 : 0) })
    }
    return SlowModel(shape: configuration.slowShape, parameters: Dictionary(uniqueKeysWithValues: values))
  }
}
