import ArgumentParser
import CommandSupport
import Conversations
import Datasets
import Formats
import Messages

/// Texts of which a training learns a part.
struct CompletionFlags: ParsableArguments {
  @Flag(
    name: .long,
    help: """
      The inputs are JSON Lines with "prompt" and "completion", or with chat "messages": what is not completion, or said by \
      the assistant, is read by a training and not learned.
      """)
  var completions = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --completions: how chat messages become text: \(ChatFormat.names). (default: as the tokenizer's chat template)",
      valueName: "name"),
    completion: .list(ChatFormat.all.map(\.name)))
  var chatFormat: ChatFormat?

  /// Checks the flags against others.
  /// - Throws: `ValidationError`
  func check(_ text: TextOptions, isEncoding: Bool) throws {
    try text.checkSkipping(or: ("--completions", completions))
    guard completions || chatFormat == nil else { throw ValidationError("--chat-format goes with --completions.") }
    guard completions else { return }
    guard isEncoding else { throw ValidationError("--completions goes with --input.") }
    let others = [("--text-field", text.textField != nil), ("--raw", text.raw)]
    if let other = others.first(where: \.1)?.0 {
      throw ValidationError("Give --completions or \(other), not both: with --completions a line is a record.")
    }
  }

  /// How records become text; nil where the inputs are none.
  ///
  /// - Parameters:
  ///   - tokenizer: that encodes
  ///   - path: its directory, which may have a chat template
  ///   - separator: the special token between documents
  /// - Returns: the reading
  /// - Throws: `ToolFailure` for a format whose tokens the tokenizer has not, and without a separator; `FormatError` for a
  ///   chat template that cannot be read
  func records(_ tokenizer: TokenizerFiles, at path: String?, _ separator: String?) throws -> RecordReading? {
    guard completions else { return nil }
    guard separator != nil else {
      throw ToolFailure.usage(
        "--completions: nothing separates the records (expected a special token between documents); name one of the "
          + "tokenizer's with --separator")
    }
    let found = try path.flatMap { try ChatTemplate.find(at: $0) }.flatMap { ChatFormat(template: $0) }
    guard let format = chatFormat ?? found else { return RecordReading(renderer: nil) }
    try format.check(tokenizer)
    return RecordReading(renderer: ChatRenderer(format, specialTokens: tokenizer.specialTokens))
  }
}

extension ChatFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}

extension ChatFormat {
  /// Checks that a tokenizer has the tokens that the format is made of.
  /// - Throws: `ToolFailure` with the way
  fileprivate func check(_ tokenizer: TokenizerFiles) throws {
    let missing = missing(in: tokenizer.specialTokens)
    guard !missing.isEmpty else { return }
    throw ToolFailure.badData(
      "--chat-format \(name): the tokenizer has no special token "
        + missing.map { Printable.quoted($0) }.joined(separator: ", ")
        + "; make one with bpe-train --special-token, give another format, or records of prompt and completion")
  }
}
