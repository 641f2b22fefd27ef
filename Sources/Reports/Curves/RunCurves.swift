import Formats

/// What the records of `metrics.jsonl` tell of a run: its curves, and the numbers at its end.
package struct RunCurves: Sendable, Equatable {
  /// Training and validation loss by step.
  package private(set) var training: CurveSampler
  package private(set) var validation: CurveSampler
  /// Loss of the first and of the last training record.
  package private(set) var firstLoss: Double?
  package private(set) var lastLoss: Double?
  /// The last validation, and the one with the least loss (the earlier of equal ones).
  package private(set) var lastValidation: CurvePoint?
  package private(set) var bestValidation: CurvePoint?
  /// Steps, seconds and tokens so far.
  package private(set) var step = 0
  package private(set) var seconds: Double?
  package private(set) var tokens: Double?
  /// The step whose loss was no longer finite.
  package private(set) var divergedAt: Int?
  /// Whether it ended before its last step, since validations found no lower loss.
  package private(set) var hasEndedEarly = false

  private var speedSum = 0.0
  private var speedCount = 0

  /// Rows that one curve keeps at most; enough for a page of one run.
  static let capacity = 2048

  /// Curves without a point.
  package init() {
    training = CurveSampler(capacity: Self.capacity)
    validation = CurveSampler(capacity: Self.capacity)
  }

  /// The mean over the training records; nil without one.
  package var tokensPerSecond: Double? { speedCount == 0 ? nil : speedSum / Double(speedCount) }

  /// Takes in the next record; members of another kind than expected are passed over.
  package mutating func add(_ record: JSONValue) {
    guard let recordStep = record["step"]?.int else { return }
    step = max(step, recordStep)
    if record["diverged"]?.bool == true { divergedAt = recordStep }
    // Of the last record only: a run may go on with more patience.
    hasEndedEarly = record["ended_early"] != nil
    let recordSeconds = finite(record["seconds"])
    let recordTokens = finite(record["tokens"])
    seconds = recordSeconds ?? seconds
    tokens = recordTokens ?? tokens
    if let loss = finite(record["loss"]) {
      let speed = finite(record["tokens_per_second"])
      addTraining(
        CurvePoint(
          step: recordStep, seconds: recordSeconds, tokens: recordTokens, loss: loss,
          learningRate: finite(record["lr"]), gradientNorm: finite(record["gradient_norm"]), tokensPerSecond: speed))
    }
    if let loss = finite(record["valid_loss"]) {
      addValidation(CurvePoint(step: recordStep, seconds: recordSeconds, tokens: recordTokens, loss: loss))
    }
  }

  private mutating func addTraining(_ point: CurvePoint) {
    training.add(point)
    firstLoss = firstLoss ?? point.loss
    lastLoss = point.loss
    if let speed = point.tokensPerSecond {
      speedSum += speed
      speedCount += 1
    }
  }

  private mutating func addValidation(_ point: CurvePoint) {
    validation.add(point)
    lastValidation = point
    if point.loss < bestValidation?.loss ?? .infinity { bestValidation = point }
  }

  /// Numbers beyond this mean nothing in a curve, and differences of larger ones would not be finite.
  private static let largest = 1e100

  private func finite(_ value: JSONValue?) -> Double? {
    value?.double.flatMap { abs($0) <= Self.largest ? $0 : nil }
  }
}
