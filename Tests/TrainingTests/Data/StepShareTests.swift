import Kernels
import Parallel
import TestSupport
import Testing
import Transformer

@testable import Training

/// Ranks that share a step read each window of it once, and in the order of one process.
@Suite struct StepShareTests {
  /// Notes the inputs of every step, and computes nothing.
  private final class Notes: TrainingStep {
    let configuration = smallConfiguration()
    let shape: BatchShape
    var inputs: [[UInt32]] = []
    var vocabulary: Int { configuration.vocabulary }

    init(_ shape: BatchShape) { self.shape = shape }

    func take(
      _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
      next: (inout TokenBatch) throws -> Void
    ) throws -> [StepResult] {
      var batch = TokenBatch(capacity: shape)
      var read: [UInt32] = []
      for _ in 0..<batches {
        try next(&batch)
        read += batch.inputs
      }
      inputs.append(read)
      return [StepResult(totalLoss: Double(tokens), gradientNorm: 1, asked: tokens)]
    }

    struct Unused: Error {}
    func currentModel() throws -> LanguageModel { throw Unused() }
    func exportTensors() throws -> [StateTensor] { [] }
    func restoreTensors(_ read: (String, [Int], UnsafeMutableBufferPointer<Float>) throws -> Void) throws {}
    func sumOfSquaresOfParameters() throws -> Double { 0 }
    func losses(
      inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
    ) throws -> UnsafeBufferPointer<Float> { throw Unused() }
  }

  private func inputs(
    _ settings: TrainingSettings, _ share: StepShare, steps: Int,
    data: any TokenSource = ArrayTokens((0..<5000).map { UInt32($0 * 31 % 24) })
  ) throws -> [[UInt32]] {
    let trainer = try Trainer(settings: settings, data: data, contextLength: 8, share: share) { Notes($0) }
    for _ in 0..<steps { #expect(try trainer.takeStep().tokens == settings.batchSize * settings.accumulation * 8) }
    return try #require(trainer.engine as? Notes).inputs
  }

  @Test(
    "the parts of all ranks, one after another, are the step",
    arguments: [(8, 1, 8), (8, 2, 8), (4, 4, 16), (2, 8, 8), (3, 8, 8), (16, 2, 4)], [2, 4, 8])
  func parts(sizes: (batch: Int, accumulation: Int, groups: Int), ranks: Int) throws {
    guard sizes.groups >= ranks else { return }
    var settings = TrainingSettings()
    (settings.batchSize, settings.accumulation, settings.gradientGroups) = sizes
    let whole = try inputs(settings, .whole, steps: 3)
    let parts = try (0..<ranks).map { try inputs(settings, StepShare(rank: $0, of: ranks), steps: 3) }
    for step in 0..<3 { #expect(Array(parts.map { $0[step] }.joined()) == whole[step], "step \(step + 1)") }
    #expect(Set(whole).count == 3)
    for rank in 0..<ranks {
      let groups = try StepShare(rank: rank, of: ranks).groups(of: settings)
      #expect(groups.count == sizes.groups / ranks && groups.all == sizes.groups)
    }
  }

  @Test("windows that begin at documents are the same for any number of ranks", arguments: [2, 4, 8])
  func alignedParts(ranks: Int) throws {
    var settings = TrainingSettings()
    (settings.batchSize, settings.accumulation, settings.alignment) = (8, 2, .documents)
    let data = SomeDocuments(lengths: (0..<200).map { 1 + $0 * 7 % 23 })
    let whole = try inputs(settings, .whole, steps: 3, data: data)
    let parts = try (0..<ranks).map { try inputs(settings, StepShare(rank: $0, of: ranks), steps: 3, data: data) }
    for step in 0..<3 { #expect(Array(parts.map { $0[step] }.joined()) == whole[step], "step \(step + 1)") }
    #expect(Set(whole).count == 3)
  }

  @Test("groups that cannot be divided are said")
  func refused() throws {
    var settings = TrainingSettings()
    (settings.batchSize, settings.gradientGroups) = (8, 4)
    #expect(throws: TrainingError.ranksDoNotDivide(ranks: 8, groups: 4)) {
      try StepShare(rank: 0, of: 8).batches(of: settings)
    }
    #expect(
      "\(TrainingError.ranksDoNotDivide(ranks: 8, groups: 4))" == """
        8 ranks cannot share a step of gradientGroups 4 (expected 1, 2 or 4 ranks); start fewer processes, or give another \
        gradientGroups or batchSize
        """)
  }
}
