import Transformer

extension TrainingSettings {
  /// Up to so many groups: as many processes may one day share a step.
  package static let mostGroups = 1024

  /// The largest power of two up to 8 into which a step's sequences can be divided.
  package var usualGroups: Int { [8, 4, 2].first(where: divides) ?? 1 }

  /// How a step's sequences are divided in sums.
  package var groups: GradientGroups { GradientGroups(gradientGroups ?? usualGroups, batches: accumulation) }

  /// The same with another batch size: the chosen groups, where they divide the sequences.
  package func groups(batchSize: Int) -> GradientGroups {
    var other = self
    other.batchSize = batchSize
    if let gradientGroups, !other.divides(groups: gradientGroups) { other.gradientGroups = nil }
    return other.groups
  }

  /// Whether so many groups divide the sequences of a step, and each is part of one batch or made of whole ones.
  private func divides(groups: Int) -> Bool {
    // Beyond `Int` the product still tells by which powers of two it can be divided.
    (batchSize &* accumulation).isMultiple(of: groups)
      && (accumulation.isMultiple(of: groups) || groups.isMultiple(of: accumulation))
  }

  /// - Throws: ``TrainingError/groupsOutOfRange(found:most:)`` or ``TrainingError/groupsDoNotDivide``
  func checkGroups() throws {
    guard let groups = gradientGroups else { return }
    guard (1...Self.mostGroups).contains(groups), groups & (groups - 1) == 0 else {
      throw TrainingError.groupsOutOfRange(found: groups, most: Self.mostGroups)
    }
    guard divides(groups: groups) else {
      let possible = sequence(first: 1) { $0 * 2 }.prefix { $0 <= Self.mostGroups }.filter(divides)
      throw TrainingError.groupsDoNotDivide(
        found: groups, batchSize: batchSize, accumulation: accumulation, possible: Array(possible))
    }
  }
}
