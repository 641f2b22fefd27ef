import Checkpoints
import CommandSupport
import DeviceCommands
import Formats
import Messages
import Training
import Transformer

/// One evaluation: inputs that have been found to belong together, and the work as a stage of the pipeline.
struct EvaluationJob {
  private let opened: OpenedDataset
  private let command: LMEval

  /// Opens everything and checks that model, dataset and tokenizer are of one vocabulary.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure.badData` if they are not
  init(_ command: LMEval) throws {
    self.command = command
    opened = try OpenedDataset(
      command.checkpoint, command.stateDict, dataset: command.dataset, split: command.split,
      tokenizer: command.tokenizer)
    if opened.tokens.marksPrompts, command.device.accelerator != nil {
      throw ToolFailure.usage(
        "--device: measures every token, and \(Printable.path(command.dataset)) tells prompts from completions; measure on "
          + "the CPU")
    }
  }

  private var checkpoint: ModelFile { opened.checkpoint }

  /// Opens everything and measures. The newest checkpoint of a training at work may go while it is opened.
  ///
  /// - Returns: the result; nil with `--dry-run`, and for an up-to-date run without `--output`
  static func perform(_ command: LMEval) throws -> EvaluationReport? {
    try RunFolder.lookingAgain { begins in try EvaluationJob(command).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws -> EvaluationReport? {
    if !command.stage.quiet { LMEval.noteSkipped(checkpoint.passedOver) }
    let report = try stage().run { run in
      begins()
      let report = try evaluate(run)
      if let output = command.output {
        let file = try AtomicFile.write(Array(report.json.pretty.utf8), to: output)
        try run.output(role: "evaluation", file, kind: "evaluation")
      }
      for (name, value) in report.numbers { run.metric(name, value, step: checkpoint.header?.step) }
      return report
    }
    if let report { return report }
    // Up to date: show what the earlier run found.
    guard let output = command.output, !command.stage.dryRun else { return nil }
    guard let report = EvaluationReport(json: try JSONValue(path: output)) else {
      throw ToolFailure.badData(
        "\(Printable.path(output)): no finite loss and perplexity (expected a result of lm-eval); "
          + "measure again with --force")
    }
    return report
  }

  private func stage() throws -> Stage {
    var configuration: [String: JSONValue] = [
      "split": .string(command.split),
      "max_tokens": command.maxTokens.map { .integer(Int64($0)) } ?? .null,
      "weights": .string(command.weights.precision.rawValue),
    ]
    for members in [checkpoint.told, command.device.members] { configuration.merge(members) { own, _ in own } }
    let stage = try Stage(
      tool: LMEval.tool, semantics: 2, configuration: .object(configuration), inputs: opened.inputs,
      outputs: command.output.map { [$0] } ?? [], options: command.stage)
    opened.list(in: stage)
    stage.recognises = { FileHead.contains(["\"perplexity\"", "\"split\"", "\"tokens\""], $0) }
    return stage
  }

  private func evaluate(_ run: StageRun) throws -> EvaluationReport {
    let evaluator = try evaluator(run)
    let progress = ProgressLine(
      label: "\(LMEval.tool): evaluating", unit: .items("tokens"), total: nil, quiet: run.quiet)
    defer { progress.finish() }
    let start = ContinuousClock.now
    let result = try evaluator.evaluate(
      opened.tokens, maxTokens: command.maxTokens, tokenBytes: opened.tokenizer.map(opened.tokenBytes)
    ) { done, total in progress.update(done, total: total) }
    try run.checkListed()
    run.metric("tokens_per_second", Double(result.tokens) / (ContinuousClock.now - start).seconds)
    let report = EvaluationReport(
      step: checkpoint.header?.step, split: command.split, tokens: result.tokens, loss: result.meanLoss,
      perplexity: result.perplexity, bytes: result.bytes, bitsPerByte: result.bitsPerByte)
    if let nonsense = report.nonsense {
      throw ToolFailure.badData(
        "\(Printable.path(checkpoint.path)): \(nonsense) over \(result.tokens) tokens (expected a finite number); "
          + "the checkpoint is damaged or its training diverged, use another one")
    }
    return report
  }

  /// The model in memory, or on its device.
  private func evaluator(_ run: StageRun) throws -> Evaluator {
    let engine = try EvaluationEngine(command.device) { line in
      if !run.quiet { Terminal.note("\(LMEval.tool): \(line)") }
    }
    run.computes(on: engine.device)
    let model = try checkpoint.loadModel(
      threads: command.threads, weights: command.weights, quiet: run.quiet, tool: LMEval.tool)
    // The model is in memory; of the shards every frame is checked when it is read.
    try run.checkInputs()
    return try engine.evaluator(model, batchSize: Self.batchSize(checkpoint.model))
  }

  /// Windows in one pass: a function of the model alone, so that the result does not depend on a flag.
  private static func batchSize(_ model: ModelConfiguration) -> Int {
    max(1, 8192 / model.contextLength)
  }
}
