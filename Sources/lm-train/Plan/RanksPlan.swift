import CommandSupport
import Formats
import Messages
import Planning
import Transformer

/// What a training would gain from more machines of this kind, as tables and as JSON.
struct RanksPlan {
  private let plan: RankedPlan
  private let most: Int
  private let link: NetworkLink
  private let sequences: Int

  /// - Parameters:
  ///   - settings: what is trained
  ///   - machine: how fast each is, unless the flags describe other hardware
  ///   - rates: and beside forward and backward
  ///   - flags: the network
  ///   - most: how many machines at most
  init(_ settings: RunSettings, on machine: MachineMeasurement, _ rates: RankRates, flags: PlanFlags, most: Int) {
    link = NetworkLink(
      bytesPerSecond: flags.link?.bytesPerSecond ?? 0, latency: flags.linkLatency / 1e6, handlingRate: rates.handled)
    sequences = settings.training.batchSize * settings.training.accumulation
    let speed = flags.flops.map { $0 * flags.utilization } ?? machine.speed(width: settings.model.width)
    let step = RankedStep(
      settings.model, speed: speed,
      optimizerSeconds: Double(ParameterLayout(settings.model).count) / rates.moved + settings.optimizerFLOPs / speed,
      bytesPerFloat: settings.engine.exchange == .fp32 ? 4 : 2)
    plan = RankedPlan(step, over: link, sequences: sequences, positions: settings.model.contextLength)
    self.most = most
  }

  private func title(_ growth: RankedPlan.Growth) -> String {
    switch growth {
    case .sharedBatch: "this batch shared by all (\(Units.counted(sequences, "sequence")): the same training)"
    case .largerBatch: "this batch on each (\(Units.counted(sequences, "sequence")) a machine: a larger batch)"
    }
  }

  /// A table for each way to give more machines work.
  var lines: [String] {
    let speed = "\(Units.count(Int(link.bytesPerSecond * 8)))bit/s"
    let head = "Machines like this one, linked at \(speed) with \(Units.fixed(link.latency * 1e6, decimals: 0)) µs"
    return [head]
      + RankedPlan.Growth.allCases.flatMap { growth -> [String] in
        let rows = plan.rows(upTo: most, growth)
        let lines = rows.map { row in
          "  \(padded("\(row.ranks)", 5))  \(padded(Units.rate(row.tokensPerSecond, unit: .items("tokens")), 16))  "
            + "\(padded(percent(row.efficiency), 6)) efficiency  \(padded(percent(row.exposed), 6)) waiting"
        }
        return ["  \(title(growth))"] + lines
          + ["  worthwhile up to \(Units.counted(RankedPlan.lastThatPays(rows), "machine"))", ""]
      }
  }

  private func percent(_ share: Double) -> String { "\(Units.fixed(share * 100, decimals: 1))%" }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The same for machines.
  var json: JSONValue {
    func rows(_ growth: RankedPlan.Growth) -> JSONValue {
      .array(
        plan.rows(upTo: most, growth).map { row in
          [
            "processes": .integer(Int64(row.ranks)), "tokens_per_second": .number(row.tokensPerSecond),
            "efficiency": .number(row.efficiency), "waiting": .number(row.exposed),
          ]
        })
    }
    return [
      "bytes_per_second": .number(link.bytesPerSecond), "latency_seconds": .number(link.latency),
      "handling_bytes_per_second": .number(link.handlingRate),
      "shared_batch": rows(.sharedBatch), "larger_batch": rows(.largerBatch),
    ]
  }
}
