import Transformer

/// The constants of Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon), which moves the matrices of the blocks;
/// embedding, output layer and gains are AdamW's.
package struct MuonSettings: Sendable, Equatable {
  /// How the rate of a matrix follows from its shape, by PyTorch's names.
  package enum Scale: String, Sendable, CaseIterable {
    /// As Jordan: √max(1, rows / columns).
    case original
    /// 0.2 √max(rows, columns), so that an update is as large as one of AdamW (Liu et al. 2025,
    /// https://arxiv.org/abs/2502.16982).
    case matchRMSAdamW = "match-rms-adamw"

    /// What the learning rate of a matrix (rows, columns) is multiplied by.
    package func factor(rows: Int, columns: Int) -> Double {
      switch self {
      case .original: max(1, Double(rows) / Double(columns)).squareRoot()
      case .matchRMSAdamW: 0.2 * Double(max(rows, columns)).squareRoot()
      }
    }
  }

  /// Share of the momentum that stays in each step.
  package var momentum = 0.95
  /// Steps in which the momentum goes from 0.85 to its value; 0 begins with it.
  package var momentumWarmupSteps = 0
  package var scale = Scale.original

  package init() {}

  private static let firstMomentum = 0.85

  /// Whether Muon moves the parameters of a role, or AdamW beside it.
  package func moves(_ role: ParameterTensor.Role) -> Bool { role == .matrix }

  /// The momentum of a step, counted from 1.
  package func momentum(at step: Int) -> Double {
    guard step <= momentumWarmupSteps else { return momentum }
    let progress = Double(step - 1) / Double(momentumWarmupSteps)
    return momentum - (1 - progress) * max(0, momentum - Self.firstMomentum)
  }

  /// - Throws: ``TrainingError`` for the first value that makes no sense
  func validate() throws {
    guard momentum >= 0, momentum < 1 else {
      throw TrainingError.valueOutOfRange(field: "momentum", found: momentum, expected: "0 or above and below 1")
    }
    guard momentumWarmupSteps >= 0 else {
      throw TrainingError.countTooSmall(field: "momentumWarmupSteps", found: momentumWarmupSteps, least: 0)
    }
    guard momentumWarmupSteps <= TrainingSettings.largestStep else {
      throw TrainingError.countTooLarge(
        field: "momentumWarmupSteps", found: momentumWarmupSteps, most: TrainingSettings.largestStep)
    }
  }
}
