import Checkpoints
import CommandSupport
import Datasets
import Formats
import Messages
import Training
import Transformer

/// The documents of a split, measured one by one, as a stage of the pipeline.
struct DocumentsJob {
  private let opened: OpenedDataset
  private let command: DocumentsCommand

  /// Opens everything and checks that model, dataset and tokenizer are of one vocabulary.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure.badData` if they are not
  init(_ command: DocumentsCommand) throws {
    self.command = command
    opened = try OpenedDataset(
      command.checkpoint, command.stateDict, dataset: command.dataset, split: command.split,
      tokenizer: command.tokenizer)
  }

  /// Opens everything and measures. The newest checkpoint of a training at work may go while it is opened.
  ///
  /// - Returns: the result; nil with `--dry-run`, and for an up-to-date run without `--output`
  static func perform(_ command: DocumentsCommand) throws -> DocumentsReport? {
    try RunFolder.lookingAgain { begins in try DocumentsJob(command).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws -> DocumentsReport? {
    if !command.stage.quiet { DocumentsCommand.noteSkipped(opened.checkpoint.passedOver) }
    let report = try stage().run { run in
      begins()
      let report = try measure(run)
      for (name, value) in report.numbers { run.metric(name, value, step: opened.checkpoint.header?.step) }
      return report
    }
    if let report { return report }
    // Up to date: show what the earlier run found.
    guard let output = command.output, !command.stage.dryRun else { return nil }
    return try read(output)
  }

  private var emptyReport: DocumentsReport {
    DocumentsReport(split: command.split, worst: command.worst, best: command.best)
  }

  private func stage() throws -> Stage {
    var configuration: [String: JSONValue] = [
      "split": .string(command.split), "weights": .string(command.weights.precision.rawValue),
    ]
    configuration.merge(opened.checkpoint.told) { own, _ in own }
    let stage = try Stage(
      tool: DocumentsCommand.tool, semantics: 1, configuration: .object(configuration), inputs: opened.inputs,
      outputs: command.output.map { [$0] } ?? [], options: command.stage)
    opened.list(in: stage)
    stage.recognises = { FileHead.contains(MeasuredDocument.marks, $0) }
    return stage
  }

  private func measure(_ run: StageRun) throws -> DocumentsReport {
    guard let tokenizer = opened.tokenizer else { return emptyReport }
    let (tokens, beginnings) = (opened.tokens, try DocumentBeginnings(opened.tokens, tokenizer))
    let model = try opened.checkpoint.loadModel(
      threads: command.threads, weights: command.weights, quiet: run.quiet, tool: DocumentsCommand.tool)
    // The model is in memory; of the shards every frame is checked when it is read.
    try run.checkInputs()
    let evaluator = try DocumentEvaluator(model: model, separator: tokens.dataset.separatorID)
    let progress = ProgressLine(
      label: "\(DocumentsCommand.tool): measuring", unit: .items("tokens"), total: tokens.tokenCount, quiet: run.quiet)
    defer { progress.finish() }
    let writer = try command.output.map { try AtomicFileWriter(path: $0) }
    var report = emptyReport
    try evaluator.evaluate(
      tokens, ends: tokens.series, tokenBytes: opened.tokenBytes(tokenizer),
      progress: { done, total in progress.update(done, total: total) }
    ) { loss in
      guard loss.totalLoss.isFinite else { throw nonsense(loss) }
      let document = MeasuredDocument(loss, text: try beginnings.text(of: loss.index))
      report.add(document)
      try writer?.write(document.line)
    }
    try run.checkListed()
    if let writer { try run.output(role: "documents", writer.commit(), kind: "documents") }
    return report
  }

  private func nonsense(_ loss: DocumentLoss) -> ToolFailure {
    .badData(
      "\(Printable.path(opened.checkpoint.path)): a loss that is no number over document \(loss.index) (expected a finite "
        + "number); the checkpoint is damaged or its training diverged, use another one")
  }

  /// The report of the documents that an earlier run wrote.
  private func read(_ output: String) throws -> DocumentsReport {
    var report = emptyReport
    let damaged = ToolFailure.badData(
      "\(Printable.path(output)): a line that is no document (expected a result of \(DocumentsCommand.tool)); measure again "
        + "with --force")
    try TextLines.forEach(of: FileRangeReader(path: output), longest: 1 << 20, tooLong: { _ in damaged }) { _, line in
      guard let json = try? JSONLine.value(line), let document = MeasuredDocument(json: json) else { throw damaged }
      report.add(document)
    }
    return report
  }
}
