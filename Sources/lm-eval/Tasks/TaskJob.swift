import Checkpoints
import CommandSupport
import Datasets
import Formats
import Messages
import Tokenization
import Training
import Transformer

/// One file of questions and a model to answer them, as a stage of the pipeline.
struct TaskJob {
  private let command: TasksCommand
  private let checkpoint: ModelFile
  private let file: TaskFile
  private let encoding: TaskEncoding

  /// Opens everything and checks that the tokenizer can be the model's.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `TokenizationError`
  init(_ command: TasksCommand) throws {
    self.command = command
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    let tokenizer = try TokenizerFiles.load(at: command.tokenizerPath)
    try checkpoint.check(tokenizer, at: command.tokenizerPath)
    let separator = try tokenizer.separator(command.questions.separator, path: command.tokenizerPath)
    encoding = TaskEncoding(
      try Encoder(Vocabulary(tokenizer)), contextLength: checkpoint.model.contextLength,
      beginning: separator.flatMap(tokenizer.id(ofSpecialToken:)) ?? checkpoint.endOfText,
      delimiter: command.questions.usedDelimiter)
    file = try TaskFile(
      command.input, fields: command.questions.fields, skipsDamaged: command.questions.skipDamaged)
  }

  /// Opens everything and answers. The newest checkpoint of a training at work may go while it is opened.
  ///
  /// - Returns: the result; nil with `--dry-run`, and for an up-to-date run without `--output`
  static func perform(_ command: TasksCommand) throws -> TaskReport? {
    try RunFolder.lookingAgain { begins in try TaskJob(command).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws -> TaskReport? {
    if !command.stage.quiet { TasksCommand.noteSkipped(checkpoint.passedOver) }
    let report = try stage().run { run in
      begins()
      let report = try answer(run)
      if let output = command.output {
        let file = try AtomicFile.write(Array(report.json.pretty.utf8), to: output)
        try run.output(role: "scores", file, kind: "scores")
      }
      for (name, value) in report.numbers { run.metric(name, value, step: checkpoint.header?.step) }
      return report
    }
    if let report { return report }
    // Up to date: show what the earlier run found.
    guard let output = command.output, !command.stage.dryRun else { return nil }
    guard let report = TaskReport(json: try JSONValue(path: output)) else {
      throw ToolFailure.badData(
        "\(Printable.path(output)): no scores (expected a result of \(TasksCommand.tool)); answer again with --force")
    }
    return report
  }

  private func stage() throws -> Stage {
    var configuration: [String: JSONValue] = [
      "fields": .object(Dictionary(uniqueKeysWithValues: command.questions.fields.all.map { ($0, .string($1)) })),
      "delimiter": .string(command.questions.usedDelimiter),
      "separator": command.questions.separator.map { .string($0) } ?? .null,
      "skip_damaged": .bool(command.questions.skipDamaged),
      "weights": .string(command.weights.precision.rawValue),
    ]
    configuration.merge(checkpoint.told) { own, _ in own }
    let stage = try Stage(
      tool: TasksCommand.tool, semantics: 1, configuration: .object(configuration),
      inputs: checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) }
        + TokenizerFiles.definingFiles(at: command.tokenizerPath).map { StageInput("tokenizer", path: $0) }
        + [StageInput("questions", path: command.input)],
      outputs: [command.output, command.details].compactMap { $0 }, options: command.stage)
    stage.recognises = { path in
      FileHead.contains(path == command.details ? TaskDetails.marks : TaskReport.marks, path)
    }
    return stage
  }

  private func answer(_ run: StageRun) throws -> TaskReport {
    // Every line is looked at before the model is loaded.
    let census = try file.census(encoding)
    guard census.questions > 0 else { throw TaskFileError.nothing(path: command.input) }
    let model = try checkpoint.loadModel(
      threads: command.threads, weights: command.weights, quiet: run.quiet, tool: TasksCommand.tool)
    let scorer = try LikelihoodScorer(model: model, longest: census.longest)
    let progress = ProgressLine(
      label: "\(TasksCommand.tool): answering", unit: .items("questions"), total: census.questions, quiet: run.quiet)
    defer { progress.finish() }
    var report = TaskReport(step: checkpoint.header?.step, census: census)
    let details = try command.details.map { try AtomicFileWriter(path: $0) }
    try file.forEachBlock(encoding) { block in
      for (question, answered) in zip(block, try answered(block, by: scorer)) {
        report.add(question.question, answered)
        try details?.write(TaskDetails.line(question, answered))
      }
      progress.update(report.questions)
    }
    if census.leftOut > 0, !run.quiet { TextNotes.say(TasksCommand.tool, damagedLines: census.leftOut) }
    if let details { try run.output(role: "details", details.commit(), kind: "details") }
    return report
  }

  private func answered(_ block: [EncodedQuestion], by scorer: LikelihoodScorer) throws -> [AnsweredQuestion] {
    let answers = block.flatMap(\.answers)
    var scores = try scorer.scores(of: answers.map { ScoredTokens($0.tokens, scored: $0.scored) })[...]
    return try block.map { question in
      let own = scores.prefix(question.answers.count)
      scores = scores.dropFirst(own.count)
      return AnsweredQuestion(
        answers: try zip(question.answers, own).map { try AnswerScore($0, finite($1, question.line)) },
        right: question.question.right)
    }
  }

  private func finite(_ score: TokenScores, _ line: Int) throws -> TokenScores {
    guard !score.logLikelihood.isFinite else { return score }
    throw ToolFailure.badData(
      "\(Printable.path(checkpoint.path)): a likelihood that is no number, in line \(line) of the questions (expected a "
        + "finite number); the checkpoint is damaged or its training diverged, use another one")
  }
}

extension AnswerScore {
  fileprivate init(_ answer: EncodedAnswer, _ score: TokenScores) {
    self.init(
      logLikelihood: score.logLikelihood, bytes: answer.bytes, scoredBytes: answer.scoredBytes,
      isLikeliest: score.areLikeliest)
  }
}
