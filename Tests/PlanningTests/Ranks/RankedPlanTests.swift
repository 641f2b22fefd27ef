import Testing
import Transformer

@testable import Planning

@Suite("What more machines gain")
struct RankedPlanTests {
  private static let fast = NetworkLink(bytesPerSecond: 1e30, latency: 0, handlingRate: 1e30)
  private let model = ModelConfiguration()

  private func step(optimizer: Double = 0, speed: Double = 1e11, bytes: Int = 4) -> RankedStep {
    RankedStep(model, speed: speed, optimizerSeconds: optimizer, bytesPerFloat: bytes)
  }

  @Test("a sum moves all but 1/N of its bytes twice, in 2 log2 N rounds", arguments: [2, 4, 8, 1024])
  func sums(ranks: Int) {
    let bytes = 1e8
    let rounds = Double(ranks.trailingZeroBitCount)
    let share = 1 - 1 / Double(ranks)
    func seconds(_ change: (inout NetworkLink) -> Void) -> Double {
      var link = Self.fast
      change(&link)
      return link.sumSeconds(bytes: bytes, ranks: ranks)
    }
    #expect(abs(seconds { $0.bytesPerSecond = 125e6 } - 2 * share * bytes / 125e6) < 1e-9)
    #expect(abs(seconds { $0.latency = 1e-3 } - 2 * rounds * 1e-3) < 1e-9)
    #expect(abs(seconds { $0.handlingRate = 1e9 } - share * bytes / 1e9) < 1e-9)
    #expect(Self.fast.sumSeconds(bytes: bytes, ranks: 1) == 0)
  }

  @Test("without a network's delays machines share a batch perfectly, apart from the optimizer")
  func ideal() {
    let flops = model.trainingFLOPs(sequences: 32, attention: .causal).total
    let one = step().times(sequences: 32, ranks: 1, over: Self.fast)
    #expect(abs(one.seconds / (flops / 1e11) - 1) < 1e-9 && one.exposed == 0)
    let eight = step(optimizer: 0.5).times(sequences: 4, ranks: 8, over: Self.fast)
    #expect(abs(eight.seconds - one.seconds / 8 - 0.5) < 1e-6 && eight.exposed < 1e-6)
  }

  @Test("a fast network's exchanges are hidden but for the last, a slow one's follow each other")
  func overlap() {
    let layout = ParameterLayout(model)
    let bytes = 4 * Double(layout.count)
    // Complete at the same time, at the end of backward.
    let last = 4 * Double(layout.buckets[0].count + layout.buckets[1].count)
    let losses = 16.0
    // Slow enough to be seen, fast enough to be done with a block while the next is computed.
    let quick = NetworkLink(bytesPerSecond: 1e9, latency: 0, handlingRate: 1e30)
    let hidden = step().times(sequences: 16, ranks: 2, over: quick)
    #expect(abs(hidden.exposed - (last + losses) / 1e9) < 1e-6)
    let slow = NetworkLink(bytesPerSecond: 1e5, latency: 0, handlingRate: 1e30)
    let flops = model.forwardFLOPs(positions: model.contextLength, attention: .causal).scaled(by: 16 / 1e11)
    let head = flops.components.first { $0.name == "lm_head" }?.amount ?? 0
    // From the loss on one exchange follows the other.
    let expected = flops.total + 2 * head + (bytes + losses) / 1e5
    #expect(abs(step().times(sequences: 16, ranks: 2, over: slow).seconds - expected) < 1e-3)
    let half = step(bytes: 2).times(sequences: 16, ranks: 2, over: slow)
    #expect(abs(half.seconds - (flops.total + 2 * head + (bytes / 2 + losses) / 1e5)) < 1e-3)
  }

  @Test("tied embeddings are exchanged twice, and a model without norms has nothing behind its blocks")
  func tied() {
    var tied = model
    (tied.tieEmbeddings, tied.norm) = (true, .none)
    let table = Double(tied.vocabulary * tied.width)
    let slow = NetworkLink(bytesPerSecond: 1e5, latency: 0, handlingRate: 1e30)
    let times = RankedStep(tied, speed: 1e30, optimizerSeconds: 0, bytesPerFloat: 4)
      .times(sequences: 1, ranks: 2, over: slow)
    #expect(abs(times.seconds - (4 * (Double(ParameterLayout(tied).count) + table) + 16) / 1e5) < 1e-3)
  }

  @Test("rows go up to the machines that there are, and no batch is divided below a sequence")
  func rows() {
    let link = NetworkLink(bytesPerSecond: 125e6, latency: 50e-6, handlingRate: 5e9)
    let plan = RankedPlan(step(), over: link, sequences: 32, positions: 256)
    let (shared, larger) = (plan.rows(upTo: 1024, .sharedBatch), plan.rows(upTo: 1024, .largerBatch))
    #expect(shared.map(\.ranks) == [1, 2, 4, 8, 16, 32] && larger.map(\.ranks).last == 1024)
    #expect(plan.rows(upTo: 5, .largerBatch).map(\.ranks) == [1, 2, 4])
    for rows in [shared, larger] {
      #expect(rows[0].efficiency == 1 && rows[0].exposed == 0)
      #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.efficiency >= $1.efficiency })
    }
    #expect(zip(shared, larger).allSatisfy { $0.tokensPerSecond <= $1.tokensPerSecond + 1e-6 })
  }

  @Test("more machines pay while each doubling gives a tenth more")
  func pays() {
    func rows(_ rates: [Double]) -> [RankedPlan.Row] {
      rates.enumerated().map {
        RankedPlan.Row(ranks: 1 << $0.offset, tokensPerSecond: $0.element, efficiency: 1, exposed: 0)
      }
    }
    #expect(RankedPlan.lastThatPays(rows([100, 150, 160, 300])) == 2)
    #expect(RankedPlan.lastThatPays(rows([100, 150, 170])) == 4)
    #expect(RankedPlan.lastThatPays(rows([100, 90])) == 1)
    #expect(RankedPlan.lastThatPays(rows([100])) == 1)
  }
}
