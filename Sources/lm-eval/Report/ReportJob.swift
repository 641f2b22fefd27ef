import Checkpoints
import CommandSupport
import Formats
import Messages
import Reports

/// One report: the runs as they lie on disk, and page and figure as a stage of the pipeline.
struct ReportJob {
  private let command: ReportCommand
  private let sources: [RunSource]

  /// Finds the runs.
  ///
  /// - Throws: `FormatError` for a run that is not there
  init(_ command: ReportCommand) throws {
    self.command = command
    sources = try RunSource.find(command.runs)
  }

  func perform() throws {
    let origins = try sources.map { try RunOrigin($0, options: command.stage) }
    let stage = try stage(origins)
    guard let report = try stage.run({ run in try write(run, origins) }) else { return }
    if command.stage.json {
      Terminal.text(json(report).pretty)
    } else {
      for path in outputs { Terminal.result("\(path)  \(Units.counted(report.runs.count, "run"))") }
    }
  }

  private var outputs: [String] { [command.output, command.svg].compactMap { $0 } }

  /// What is said of the runs' origins is no file and yet in the page, so its digest is among the settings.
  private func stage(_ origins: [RunOrigin]) throws -> Stage {
    let facts = origins.map {
      $0.facts(from: folder).map { "\($0.name)\t\($0.text)\t\($0.link ?? "")\t\($0.remark ?? "")\n" }.joined()
    }
    let notes = origins.flatMap(\.notes) + [RunLineage(origins, places: Array(origins.indices)).text]
    let stage = try Stage(
      tool: ReportCommand.tool, semantics: 2,
      configuration: [
        "title": command.title.map { .string($0) } ?? .null,
        "labels": .array(sources.map { .string($0.label) }),
        "origins": .string(Digest.of(Array((facts + notes).joined(separator: "\n").utf8)).hex),
        "page": .bool(command.output != nil),
        "figure": command.svg == nil ? .null : .string(command.over.rawValue),
      ],
      inputs: sources.flatMap { source in
        source.files.map { StageInput($0.role, path: $0.path) }
      },
      outputs: outputs, options: command.stage)
    stage.recognises = { path in
      path == command.svg ? LossFigure.isOne(path) : ReportPage.isOne(path)
    }
    return stage
  }

  /// The folder that links of the page begin in.
  private var folder: String { FilePath.folder(command.output ?? ".") }

  private func write(_ run: StageRun, _ origins: [RunOrigin]) throws -> Report {
    var runs: [ReportedRun] = []
    for (source, origin) in zip(sources, origins) {
      var reported = try source.read { run.recordInput(path: $0.path, digest: $0.digest, bytes: $0.bytes) }
      reported.facts = origin.facts(from: folder)
      reported.notes = origin.notes
      runs.append(reported)
    }
    var report = Report(title: command.title, runs: runs)
    // Many runs stand in an order of their own there.
    let places = runs.map { run in report.runs.firstIndex { $0.label == run.label } ?? 0 }
    report.lineage = RunLineage(origins, places: places).graph
    if let output = command.output {
      let file = try AtomicFile.write(Array(ReportPage(report).html.utf8), to: output)
      try run.output(role: "report", file, kind: "report")
    }
    if let svg = command.svg {
      let figure = LossFigure(report, over: command.over, isStandalone: true)
      let file = try AtomicFile.write(Array(figure.svg.utf8), to: svg)
      try run.output(role: "figure", file, kind: "figure")
    }
    return report
  }

  private func json(_ report: Report) -> JSONValue {
    .array(
      report.runs.map { run in
        var members: [String: JSONValue] = [
          "label": .string(run.label), "state": .string("\(run.state.word)"),
          "step": .integer(Int64(run.curves.step)),
        ]
        members["loss"] = run.curves.lastLoss.map { .number($0) }
        members["valid_loss"] = run.curves.lastValidation.map { .number($0.loss) }
        members["best_valid_loss"] = run.curves.bestValidation.map { .number($0.loss) }
        members["best_step"] = run.curves.bestValidation.map { .integer(Int64($0.step)) }
        members["diverged_at"] = run.curves.divergedAt.map { .integer(Int64($0)) }
        return .object(members)
      })
  }
}
