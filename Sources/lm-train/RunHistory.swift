import Formats

/// What the metrics of an earlier part of a run tell the part that goes on.
struct RunHistory {
  /// Wall-clock seconds of training so far.
  var seconds = 0.0
  /// The last step that was validated.
  var lastValidated: Int?
  /// Validation losses by step.
  var validationLosses: [Int: Double] = [:]
  /// Loss of the first step and of the last one.
  var firstLoss: Double?
  var lastLoss: Double?

  init() {}

  /// Reads the records up to a step; nothing if there is no file.
  ///
  /// - Throws: `FormatError`
  init(metrics path: String, throughStep last: Int) throws {
    guard Folder.kind(of: path) != .nothing else { return }
    try MetricsReader.forEach(path) { record, step in
      guard step <= last else { return }
      seconds = max(seconds, record["seconds"]?.double ?? 0)
      if let loss = record["loss"]?.double { addLoss(loss) }
      if let loss = record["valid_loss"]?.double { addValidation(step: step, loss: loss) }
    }
  }

  mutating func addLoss(_ loss: Double) {
    firstLoss = firstLoss ?? loss
    lastLoss = loss
  }

  mutating func addValidation(step: Int, loss: Double) {
    lastValidated = step
    validationLosses[step] = loss
  }

  /// Of some steps, the one with the lowest validation loss (the earlier of equal ones).
  func best(among steps: [Int]) -> Int? {
    steps.sorted().filter { validationLosses[$0] != nil }
      .min { (validationLosses[$0] ?? .infinity) < (validationLosses[$1] ?? .infinity) }
  }
}
