/// Whether validations still find lower losses.
package struct ValidationWatch: Sendable, Equatable {
  /// The lowest loss so far.
  package private(set) var best: Double
  /// Validations since then.
  package private(set) var misses: Int

  package init(best: Double = .infinity, misses: Int = 0) {
    (self.best, self.misses) = (best, misses)
  }

  /// Takes note of the next validation.
  package mutating func took(loss: Double) {
    if loss < best {
      (best, misses) = (loss, 0)
    } else {
      misses += 1
    }
  }
}
