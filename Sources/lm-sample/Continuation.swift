import CommandSupport
import Messages
import Tokenization
import Transformer

/// The texts that continue one prompt, on their way from the model to standard output.
struct Continuation {
  let prompt: Prompt
  let settings: SamplingSettings
  let seed: UInt64
  /// Whether the prompt stands before the text.
  let showsPrompt: Bool
  let isJSON: Bool

  /// What came of it.
  struct Outcome {
    /// The first text, without its prompt.
    var text = ""
    var tokens = 0
    var seconds = 0.0
    /// The prompt's beginning no longer fitted the context.
    var windowHasMoved = false
    var wasStopped = false

    var rate: Double { Double(tokens) / seconds }
  }

  /// Draws tokens until all texts have ended, there are enough, nobody reads on, or `shouldStop` says so.
  ///
  /// - Throws: `SamplingError`, `ModelError`, or `ToolFailure` for a prompt or a rule that cannot be
  func run(_ opened: OpenedModel, _ engine: SamplingEngine, shouldStop: () -> Bool) throws -> Outcome {
    let generator = try engine.generator(
      rule: opened.rule(settings), prompt: prompt.tokens, settings, seed: seed, ends: prompt.ends)
    let output = SampleOutput(
      prompt: showsPrompt ? prompt.shown : "", samples: settings.samples,
      decoder: Decoder(opened.vocabulary), json: isJSON, seed: seed)
    let start = ContinuousClock.now
    var outcome = Outcome()
    var left = settings.maxNewTokens
    while left > 0, !generator.isFinished, !Terminal.outputIsClosed, !outcome.wasStopped {
      let next = try generator.next()
      outcome.tokens += next.count { $0 != nil }
      try output.add(next)
      left -= 1
      outcome.wasStopped = shouldStop()
    }
    output.finish(ended: generator.hasEnded)
    outcome.text = output.texts[0]
    outcome.seconds = (ContinuousClock.now - start).seconds
    outcome.windowHasMoved = generator.windowHasMoved
    return outcome
  }
}

extension Continuation.Outcome {
  /// Says what there is to say after the text: in between it would stand in the middle of a sentence.
  ///
  /// - Parameters:
  ///   - seed: What would give the same text, in words; empty where there is nothing to say of it.
  ///   - context: The model's.
  ///   - quiet: Says only what nobody would expect.
  func say(seed: String, context: Int, quiet: Bool) {
    guard !Terminal.outputIsClosed else { return }
    if windowHasMoved {
      Terminal.note(
        "\(LMSample.tool): the context of \(context) tokens was full; each further token came from the last ones that fit",
        .warning)
    }
    guard !quiet else { return }
    let count = "\(Units.grouped(tokens)) \(tokens == 1 ? "token" : "tokens")"
    Terminal.note(
      "\(LMSample.tool): \(wasStopped ? "stopped after " : "")\(count) in \(Units.duration(seconds)), "
        + Units.rate(rate, unit: .items("tokens")) + seed,
      .quiet)
  }
}
