import Transformer

/// Largest learning rates of AdamW for parameters of some roles. The schedule multiplies all rates by the same factor.
package struct RoleRates: Sendable, Equatable {
  /// Of the embedding, the output layer, and the gains of norms; nil for the schedule's own.
  package var embedding, head, vectors: Double?

  package init(embedding: Double? = nil, head: Double? = nil, vectors: Double? = nil) {
    (self.embedding, self.head, self.vectors) = (embedding, head, vectors)
  }

  /// The rate for a role; nil for the schedule's own.
  func largest(_ role: ParameterTensor.Role) -> Double? {
    switch role {
    case .matrix: nil
    case .embedding: embedding
    case .head: head
    case .vector: vectors
    }
  }

  /// The rate of a role in a step.
  ///
  /// - Parameters:
  ///   - role: what a parameter is
  ///   - scheduled: the schedule's rate in that step
  ///   - largestScheduled: the schedule's largest
  /// - Returns: the role's own rate, as far below its largest as the schedule's; the schedule's where it has none
  package func rate(of role: ParameterTensor.Role, scheduled: Double, largestScheduled: Double) -> Double {
    guard let largest = largest(role) else { return scheduled }
    return largestScheduled > 0 ? largest * (scheduled / largestScheduled) : 0
  }

  /// - Throws: ``TrainingError/valueOutOfRange(field:found:expected:)``
  func validate() throws {
    for (field, rate) in [("embeddingRate", embedding), ("headRate", head), ("vectorRate", vectors)] {
      guard let rate, !(rate >= 0 && rate.isFinite) else { continue }
      throw TrainingError.valueOutOfRange(field: field, found: rate, expected: "a finite number, 0 or above")
    }
  }
}
