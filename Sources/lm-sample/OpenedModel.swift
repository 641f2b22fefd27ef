import Checkpoints
import CommandSupport
import Conversations
import Datasets
import DeviceTraining
import Formats
import Messages
import Tokenization
import Transformer

/// A model and a tokenizer that belong together, opened and checked; nothing is loaded yet.
struct OpenedModel {
  let checkpoint: ModelFile
  let vocabulary: Vocabulary
  let separator: UInt32?
  /// How conversations become text; nil where prompts are continued as they are.
  let chat: ChatRenderer?
  private let files: TokenizerFiles

  /// - Throws: `FormatError`, `CheckpointError`, `TokenizationError`
  init(_ command: LMSample) throws {
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    files = try TokenizerFiles.load(at: command.tokenizerPath)
    try checkpoint.check(files, at: command.tokenizerPath)
    vocabulary = try Vocabulary(files)
    separator =
      try files.separator(command.sampling.separator, path: command.tokenizerPath)
      .flatMap(files.id(ofSpecialToken:)) ?? checkpoint.endOfText
    chat = try command.chat.renderer(files, at: command.tokenizerPath, isConversation: command.interactive)
  }

  /// The parameters, in memory or on a device.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `ModelError`; of accelerators also what they lack
  func load(_ command: LMSample) throws -> SamplingEngine {
    if let note = checkpoint.noteOfIgnored, !command.stage.quiet {
      Terminal.note("\(LMSample.tool): \(note)", .warning)
    }
    return try SamplingEngine(checkpoint, command)
  }

  /// The rule of choosing tokens, with those left out that stand for no text.
  ///
  /// - Throws: `SamplingError`, or `ToolFailure` if there is no separator to ban
  func rule(_ settings: SamplingSettings) throws -> SamplingRule {
    // A model may be made for more tokens than the tokenizer has, and a tokenizer may leave ids out.
    let size = checkpoint.model.vocabulary
    var banned = Set((min(vocabulary.count, size)..<size).map(UInt32.init))
    banned.formUnion(vocabulary.unusedIDs.filter { $0 < size })
    if settings.bansSeparator {
      guard let separator else {
        throw ToolFailure.usage(
          "--ban-eos: the tokenizer has no special token \(Printable.quoted(TokenizerFiles.usualSeparator)); "
            + "name it with --separator")
      }
      banned.insert(separator)
    }
    return try settings.rule(banned: banned)
  }

  /// A text to continue; of an empty one, what stands before a document.
  ///
  /// - Throws: `ToolFailure` for an empty prompt without a separator
  func prompt(_ text: [UInt8]) throws -> Prompt {
    let ends = Set([separator].compactMap(\.self))
    let shown = String(decoding: text, as: UTF8.self)
    let tokens = try Encoder(vocabulary).encode(text)
    guard tokens.isEmpty else { return Prompt(shown: shown, tokens: tokens, ends: ends) }
    // What stands before a document is the end of another one.
    guard let separator else {
      throw ToolFailure.usage("an empty prompt, and the tokenizer has no separator to begin with; give --prompt")
    }
    return Prompt(shown: shown, tokens: [separator], ends: ends)
  }

  /// A conversation to answer in. The answer alone is shown.
  ///
  /// - Throws: `TokenizationError`
  func prompt(_ messages: [ChatMessage], _ chat: ChatRenderer) throws -> Prompt {
    let text = chat.text(of: messages, opensAnswer: true)
    let closing = files.id(ofSpecialToken: chat.format.closing)
    return Prompt(
      shown: "", tokens: TextMark.without(try Encoder(vocabulary, readsMarks: true).encode(text.bytes)),
      ends: Set([separator, closing].compactMap(\.self)))
  }
}

extension SamplingError: RequestError {}

extension StateDictShape {
  init(_ flags: StateDictFlags) {
    self.init(
      heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm,
      position: flags.position, ffn: flags.ffn, window: flags.window, logitCap: flags.logitSoftcap)
  }
}
