import Messages

/// What can be wrong with a checkpoint of lm-train.
package enum CheckpointProblem: Equatable, Sendable {
  case missingEntry(key: String)
  case malformedEntry(key: String, found: String)
  case unknownVersion(found: String)
  case unreadableSettings
  /// Settings of a version that this program does not know.
  case newerSettings(found: Int)
  /// Settings of which no model or no step can be made; `problem` says why not.
  case impossibleSettings(problem: Message)
  /// A number that does not go with another one of the file.
  case wrongCounter(what: String, found: String, expected: String)
  /// A file under the name of another step.
  case otherName(step: Int, expected: Int)
  /// A parameter that holds NaN or an infinity.
  case notFinite(name: String)
  case missingTensor(name: String)
  case wrongShape(name: String, found: [Int], expected: [Int])
  /// The bytes of the tensors are not those that were written.
  case damaged(part: String)
  /// Not of a training with adapters of low rank.
  case noAdapters
  /// A checkpoint tells these fields itself, and they were given.
  case shapeKnown(fields: [String])

  var message: Message {
    switch self {
    case .missingEntry(let key):
      "no \(key) in the metadata (expected a checkpoint of lm-train); use a file that lm-train wrote"
    case .malformedEntry(let key, let found):
      "\(key) in the metadata is \(Printable.quoted(found)), which cannot be read; use another checkpoint"
    case .unknownVersion(let found):
      "written in version \(Printable.quoted(found)) of the checkpoint format (expected 1); use a newer lm-train"
    case .unreadableSettings:
      "the settings in the metadata are incomplete or out of range; use another checkpoint"
    case .newerSettings(let found):
      "settings of version \(found) (expected at most \(SettingsReader.currentVersion)), made by a newer lm-train; "
        + "update Letterpress"
    case .impossibleSettings(let problem):
      // What follows the semicolon is advice about flags, and here there are none to change.
      "the settings in the metadata are impossible: \(problem.prefix(before: ";")); use another checkpoint"
    case .wrongCounter(let what, let found, let expected):
      "\(what) is \(found) (expected \(expected)); the file is damaged, use another checkpoint"
    case .otherName(let step, let expected):
      "is named after step \(step) (expected \(expected), the step in the metadata); "
        + "give it its own name, or use another checkpoint"
    case .notFinite(let name):
      "tensor \(Printable.quoted(name)) holds a value that is not a finite number; "
        + "the checkpoint is damaged or its training diverged, use another one"
    case .missingTensor(let name):
      "no tensor \(name), which the configuration in its metadata asks for; use another checkpoint"
    case .wrongShape(let name, let found, let expected):
      "tensor \(name) has shape \(found) (expected \(expected)); use another checkpoint"
    case .damaged(let part):
      "the \(part) are not what was written (their sha256 differs); the file is damaged, use another checkpoint"
    case .noAdapters:
      "no adapters (expected a checkpoint of a training with \(field: "loraRank")); export the whole model"
    case .shapeKnown(let fields):
      "a checkpoint of lm-train, which knows its own shape; leave out \(fields: fields)"
    }
  }
}
