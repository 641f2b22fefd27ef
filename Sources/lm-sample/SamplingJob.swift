import Checkpoints
import CommandSupport
import Conversations
import DeviceCommands
import Formats
import Messages

/// One sampling: a prompt and the texts that continue it. Nobody needs a record of a text that only passes by, so the
/// work is a stage only where that is asked for.
struct SamplingJob {
  private let opened: OpenedModel
  private let continuation: Continuation
  private let text: [UInt8]
  private let command: LMSample

  /// Checks what can be checked without the parameters.
  ///
  /// - Throws: `TokenizationError`, `SamplingError`, or `ToolFailure`
  private init(_ command: LMSample, _ opened: OpenedModel, prompt text: [UInt8], seed: UInt64) throws {
    self.command = command
    self.opened = opened
    self.text = text
    let prompt =
      if let chat = opened.chat {
        try opened.prompt(command.chat.beginning + [ChatMessage(.user, String(decoding: text, as: UTF8.self))], chat)
      } else {
        try opened.prompt(text)
      }
    continuation = Continuation(
      prompt: prompt, settings: SamplingSettings(command.sampling), seed: seed, showsPrompt: !command.prompt.noEcho,
      isJSON: command.stage.json)
    // What is wrong with them is said before the model is read.
    _ = try opened.rule(continuation.settings)
  }

  /// Opens everything and samples. The newest checkpoint of a training at work may go while it is opened.
  static func perform(_ command: LMSample) throws {
    let settings = SamplingSettings(command.sampling)
    _ = try settings.rule()
    let seed = settings.seed ?? SamplingSettings.newSeed
    var prompt: [UInt8]?
    try RunFolder.lookingAgain { begins in
      let opened = try OpenedModel(command)
      // Once: standard input is read to its end, or typed.
      let bytes = try prompt ?? command.prompt.bytes()
      prompt = bytes
      try SamplingJob(command, opened, prompt: bytes, seed: seed).perform(begins)
    }
  }

  private func perform(_ begins: () -> Void) throws {
    if !command.stage.quiet { LMSample.noteSkipped(opened.checkpoint.passedOver) }
    guard command.isRecorded || command.stage.dryRun else {
      Interruption.endProcess(tool: LMSample.tool)
      let engine = try opened.load(command)
      begins()
      say(try continuation.run(opened, engine, shouldStop: { false }))
      return
    }
    _ = try stage().run { run in
      begins()
      let engine = try opened.load(command)
      run.computes(on: engine.device)
      try run.checkInputs()
      let outcome = try continuation.run(opened, engine, shouldStop: { false })
      run.metric("tokens", Double(outcome.tokens))
      run.metric("tokens_per_second", outcome.rate)
      say(outcome)
    }
  }

  private func say(_ outcome: Continuation.Outcome) {
    let isNew = command.sampling.seed == nil && continuation.settings.isRandom
    outcome.say(
      seed: isNew ? "; repeat it with --seed \(continuation.seed)" : "",
      context: opened.checkpoint.model.contextLength, quiet: command.stage.quiet)
  }

  private func stage() throws -> Stage {
    let (flags, checkpoint) = (command.sampling, opened.checkpoint)
    var configuration: [String: JSONValue] = [
      "prompt_sha256": .string(Digest.of(text).hex), "temperature": .number(flags.temperature),
      "top_k": flags.topK.map { .integer(Int64($0)) } ?? .null, "top_p": .number(flags.topP),
      "max_new_tokens": .integer(Int64(flags.maxNewTokens)), "samples": .integer(Int64(flags.samples)),
      "weights": .string(command.weights.precision.rawValue), "ban_eos": .bool(flags.banEos),
      "end_token": .string(flags.separator ?? TokenizerFiles.usualSeparator),
    ]
    configuration["chat_format"] = opened.chat.map { .string($0.format.name) }
    configuration["system_sha256"] = command.chat.system.map { .string(Digest.of(Array($0.utf8)).hex) }
    for members in [checkpoint.told, command.device.members] { configuration.merge(members) { own, _ in own } }
    return try Stage(
      tool: LMSample.tool, semantics: 2,
      configuration: .object(configuration),
      seed: continuation.seed,
      inputs: checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) }
        + (try TokenizerFiles.definingFiles(at: command.tokenizerPath)).map { StageInput("tokenizer", path: $0) },
      outputs: [],
      options: command.stage)
  }
}
