/// Values of one record of a training, at one step.
package struct CurvePoint: Sendable, Equatable {
  /// Steps taken.
  package var step: Int
  /// Seconds and tokens since the run began, where the record has them.
  package var seconds: Double?
  package var tokens: Double?
  /// Nats per token.
  package var loss: Double
  package var learningRate: Double?
  package var gradientNorm: Double?
  package var tokensPerSecond: Double?

  /// A point of a curve.
  package init(
    step: Int, seconds: Double? = nil, tokens: Double? = nil, loss: Double, learningRate: Double? = nil,
    gradientNorm: Double? = nil, tokensPerSecond: Double? = nil
  ) {
    self.step = step
    self.seconds = seconds
    self.tokens = tokens
    self.loss = loss
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
    self.tokensPerSecond = tokensPerSecond
  }
}

/// Neighbouring records of a curve as one: where it ends, and mean, least and greatest loss.
package struct CurveRow: Sendable, Equatable {
  /// The values at the row's last record; loss, gradient norm and speed are means over its records.
  package var point: CurvePoint
  /// The least and the greatest loss.
  package var lowest: Double
  package var highest: Double
  /// How many records it stands for.
  package var records: Int

  init(_ point: CurvePoint) {
    self.point = point
    lowest = point.loss
    highest = point.loss
    records = 1
  }

  /// Takes in the row that follows.
  mutating func append(_ next: CurveRow) {
    let (mine, its) = (Double(records), Double(next.records))
    func mean(_ first: Double?, _ second: Double?) -> Double? {
      guard let first, let second else { return first ?? second }
      return (first * mine + second * its) / (mine + its)
    }
    var merged = next.point
    merged.loss = mean(point.loss, next.point.loss) ?? next.point.loss
    merged.gradientNorm = mean(point.gradientNorm, next.point.gradientNorm)
    merged.tokensPerSecond = mean(point.tokensPerSecond, next.point.tokensPerSecond)
    point = merged
    lowest = min(lowest, next.lowest)
    highest = max(highest, next.highest)
    records += next.records
  }
}

/// Any number of records as at most `capacity` rows, in one pass and in constant memory.
///
/// Every row but the last stands for the same number of records, a power of two: when the rows are full, each two
/// become one. So the same records give the same rows however they arrive, and nothing is lost from sight: a row
/// keeps its least and greatest loss.
package struct CurveSampler: Sendable, Equatable {
  private let capacity: Int
  private var width = 1
  private var stored: [CurveRow] = []

  /// A sampler for at most `capacity` rows (at least 2).
  package init(capacity: Int) {
    self.capacity = max(2, capacity)
  }

  /// Adds the next record; its loss is finite.
  package mutating func add(_ point: CurvePoint) {
    let row = CurveRow(point)
    if let last = stored.indices.last, stored[last].records < width {
      stored[last].append(row)
      return
    }
    if stored.count == capacity { halve() }
    if let last = stored.indices.last, stored[last].records < width {
      stored[last].append(row)
    } else {
      stored.append(row)
    }
  }

  /// The rows so far.
  package var rows: [CurveRow] { stored }

  /// The same curve in at most `limit` rows.
  package func rows(limit: Int) -> [CurveRow] {
    var copy = self
    while copy.stored.count > max(2, limit) { copy.halve() }
    return copy.stored
  }

  private mutating func halve() {
    var halved: [CurveRow] = []
    halved.reserveCapacity(capacity)
    for index in stride(from: 0, to: stored.count, by: 2) {
      var row = stored[index]
      if index + 1 < stored.count { row.append(stored[index + 1]) }
      halved.append(row)
    }
    stored = halved
    width *= 2
  }
}
