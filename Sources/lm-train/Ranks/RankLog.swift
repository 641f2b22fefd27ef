import CommandSupport
import Messages
import Training

/// What a rank says of itself every ten seconds and at its last step, where `--log-ranks` asks for it: who is slow, or
/// waits for a slow one, is seen from that.
final class RankLog {
  private let name: String
  private let step: RankedTrainingStep?
  private let last: Int
  private var since = ContinuousClock.now
  private var waitedBefore = Duration.zero
  private var steps = 0

  private static let interval = Duration.seconds(10)

  /// - Parameters:
  ///   - group: all processes
  ///   - trainer: of this one
  ///   - last: the run's last step
  init(_ group: RankGroup, _ trainer: Trainer, last: Int) {
    name = "rank \(group.rank) on \(Printable.brief(group.hosts[group.rank]))"
    // Accelerators wait for each other where nothing of ours sees it.
    step = trainer.engine as? RankedTrainingStep
    self.last = last
  }

  func took(_ event: RunEvent) {
    guard case .stepped(let reports) = event, let report = reports.last else { return }
    steps += reports.count
    let duration = since.duration(to: .now)
    guard duration >= Self.interval || report.step == last else { return }
    Terminal.note("\(LMTrain.tool): \(line(step: report.step, seconds: duration.seconds))")
    (since, waitedBefore, steps) = (.now, step?.waited ?? .zero, 0)
  }

  private func line(step number: Int, seconds: Double) -> String {
    let rate = Units.rate(Double(steps) / seconds, unit: .items("steps"))
    let waiting = step.map { step in
      ", waiting for the others \(Units.fixed(100 * (step.waited - waitedBefore).seconds / seconds, decimals: 0))% of the time"
    }
    return "\(name): step \(Units.grouped(number)) of \(Units.grouped(last)), \(rate)\(waiting ?? "")"
  }
}
