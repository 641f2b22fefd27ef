import Collectives
import Kernels
import Transformer

/// The step of one of several processes that train together: each has some groups of the step's sequences, and gradients
/// are added over all of them along one tree (``GradientGroups``). So the result has the same bits for any number of ranks.
///
/// A range of gradients is exchanged as soon as it is complete, while backward goes on; losses follow, and then every
/// rank clips and moves the parameters by itself.
///
/// An error of one rank is an error of all, as the group ends with it.
package final class RankedTrainingStep: TrainingStep {
  /// How ranks are watched.
  package struct Rules {
    /// How gradients travel.
    package var wire = WireFormat.fp32
    /// Steps between comparisons of the parameters; 0 for none.
    package var checkEvery = 0
    /// A digest of the parameters.
    package var digest: (_ parameters: UnsafeRawBufferPointer) -> [UInt8]
    /// Whether this process wants to stop: all stop after the same step.
    package var wantsToStop: () -> Bool

    package init(
      digest: @escaping (_ parameters: UnsafeRawBufferPointer) -> [UInt8], wantsToStop: @escaping () -> Bool
    ) {
      (self.digest, self.wantsToStop) = (digest, wantsToStop)
    }
  }

  package private(set) var hasAgreedToStop = false
  /// The time of all steps in which this process had nothing to compute, but gradients were on their way.
  package private(set) var waited = Duration.zero

  private let own: CPUTrainingStep
  private let ranks: ProcessGroup
  private let rules: Rules
  private var allLosses = FloatBuffer(count: 0)

  /// - Parameters:
  ///   - own: computes the groups of this rank
  ///   - ranks: all processes
  ///   - rules: how they are watched
  package init(_ own: CPUTrainingStep, ranks: ProcessGroup, rules: Rules) {
    (self.own, self.ranks, self.rules) = (own, ranks, rules)
    own.completed = { [gradients = own.gradients.buffer.pointer] range in
      ranks.beginSum(of: gradients, range, as: rules.wire)
    }
  }

  package var configuration: ModelConfiguration { own.configuration }

  package var vocabulary: Int { own.vocabulary }

  package func currentModel() -> LanguageModel { own.currentModel() }

  package func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
    next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult] {
    try oneByOne(steps) { try take($0, tokens: tokens, next: next) }
  }

  private func take(
    _ step: PlannedStep, tokens: Int, next: (inout TokenBatch) throws -> Void
  ) throws -> StepResult {
    let share = try own.sumGradients(tokens: tokens, next: next)
    let wish = rules.wantsToStop() ? 1.0 : 0
    let computed = ContinuousClock.now
    // It comes after the exchanges that were begun.
    let sums = try ranks.call { try $0.sum([share.loss, wish, Double(share.asked)]) }
    waited += computed.duration(to: .now)
    hasAgreedToStop = sums[1] > 0
    let all = LossSum(loss: sums[0], asked: Int(sums[2]))
    let result = own.move(step.number, all, tokens: tokens, learningRate: step.learningRate)
    if rules.checkEvery > 0, step.number.isMultiple(of: rules.checkEvery) { try compare(after: step.number) }
    return result
  }

  /// - Throws: ``TrainingError/ranksDiffer(rank:host:step:)``
  private func compare(after step: Int) throws {
    let digest = rules.digest(UnsafeRawBufferPointer(own.currentModel().parameters.values))
    guard let other = try ranks.call({ try $0.firstDifference(digest) }) else { return }
    throw TrainingError.ranksDiffer(rank: other, host: ranks.hosts[other], step: step)
  }

  /// Each rank computes some of the sequences, and all have all losses.
  package func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    let share = (shape.batch + ranks.size - 1) / ranks.size
    let sequences = min(ranks.rank * share, shape.batch)..<min((ranks.rank + 1) * share, shape.batch)
    var found = [Float](repeating: 0, count: share * shape.positions)
    if !sequences.isEmpty {
      let first = sequences.lowerBound * shape.positions
      let losses = try own.losses(
        inputs: inputs + first, targets: targets + first,
        shape: BatchShape(batch: sequences.count, positions: shape.positions))
      found.replaceSubrange(0..<losses.count, with: losses)
    }
    let bytes = found.withUnsafeBytes(Array.init)
    let all = try ranks.call { try $0.gather(bytes) }
    if allLosses.count < ranks.size * found.count { allLosses = FloatBuffer(count: ranks.size * found.count) }
    for (rank, bytes) in all.enumerated() {
      bytes.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: allLosses.pointer + rank * found.count, count: bytes.count)
          .copyMemory(from: bytes)
      }
    }
    return UnsafeBufferPointer(start: allLosses.pointer, count: shape.rows)
  }

  package func sumOfSquaresOfParameters() -> Double { own.sumOfSquaresOfParameters() }

  package func exportTensors() -> [StateTensor] { own.exportTensors() }

  package func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try own.restoreTensors(read)
  }
}
