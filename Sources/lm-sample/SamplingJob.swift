import Checkpoints
import CommandSupport
import Datasets
import Formats
import Kernels
import Messages
import Parallel
import Tokenization
import Transformer

/// One sampling: a model and a tokenizer that belong together, a prompt in tokens, and the work as a stage.
struct SamplingJob {
  private let checkpoint: ModelFile
  private let vocabulary: Vocabulary
  private let promptBytes: [UInt8]
  private let promptTokens: [UInt32]
  private let rule: SamplingRule
  private let separator: UInt32?
  private let command: LMSample

  /// Opens and checks everything that needs no model.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `TokenizationError`, `SamplingError`, or `ToolFailure` for a
  ///   tokenizer that is not the model's
  init(_ command: LMSample) throws {
    self.command = command
    let flags = command.sampling
    _ = try SamplingRule(temperature: flags.temperature, topK: flags.topK, topP: flags.topP)
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    let files = try TokenizerFiles.load(directory: command.tokenizer)
    try checkpoint.check(files, at: command.tokenizer)
    vocabulary = try Vocabulary(files)
    separator = try files.separator(flags.separator, path: command.tokenizer).flatMap(files.id(ofSpecialToken:))
    rule = try Self.rule(flags, separator: separator, known: vocabulary.count, model: checkpoint.model)
    promptBytes = try command.prompt.bytes()
    promptTokens = try Self.tokens(promptBytes, vocabulary, separator: separator)
  }

  private static func rule(
    _ flags: SamplingFlags, separator: UInt32?, known: Int, model: ModelConfiguration
  ) throws -> SamplingRule {
    // A model may be made for more tokens than the tokenizer has: those stand for no text.
    var banned = Set((min(known, model.vocabulary)..<model.vocabulary).map(UInt32.init))
    if flags.banEos {
      guard let separator else {
        throw ToolFailure.usage(
          "--ban-eos: the tokenizer has no special token \(Printable.quoted(TokenizerFiles.usualSeparator)); "
            + "name it with --separator")
      }
      banned.insert(separator)
    }
    return try SamplingRule(temperature: flags.temperature, topK: flags.topK, topP: flags.topP, banned: banned)
  }

  private static func tokens(_ bytes: [UInt8], _ vocabulary: Vocabulary, separator: UInt32?) throws -> [UInt32] {
    let tokens = try Encoder(vocabulary).encode(bytes)
    guard tokens.isEmpty else { return tokens }
    // What stands before a document is the end of another one.
    guard let separator else {
      throw ToolFailure.usage("an empty prompt, and the tokenizer has no separator to begin with; give --prompt")
    }
    return [separator]
  }

  /// Opens everything and samples. The newest checkpoint of a training at work may go while it is opened.
  static func perform(_ command: LMSample) throws {
    try RunFolder.lookingAgain { begins in try SamplingJob(command).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws {
    if !command.stage.quiet { LMSample.noteSkipped(checkpoint.passedOver) }
    let flags = command.sampling
    let configuration: [String: JSONValue] = [
      "prompt_sha256": .string(Digest.of(promptBytes).hex), "temperature": .number(flags.temperature),
      "top_k": flags.topK.map { .integer(Int64($0)) } ?? .null, "top_p": .number(flags.topP),
      "max_new_tokens": .integer(Int64(flags.maxNewTokens)), "samples": .integer(Int64(flags.samples)),
      "weights": .string(command.weights.precision.rawValue), "ban_eos": .bool(flags.banEos),
      "end_token": .string(flags.separator ?? TokenizerFiles.usualSeparator),
    ]
    let stage = try Stage(
      tool: LMSample.tool, semantics: 2,
      configuration: .object(configuration.merging(checkpoint.told) { own, _ in own }),
      seed: flags.seed,
      inputs: [StageInput("checkpoint", path: checkpoint.path, isOpen: true)]
        + (try TokenizerFiles.definingFiles(in: command.tokenizer)).map { StageInput("tokenizer", path: $0) },
      outputs: [],
      options: command.stage)
    _ = try stage.run { run in
      begins()
      try sample(run)
    }
  }

  private func sample(_ run: StageRun) throws {
    if let note = checkpoint.noteOfIgnored, !run.quiet { Terminal.note("\(LMSample.tool): \(note)") }
    let operations = try CPUOperations(team: ThreadTeam(threads: command.threads.count))
    let generator = try Generator(
      model: checkpoint.loadInferenceModel(operations: operations, precision: command.weights.precision), rule: rule,
      prompt: promptTokens, samples: command.sampling.samples, seed: command.sampling.seed, separator: separator)
    try run.checkInputs()
    let output = SampleOutput(
      prompt: command.prompt.noEcho ? "" : String(decoding: promptBytes, as: UTF8.self),
      samples: command.sampling.samples, decoder: Decoder(vocabulary), json: command.stage.json)
    let start = ContinuousClock.now
    var tokens = 0
    for _ in 0..<command.sampling.maxNewTokens where !generator.isFinished {
      let next = try generator.next()
      tokens += next.count { $0 != nil }
      try output.add(next)
    }
    output.finish(ended: generator.hasEnded)
    // Said afterwards: in between it would stand in the middle of a sentence of the sample.
    if generator.windowHasMoved {
      Terminal.note(
        "\(LMSample.tool): the context of \(checkpoint.model.contextLength) tokens was full; "
          + "each further token came from the last ones that fit")
    }
    report(tokens: tokens, seconds: (ContinuousClock.now - start).seconds, run)
  }

  private func report(tokens: Int, seconds: Double, _ run: StageRun) {
    let rate = Double(tokens) / seconds
    run.metric("tokens", Double(tokens))
    run.metric("tokens_per_second", rate)
    guard !run.quiet else { return }
    Terminal.note(
      "\(LMSample.tool): \(Units.counted(tokens, "token")) in \(Units.duration(seconds)), "
        + Units.rate(rate, unit: .items("tokens")))
  }
}

extension SamplingError: RequestError {}

extension StateDictShape {
  init(_ flags: StateDictFlags) {
    self.init(
      heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm,
      position: flags.position)
  }
}
