import Transformer

/// What a training gains from more machines: a row for each number of them.
package struct RankedPlan: Sendable {
  package struct Row: Sendable, Equatable {
    package let ranks: Int
    /// Tokens in a second of all machines.
    package let tokensPerSecond: Double
    /// Of what as many machines could do without an exchange.
    package let efficiency: Double
    /// Share of a step in which nobody computes.
    package let exposed: Double
  }

  /// Ways to give more machines work.
  package enum Growth: Sendable, CaseIterable {
    /// They share the batch: the training is the same.
    case sharedBatch
    /// Each has as many sequences as one had: a larger batch.
    case largerBatch
  }

  private let step: RankedStep
  private let link: NetworkLink
  private let sequences: Int
  private let positions: Int

  /// - Parameters:
  ///   - step: of the model
  ///   - link: between the machines
  ///   - sequences: of a whole step of one machine
  ///   - positions: tokens of a sequence
  package init(_ step: RankedStep, over link: NetworkLink, sequences: Int, positions: Int) {
    (self.step, self.link, self.sequences, self.positions) = (step, link, sequences, positions)
  }

  /// A row for 1, 2, 4, … machines.
  ///
  /// - Parameters:
  ///   - most: of machines
  ///   - growth: how work is given to them; a batch is shared by no more machines than it has sequences
  /// - Returns: the rows, from one machine on
  package func rows(upTo most: Int, _ growth: Growth) -> [Row] {
    let one = rate(ranks: 1, growth)
    return Swift.sequence(first: 1) { 2 * $0 }.prefix { $0 <= most && (growth == .largerBatch || $0 <= sequences) }
      .map { ranks in
        let times = times(ranks: ranks, growth)
        let rate = rate(ranks: ranks, growth)
        return Row(
          ranks: ranks, tokensPerSecond: rate, efficiency: rate / one / Double(ranks),
          exposed: times.exposed / times.seconds)
      }
  }

  /// The largest number of machines that each doubling up to it has paid for: a tenth more tokens in a second, at least.
  package static func lastThatPays(_ rows: [Row]) -> Int {
    let failed = zip(rows, rows.dropFirst()).first { $1.tokensPerSecond < 1.1 * $0.tokensPerSecond }
    return failed?.0.ranks ?? rows.last?.ranks ?? 1
  }

  private func times(ranks: Int, _ growth: Growth) -> RankedStep.Times {
    let own = growth == .sharedBatch ? Double(sequences) / Double(ranks) : Double(sequences)
    return step.times(sequences: own, ranks: ranks, over: link)
  }

  private func rate(ranks: Int, _ growth: Growth) -> Double {
    let all = growth == .sharedBatch ? sequences : sequences * ranks
    return Double(all * positions) / times(ranks: ranks, growth).seconds
  }
}
