import CommandSupport
import Datasets
import Formats
import Messages

/// A dataset whose parts are gone: it is up to date if it is whole, and they were removed on purpose.
struct AssemblyWithoutParts {
  private let job: AssemblyJob
  private let error: any Error

  /// The job, and why its parts cannot be opened.
  init(_ job: AssemblyJob, because error: any Error) {
    self.job = job
    self.error = error
  }

  /// Says that there is nothing to do.
  /// - Throws: The error where there is something to do, with the way out where one is known.
  func perform(options: StageOptions) throws {
    let recorded = try RecordedInputs(
      tool: Shard.tool, output: job.datasetFile, given: job.inputs, options: options,
      present: { try TokenShardReader(path: $0).contentDigest })
    guard let recorded else { throw error }
    let stage = try stage(recorded, options)
    if recorded.unnotedCount > 0 {
      throw try stage.isUpToDate() ? unnoted(recorded) : error
    }
    stage.whenInputsAreGone = removed(recorded)
    _ = try stage.run { _ in }
  }

  /// The stage as it was asked for; or as it was carried out where the text turned out to be one document, if it was.
  private func stage(_ recorded: RecordedInputs, _ options: StageOptions) throws -> Stage {
    let asked = try job.stage(job.recipe, inputs: recorded.inputs, options: options)
    guard let recipe = job.recipeForOneDocument, Self.isOfOneDocument(job.datasetFile), try !asked.isUpToDate() else {
      return asked
    }
    return try job.stage(recipe, inputs: recorded.inputs, options: options)
  }

  /// Whether the dataset is that of one document, which was cut in two.
  private static func isOfOneDocument(_ path: String) -> Bool {
    guard let dataset = try? DatasetFile.load(path) else { return false }
    return dataset.splits.values.map(\.documents) == [1, 1]
  }

  private var places: String { job.inputs.map(ShellWord.quoted).joined(separator: " ") }

  private func unnoted(_ recorded: RecordedInputs) -> ToolFailure {
    let text = FlagNames.text(of: error)
    return .missingInput(
      "\(text); if the parts were removed on purpose, `manifest forget \(Printable.path(places))` records that, "
        + "and the dataset is up to date")
  }

  private func removed(_ recorded: RecordedInputs) -> ToolFailure {
    .missingInput(
      "\(Printable.path(job.inputs[0])): \(recorded.goneCount) of \(recorded.inputs.count) parts were removed on "
        + "purpose; make them again with `manifest rerun \(Printable.path(places))`, then run the same command again")
  }
}
