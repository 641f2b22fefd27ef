import Platform
import Transformer

/// What a machine does in a second, measured: what times of a training are told from.
package struct MachineMeasurement: Sendable, Equatable {
  /// The training speed of one small model.
  package struct Point: Sendable, Equatable {
    /// D: the model's width.
    package let width: Int
    /// FLOP/s of whole steps, with attention counted below the diagonal only.
    package let speed: Double

    package init(width: Int, speed: Double) {
      (self.width, self.speed) = (width, speed)
    }
  }

  /// Whose name and kernels these are.
  package let host, instructionSet: String
  package let threads: Int
  /// Multiply-adds in registers, two operations each: FLOP/s that nothing can pass.
  package let peak: Double
  /// Wide models come nearer to the peak than narrow ones; from narrow to wide, never empty.
  package let points: [Point]

  /// - Returns: nil without points or for numbers that are no speeds
  package init?(host: String, instructionSet: String, threads: Int, peak: Double, points: [Point]) {
    guard threads >= 1, peak > 0, peak.isFinite, !points.isEmpty,
      points.allSatisfy({ $0.width >= 1 && $0.speed > 0 && $0.speed.isFinite })
    else { return nil }
    (self.host, self.instructionSet, self.threads, self.peak) = (host, instructionSet, threads, peak)
    self.points = points.sorted { $0.width < $1.width }
  }

  /// FLOP/s at which a model of a width trains: between two points in proportion to the width's logarithm, beyond them
  /// that of the nearest.
  package func speed(width: Int) -> Double {
    guard let next = points.firstIndex(where: { $0.width >= width }) else { return points[points.count - 1].speed }
    guard next > 0 else { return points[0].speed }
    let (low, high) = (points[next - 1], points[next])
    let share = logarithm(width, over: low.width) / logarithm(high.width, over: low.width)
    return low.speed + share * (high.speed - low.speed)
  }

  /// Tokens that a model trains on in a second.
  package func tokensPerSecond(_ model: ModelConfiguration) -> Double {
    let flops = model.trainingFLOPs(sequences: 1, attention: .causal).total / Double(model.contextLength)
    return speed(width: model.width) / flops
  }

  private func logarithm(_ width: Int, over base: Int) -> Double { log(Double(width) / Double(base)) }
}
