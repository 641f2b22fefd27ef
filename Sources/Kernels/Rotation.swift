import Platform

/// By which angles rotary embedding turns the pairs of a head: pair i of a head of width K by position · frequency(i), which
/// is theta^(−2i/K) unless it is scaled.
package struct Rotation: Sendable, Hashable {
  /// Base of the angles.
  package var theta: Float
  /// How the frequencies differ from those of the base; nil for not at all.
  package var scaling: RotationScaling?

  package init(theta: Float, scaling: RotationScaling? = nil) { (self.theta, self.scaling) = (theta, scaling) }

  /// Radians by which a position turns pair `pair` of a head.
  package func frequency(ofPair pair: Int, headWidth: Int) -> Double {
    let plain = pow(Double(theta), -2 * Double(pair) / Double(headWidth))
    return scaling?.scaled(plain) ?? plain
  }
}

/// How a model that was trained on short texts turns the positions of longer ones.
package enum RotationScaling: Sendable, Hashable {
  /// Every frequency divided by `factor` (Chen et al. 2023, https://arxiv.org/abs/2306.15595).
  case linear(factor: Double)
  /// Llama 3.1's: frequencies that turn fewer than `low` times over the original context are divided by `factor`, those
  /// that turn more than `high` times stay, and between the two it goes from the one to the other.
  ///
  /// Source: huggingface/transformers, modeling_rope_utils.py, `rope_type` llama3.
  case llama3(factor: Double, low: Double, high: Double, originalContext: Int)

  func scaled(_ frequency: Double) -> Double {
    switch self {
    case .linear(let factor): return frequency / factor
    case .llama3(let factor, let low, let high, let originalContext):
      let turns = Double(originalContext) * frequency / (2 * .pi)
      guard turns >= low else { return frequency / factor }
      guard turns <= high else { return frequency }
      let share = (turns - low) / (high - low)
      return (1 - share) * frequency / factor + share * frequency
    }
  }

  /// Whether every number is one that a model can have.
  package var isPossible: Bool {
    switch self {
    case .linear(let factor): return factor > 0 && factor.isFinite
    case .llama3(let factor, let low, let high, let originalContext):
      return factor > 0 && factor.isFinite && low > 0 && high > low && high.isFinite && originalContext > 0
    }
  }
}
