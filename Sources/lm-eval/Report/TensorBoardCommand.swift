import ArgumentParser
import Checkpoints
import CommandSupport
import Formats
import Manifest
import Reports

/// `lm-eval tensorboard`: makes a run's event file anew from its records.
struct TensorBoardCommand: ToolCommand {
  static let tool = "lm-eval tensorboard"
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Recreate the TensorBoard event files of runs.",
    discussion: """
      Example: lm-eval tensorboard runs/lr-*

      From metrics.jsonl, for runs trained with --no-tensorboard or whose event files were deleted. The new file takes the place of those \
      that Letterpress wrote; `tensorboard --logdir runs` opens it.
      """)

  @Argument(help: ArgumentHelp("Folders of training runs, made by lm-train.", valueName: "run"), completion: .directory)
  var runs: [String]

  @OptionGroup var options: StageOptions

  mutating func perform() throws {
    for source in try RunSource.find(runs) {
      let run = try source.read()
      let began = try RunOrigin(source, options: options).began ?? Self.began(source, run)
      let file = try TensorBoardWriter.replaceFiles(in: source.folder.path, wallTime: began) { add in
        try add(TensorBoardEvent(wallTime: began, step: 0, .settings(run.settings)))
        var times: [Int: Double] = [:]
        try MetricsReader.forEach(source.folder.metrics) { record, step in
          let time = began + (record["seconds"]?.double ?? 0)
          if record["valid_loss"] != nil { times[step] = time }
          if let event = TensorBoardEvent(metrics: record, wallTime: time) { try add(event) }
        }
        try Self.addSamples(source, times, began, add)
        guard run.state != .unfinished else { return }
        let end = began + (run.curves.seconds ?? 0)
        try add(TensorBoardEvent(wallTime: end, step: run.curves.step, .sessionEnd(succeeded: run.state == .finished)))
      }
      Terminal.result(file.path)
    }
  }

  private static func addSamples(
    _ source: RunSource, _ times: [Int: Double], _ began: Double, _ add: (TensorBoardEvent) throws -> Void
  ) throws {
    guard Folder.kind(of: source.folder.samples) == .file else { return }
    try MetricsReader.forEach(source.folder.samples) { record, step in
      guard let text = record["text"]?.string else { return }
      try add(
        TensorBoardEvent(
          sample: (record["prompt"]?.string ?? "") + text, step: step, wallTime: times[step] ?? began))
    }
  }

  /// Where no manifest knows: the records' last change, less the time that the run took.
  private static func began(_ source: RunSource, _ run: ReportedRun) throws -> Double {
    let changed = try FileStat.ofExisting(source.folder.metrics).modified
    return Double(changed) / 1e9 - (run.curves.seconds ?? 0)
  }
}
