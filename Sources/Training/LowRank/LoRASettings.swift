import Transformer

/// Low-rank adaptation (Hu et al. 2021, https://arxiv.org/abs/2106.09685): instead of a matrix W (O, I) a training moves
/// B (O, R) and A (R, I), and the model computes with W + alpha / R · B · A.
package struct LoRASettings: Sendable, Equatable {
  /// R.
  package var rank: Int
  /// Divided by the rank, the factor of B · A.
  package var alpha: Double
  /// Which matrices of the blocks: patterns of names as those of ``FrozenParameters``; none for all.
  package var targets: [String]

  package init(rank: Int, alpha: Double, targets: [String] = []) {
    (self.rank, self.alpha, self.targets) = (rank, alpha, targets)
  }

  /// The factor of B · A.
  var scale: Float { Float(alpha / Double(rank)) }

  /// The matrices that it adapts.
  package func matrices(of layout: ParameterLayout, frozen: FrozenParameters) -> [ParameterTensor] {
    layout.tensors.filter { tensor in
      tensor.role == .matrix && !frozen.contains(tensor.name)
        && (targets.isEmpty || targets.contains { FrozenParameters.matches($0, tensor.name) })
    }
  }

  /// - Throws: ``TrainingError`` for values that make no sense, for this model
  func validate(_ settings: TrainingSettings, model: ModelConfiguration) throws {
    guard alpha > 0, alpha.isFinite else {
      throw TrainingError.valueOutOfRange(field: "loraAlpha", found: alpha, expected: "a finite number above 0")
    }
    let layout = ParameterLayout(model)
    let all = LoRASettings(rank: rank, alpha: alpha).matrices(of: layout, frozen: FrozenParameters())
    for pattern in targets where !all.contains(where: { FrozenParameters.matches(pattern, $0.name) }) {
      throw TrainingError.nothingToAdapt(pattern: pattern, example: all.first?.name ?? "")
    }
    let adapted = matrices(of: layout, frozen: settings.frozen)
    guard let smallest = adapted.flatMap(\.shape).min() else { throw TrainingError.allFrozen }
    guard rank >= 1 else { throw TrainingError.countTooSmall(field: "loraRank", found: rank, least: 1) }
    guard rank <= smallest else { throw TrainingError.countTooLarge(field: "loraRank", found: rank, most: smallest) }
  }

  /// Parameters that a training moves.
  package func parameterCount(of model: ModelConfiguration, frozen: FrozenParameters) -> Int {
    matrices(of: ParameterLayout(model), frozen: frozen).reduce(0) { $0 + rank * ($1.shape[0] + $1.shape[1]) }
  }
}
