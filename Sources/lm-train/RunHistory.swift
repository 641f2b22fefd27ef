import Formats
import Training

/// What the metrics of an earlier part of a run tell the part that goes on.
struct RunHistory {
  /// Wall-clock seconds of training so far.
  var seconds = 0.0
  /// The last step that was validated.
  var lastValidated: Int?
  /// Validation losses by step.
  var validationLosses: [Int: Double] = [:]
  /// Steps that have no record, the first stretch of them: longer than records are apart.
  private(set) var gap: ClosedRange<Int>?
  private var lastRecorded = 0
  /// Loss of the first step and of the last one.
  var firstLoss: Double?
  var lastLoss: Double?

  init() {}

  /// Reads the records up to a step, which were written every `stride` steps; nothing if there is no file.
  ///
  /// - Throws: `FormatError`
  init(metrics path: String, throughStep last: Int, stride: Int) throws {
    if Folder.kind(of: path) != .nothing {
      try MetricsReader.forEach(path) { record, step in
        guard step <= last else { return }
        seconds = max(seconds, record["seconds"]?.double ?? 0)
        if let loss = record["loss"]?.double {
          addLoss(loss)
          noteGap(before: step, stride: stride)
        }
        if let loss = record["valid_loss"]?.double { addValidation(step: step, loss: loss) }
      }
    }
    noteGap(before: last + 1, stride: stride)
  }

  private mutating func noteGap(before step: Int, stride: Int) {
    if step - lastRecorded > stride, gap == nil { gap = lastRecorded + 1...step - 1 }
    lastRecorded = max(lastRecorded, step)
  }

  mutating func addLoss(_ loss: Double) {
    firstLoss = firstLoss ?? loss
    lastLoss = loss
  }

  mutating func addValidation(step: Int, loss: Double) {
    lastValidated = step
    validationLosses[step] = loss
  }

  /// What the validations have found so far, in their order.
  var watch: ValidationWatch {
    validationLosses.keys.sorted().reduce(into: ValidationWatch()) { watch, step in
      if let loss = validationLosses[step] { watch.took(loss: loss) }
    }
  }

  /// Of some steps, the one with the lowest validation loss (the earlier of equal ones).
  func best(among steps: [Int]) -> Int? {
    steps.sorted().filter { validationLosses[$0] != nil }
      .min { (validationLosses[$0] ?? .infinity) < (validationLosses[$1] ?? .infinity) }
  }
}
