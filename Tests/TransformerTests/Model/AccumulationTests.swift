import Kernels
import TestSupport
import Testing

@testable import Transformer

@Suite struct AccumulationTests {
  static let goldens = Goldens.all

  /// Two batches of one sequence, scaled by the tokens of both, add up to the gradient of one batch of two.
  @Test(arguments: goldens.cases)
  func batchesAddUp(golden: Goldens.Case) throws {
    let (goldens, positions) = (Self.goldens, Self.goldens.positions)
    let (_, whole, model) = try GoldenTests.lossAndGradients(golden)
    let one = BatchShape(batch: 1, positions: positions)
    let activations = Activations(ActivationPlan(model.configuration, shape: one, purpose: .training))
    let parts = FloatBuffer(count: model.layout.count)
    var sum = 0.0
    for sequence in 0..<2 {
      let rows = sequence * positions..<(sequence + 1) * positions
      sum += try model.accumulateGradients(
        inputs: Array(goldens.inputs[rows]), targets: Array(goldens.targets[rows]), shape: one,
        activations: activations, gradients: parts, scale: 1 / Float(goldens.shape.rows))
    }
    #expect(abs(sum / Double(goldens.shape.rows) - golden.loss) < 1e-5)
    #expect(relativeError(parts.values, whole.values.map(Double.init)) < 1e-6)
  }

  @Test(arguments: goldens.cases)
  func theNumberOfThreadsChangesNoBit(golden: Goldens.Case) throws {
    let one = try GoldenTests.lossAndGradients(golden, threads: 1)
    for threads in [2, 3] {
      let many = try GoldenTests.lossAndGradients(golden, threads: threads)
      #expect(many.loss == one.loss)
      #expect(many.gradients.values.elementsEqual(one.gradients.values))
    }
  }

  /// Gaps between tensors never take part.
  @Test func gapsStayZero() throws {
    let configuration = ModelConfiguration.sized(
      vocabulary: 7, contextLength: 4, width: 6, layers: 2, heads: 1, feedForwardWidth: 5)
    let model = try LanguageModel(configuration: configuration, operations: makeOperations())
    model.initialize(seed: 1)
    let shape = BatchShape(batch: 1, positions: 4)
    let gradients = FloatBuffer(count: model.layout.count)
    _ = try model.accumulateGradients(
      inputs: [0, 1, 2, 3], targets: [1, 2, 3, 4], shape: shape,
      activations: Activations(ActivationPlan(configuration, shape: shape, purpose: .training)),
      gradients: gradients, scale: 0.25)
    var inTensor = [Bool](repeating: false, count: model.layout.count)
    let followers = ["k_proj", "v_proj", "w3"]  // right behind the tensor before, for a product of them all
    for tensor in model.layout.tensors {
      #expect(tensor.offset.isMultiple(of: 16) || followers.contains { tensor.name.contains($0) })
      for index in tensor.range { inTensor[index] = true }
    }
    #expect(inTensor.contains(false))
    for index in inTensor.indices where !inTensor[index] {
      #expect(model.parameters.values[index] == 0 && gradients.values[index] == 0)
    }
  }
}
