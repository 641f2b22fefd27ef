import Parallel
import TestSupport
import Testing

@testable import Kernels
@testable import Transformer

/// The plan beside what a forward and backward pass really takes, buffer by buffer.
@Suite struct TrainingMemoryTests {
  @Test(arguments: CPUOperations.availableInstructionSets)
  func workingMemoryIsWhatOperationsBorrow(instructionSet: String) throws {
    let cases = [
      (1, 32, 300, 1), (2, 32, 4_000, 1), (7, 96, 1_000, 1), (30, 32, 300, 1), (2, 32, 4_000, 2), (8, 96, 1_000, 8),
      (16, 32, 20_000, 4),
    ]
    for (batch, width, vocabulary, groups) in cases {
      for (norm, feedForward) in [(NormPlacement.pre, FeedForwardKind.swiglu), (.none, .silu)] {
        var model = smallConfiguration()
        (model.vocabulary, model.width, model.heads, model.contextLength) = (vocabulary, width, 4, 48)
        (model.feedForwardWidth, model.norm, model.feedForward) = (2 * width + 8, norm, feedForward)
        let operations = try CPUOperations(team: ThreadTeam(threads: 1), instructionSet: instructionSet)
        let shape = BatchShape(batch: batch, positions: model.contextLength)
        let taken = try pass(model, shape, operations, groups: groups)
        let estimate = try WorkspaceEstimate(threads: 1, instructionSet: instructionSet)
        estimate.count(model, shape, groups: groups)
        #expect(operations.workspaces.idleSizes.sorted() == estimate.sizes.sorted(), "\(batch) \(width) \(vocabulary)")
        #expect(taken == 2 * ParameterLayout(model).count + activationFloats(model, batch: batch))
      }
    }
  }

  @Test(arguments: CPUOperations.availableInstructionSets, [1, 4])
  func workingMemoryOfEveryPartOfAModel(instructionSet: String, groups: Int) throws {
    let model = smallConfiguration {
      ($0.width, $0.heads, $0.keyValueHeads, $0.contextLength, $0.attentionWindow) = (32, 4, 2, 200, 9)
      ($0.normsHeads, $0.valueResidual, $0.embeddingResidual) = (true, true, true)
      ($0.feedForward, $0.logitCap) = (.relu2, 15)
    }
    let operations = try CPUOperations(team: ThreadTeam(threads: 1), instructionSet: instructionSet)
    let shape = BatchShape(batch: 8, positions: model.contextLength)
    let taken = try pass(model, shape, operations, groups: groups)
    let estimate = try WorkspaceEstimate(threads: 1, instructionSet: instructionSet)
    estimate.count(model, shape, groups: groups)
    #expect(operations.workspaces.idleSizes.sorted() == estimate.sizes.sorted())
    #expect(taken == 2 * ParameterLayout(model).count + activationFloats(model, batch: 8))
  }

  /// On several threads the estimate holds what all of them may borrow at once, if never all of them did.
  @Test func severalThreadsTakeNoMoreThanPlanned() throws {
    let model = smallConfiguration()
    let operations = try CPUOperations(team: ThreadTeam(threads: 3))
    let shape = BatchShape(batch: 8, positions: model.contextLength)
    _ = try pass(model, shape, operations, groups: 4)
    let estimate = try WorkspaceEstimate(threads: 3)
    estimate.count(model, shape, groups: 4)
    #expect(operations.workspaces.idleSizes.count <= estimate.sizes.count)
    #expect(operations.workspaces.idleSizes.reduce(0, +) <= estimate.sizes.reduce(0, +))
  }

  @Test func thePlanIsTheSumOfItsParts() throws {
    let model = ModelPreset.tinystories.configuration
    let plan = try model.trainingMemory(threads: 2)
    let parameters = Double(FloatBuffer.bytes(count: ParameterLayout(model).count))
    #expect(plan.fixed["optimizer"] == 2 * parameters)
    let activations = Double(
      4 * ActivationPlan(model, shape: BatchShape(batch: 8, positions: 256), purpose: .training).count)
    #expect(abs(plan.perSequence.total * 8 - activations) < 1e4)
    #expect(plan.total(sequences: 8) == plan.fixed(sequences: 8).total + 8 * plan.perSequence.total)
    #expect(plan.fixed(sequences: 1).total < plan.fixed(sequences: 32).total)
  }

  /// Four batches of two groups each: two buffers for branches that wait, and in all three a tied table's second gradient.
  @Test func gradientsThatWaitAreCounted() throws {
    var model = smallConfiguration()
    model.tieEmbeddings = true
    let layout = ParameterLayout(model)
    let tied = model.vocabulary * model.width
    #expect(layout.tiedEmbedding == layout.count..<layout.count + tied)
    let plan = try model.trainingMemory { _ in GradientGroups(8, batches: 4) }
    #expect(plan.fixed(sequences: 2)["gradients that wait"] == Double(4 * (2 * layout.count + 3 * tied)))
    #expect(plan.total(sequences: 2) == plan.fixed(sequences: 2).total + 2 * plan.perSequence.total)
    let undivided = try model.trainingMemory().fixed(sequences: 2)
    #expect(undivided["gradients that wait"] == 0)
    #expect(plan.fixed(sequences: 2)["working memory of operations"] >= undivided["working memory of operations"])
  }

  /// One forward and backward pass; returns the floats of parameters, gradients and activations.
  private func pass(
    _ configuration: ModelConfiguration, _ shape: BatchShape, _ operations: CPUOperations, groups: Int
  ) throws -> Int {
    let model = try LanguageModel(configuration: configuration, operations: operations)
    model.initialize(seed: 1)
    let activations = Activations(ActivationPlan(configuration, shape: shape, purpose: .training))
    let gradients = FloatBuffer(count: model.layout.count)
    let tokens = (0..<shape.rows).map { UInt32($0 % configuration.vocabulary) }
    _ = try model.accumulateGradients(
      inputs: tokens, targets: tokens, shape: shape, activations: activations, gradients: gradients, scale: 1,
      groups: groups)
    return model.parameters.count + gradients.count + activations.buffer.count
  }

  private func activationFloats(_ model: ModelConfiguration, batch: Int) -> Int {
    let shape = BatchShape(batch: batch, positions: model.contextLength)
    return ActivationPlan(model, shape: shape, purpose: .training).count
  }
}
