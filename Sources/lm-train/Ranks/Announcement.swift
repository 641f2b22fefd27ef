import Accelerators
import ArgumentParser
import CommandSupport
import Formats

/// What the first process tells the others, once: what is trained and from where, or that nothing is.
final class Announcement {
  let group: FolderGroup
  private var isMade = false

  init(_ group: FolderGroup) { self.group = group }

  /// Tells what is trained, as soon as that is certain.
  ///
  /// - Throws: `KeyValueError`
  func begin(_ training: AnnouncedTraining) throws {
    isMade = true
    try group.tell(Array(training.json.canonical.utf8))
  }

  /// Tells that nothing is trained, if nothing else was told, and what all end with.
  ///
  /// - Throws: `KeyValueError`
  func end(code: Int32) throws {
    guard !isMade else { return }
    isMade = true
    try group.tell(Array(JSONValue.object(["end": .integer(Int64(code))]).canonical.utf8))
  }
}

/// A training as the first process tells it to the others.
struct AnnouncedTraining {
  let settings: RunSettings
  let choices: RunChoices
  /// The dataset's digest: all read the same.
  let dataset: String
  /// Where the run goes on; nil to begin at step 0.
  let checkpoint: String?

  var json: JSONValue {
    .object([
      "settings": settings.json, "choices": choices.json, "dataset": .string(dataset),
      "checkpoint": checkpoint.map { .string($0) } ?? .null,
    ])
  }

  /// What another process hears.
  ///
  /// - Parameter words: of the first process
  /// - Throws: `ExitCode` where nothing is trained, `ToolFailure` for words of another version of the tool
  init(_ words: [UInt8]) throws {
    let json = try? JSONValue(parsing: words)
    if let code = json?["end"]?.int { throw ExitCode(Int32(clamping: code)) }
    guard let settings = json?["settings"].flatMap(RunSettings.init(json:)), let dataset = json?["dataset"]?.string,
      let choices = json?["choices"].map(RunChoices.init(json:))
    else { throw ToolFailure.usage("process 0 is another version of \(LMTrain.tool); start the same one everywhere") }
    (self.settings, self.choices, self.dataset) = (settings, choices, dataset)
    checkpoint = json?["checkpoint"]?.string
  }

  init(settings: RunSettings, choices: RunChoices, dataset: String, checkpoint: String?) {
    (self.settings, self.choices, self.dataset, self.checkpoint) = (settings, choices, dataset, checkpoint)
  }
}
