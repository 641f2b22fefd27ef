import Kernels
import Randomness
import Reference
import TestSupport
import Testing
import Transformer

@testable import Training

/// A step's groups shared among ranks, each with a model of its own and its part of the sequences: the branches of the
/// ranks, added along the tree, have the bits of one process that computes all.
@Suite struct RanksTests {
  /// What a rank computes with.
  private struct Rank {
    let model: LanguageModel
    let step: CPUTrainingStep
  }

  /// Batches of a step in one process, and groups.
  struct Division: CustomTestStringConvertible {
    let batchSize, batches, groups: Int
    var testDescription: String { "\(batches) × \(batchSize) in \(groups) groups" }
  }

  static let ablations: [@Sendable (inout ModelConfiguration) -> Void] = [
    { _ in }, { $0.norm = .post }, { $0.norm = .none }, { $0.tieEmbeddings = true }, { $0.feedForward = .silu },
    { $0.position = .none },
    { ($0.tieEmbeddings, $0.norm, $0.contextLength) = (true, .none, 4) },
  ]

  @Test(arguments: ablations.indices)
  func everyAblationHasTheSameBits(index: Int) throws {
    try expectSameBits(Division(batchSize: 8, batches: 1, groups: 8), Self.ablations[index])
  }

  /// Branches of several groups and of one, and groups of several batches; with one table for both ends.
  @Test(
    arguments: [
      Division(batchSize: 4, batches: 2, groups: 8), Division(batchSize: 2, batches: 4, groups: 8),
      Division(batchSize: 3, batches: 8, groups: 8), Division(batchSize: 1, batches: 16, groups: 8),
      Division(batchSize: 2, batches: 12, groups: 4), Division(batchSize: 32, batches: 1, groups: 16),
    ], [false, true])
  func severalBatchesHaveTheSameBits(division: Division, tied: Bool) throws {
    try expectSameBits(division) { ($0.tieEmbeddings, $0.layers) = (tied, 1) }
  }

  @Test func muonHasTheSameBits() throws {
    let settings = quickSettings { ($0.clipNorm, $0.muon) = (0.1, MuonSettings()) }
    try expectSameBits(Division(batchSize: 4, batches: 2, groups: 8), settings: settings) { _ in }
  }

  @Test func theTrainerIsOneRank() throws {
    let settings = quickSettings { ($0.batchSize, $0.accumulation) = (4, 2) }
    #expect(settings.groups == GradientGroups(8, batches: 2))
    let trainer = try Trainer(model: try smallModel(), settings: settings, data: someTokens(300))
    _ = try trainer.takeSteps(2)
    let other = try smallModel()
    let step = try CPUTrainingStep(
      model: other, shape: BatchShape(batch: 4, positions: 16), settings: settings,
      groups: GradientGroups(8, batches: 2))
    var sampler = WindowSampler(seed: settings.seed)
    for number in 1...2 {
      _ = try step.take(
        number, batches: 2, tokens: 8 * 16, learningRate: settings.schedule.rate(at: number)
      ) { batch in
        try batch.fill(BatchShape(batch: 4, positions: 16), from: someTokens(300)) { _ in
          sampler.nextStart(tokenCount: 300, positions: 16)
        }
      }
    }
    #expect(try bits(trainer.currentModel()) == bits(other))
  }

  // MARK: Many ranks in one process

  private func expectSameBits(
    _ division: Division, settings: TrainingSettings = quickSettings { $0.clipNorm = 0.1 },
    _ change: @Sendable (inout ModelConfiguration) -> Void
  ) throws {
    let expected = try train(division, settings, ranks: 1, threads: 2, change)
    for ranks in [2, 4, 8] where ranks <= division.groups {
      let found = try train(division, settings, ranks: ranks, threads: 1 + ranks % 3, change)
      #expect(found.results == expected.results, "\(ranks) ranks")
      #expect(found.parameters == expected.parameters, "\(ranks) ranks")
    }
  }

  /// Three steps; loss and norm of each, and the bits of the parameters after them.
  private func train(
    _ division: Division, _ settings: TrainingSettings, ranks count: Int, threads: Int,
    _ change: @Sendable (inout ModelConfiguration) -> Void
  ) throws -> (results: [StepResult], parameters: [UInt32]) {
    let batches = max(1, division.batches / count)
    var positions = 0
    let sequences = division.batchSize * division.batches
    let ranks = try (0..<count).map { _ in
      let model = try smallModel(threads: threads, change)
      positions = model.configuration.contextLength
      let shape = BatchShape(batch: sequences / count / batches, positions: positions)
      let groups = GradientGroups(division.groups, batches: batches, ranks: count)
      return Rank(
        model: model, step: try CPUTrainingStep(model: model, shape: shape, settings: settings, groups: groups))
    }
    var results: [StepResult] = []
    for number in 1...3 {
      let sums = try ranks.indices.map { index in
        try sumGradients(ranks[index].step, rank: index, of: count, step: number, sequences, batches, positions)
      }
      addAlongTree(ranks.map(\.step.gradients.buffer))
      let loss = SlowOperations.treeSum(groups: 0..<count) { [sums[$0].loss] }[0]
      let all = LossSum(loss: loss, asked: sums.reduce(0) { $0 + $1.asked })
      #expect(all.asked == sequences * positions)
      let moved = ranks.map { $0.step.move(number, all, tokens: sequences * positions, learningRate: 1e-2) }
      #expect(moved.allSatisfy { $0 == moved[0] && $0.isFinite && $0.gradientNorm > 0.1 })
      results.append(moved[0])
    }
    let parameters = ranks.map { bits($0.model) }
    #expect(parameters.allSatisfy { $0 == parameters[0] })
    return (results, parameters[0])
  }

  /// The rank's part of the sequences, in drawing order.
  private func sumGradients(
    _ step: CPUTrainingStep, rank: Int, of ranks: Int, step number: Int, _ sequences: Int, _ batches: Int,
    _ positions: Int
  ) throws -> LossSum {
    let shape = BatchShape(batch: sequences / ranks / batches, positions: positions)
    var drawn = rank * sequences / ranks
    var ranges: [Range<Int>] = []
    step.completed = { ranges.append($0) }
    let sum = try step.sumGradients(tokens: sequences * positions) { batch in
      try batch.fill(shape, from: Self.data) { _ in
        defer { drawn += 1 }
        return (number * 31 + drawn * 7) % (Self.data.tokenCount - positions)
      }
    }
    // Each bucket once.
    #expect(ranges.sorted { $0.lowerBound < $1.lowerBound } == step.gradients.buckets)
    return sum
  }

  private static let data = someTokens(400)

  /// The buffers of all ranks become their sum, added along the tree.
  private func addAlongTree(_ buffers: [FloatBuffer]) {
    let sum = SlowOperations.treeSum(groups: 0..<buffers.count) { Array(buffers[$0].values) }
    for buffer in buffers { _ = buffer.values.update(from: sum) }
  }

  private func bits(_ model: LanguageModel) -> [UInt32] { model.parameters.values.map(\.bitPattern) }
}
