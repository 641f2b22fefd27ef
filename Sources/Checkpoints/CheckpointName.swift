import Training

/// The file name of a checkpoint: `step-00001000.safetensors`. Names sort as steps do.
package enum CheckpointName {
  private static let prefix = "step-"
  private static let suffix = ".safetensors"

  /// The name for a step (0 or above).
  package static func file(step: Int) -> String {
    let digits = String(step)
    return prefix + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + suffix
  }

  /// The step in a name; nil for any other file, and for a step that no run comes to.
  package static func step(ofFile name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
    guard let step = Int(digits), step <= TrainingSettings.largestStep, file(step: step) == name else { return nil }
    return step
  }
}
