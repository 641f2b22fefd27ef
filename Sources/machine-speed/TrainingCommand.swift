import ArgumentParser
import CommandSupport
import Formats
import Messages
import Planning

/// `machine-speed training`: the speed of training, kept for the plans of lm-train.
struct TrainingCommand: ToolCommand {
  static let tool = MachineSpeedTool.tool
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Measure the speed of training and keep it beside the manifest.",
    discussion: """
      Example: machine-speed training --manifest manifest.db

      lm-train --plan and --recipe auto tell times from it; without it they measure themselves. It is kept in \
      \(KeptMeasurements.fileName) beside the manifest, for this machine and number of threads, and replaced when \
      measured again: on a machine that was busy, say.
      """)

  @Option(
    help: ArgumentHelp(
      "The manifest beside which to keep the measurement. (default: $LETTERPRESS_MANIFEST, or the nearest manifest.db "
        + "in this directory or above)", valueName: "path"), completion: .file())
  var manifest: String?

  @OptionGroup var threads: ThreadOptions

  mutating func perform() throws {
    let measurement = try MachineMeasurement.now(threads: threads.count)
    let path = manifest ?? ManifestPath.forRecording.path
    if Folder.kind(of: path) == .file {
      try KeptMeasurements(folder: FilePath.folder(path)).keep(measurement)
    } else if manifest != nil {
      throw ToolFailure.missingInput("\(Printable.path(path)): there is no manifest; a stage's first run makes it")
    }
    Terminal.text(measurement.json.pretty)
  }
}
