import ArgumentParser
import CommandSupport
import Conversations
import Formats
import Messages

/// How prompts become messages of a conversation.
struct ChatFlags: ParsableArguments {
  /// A format, or that there is none.
  enum Choice: ExpressibleByArgument {
    case format(ChatFormat)
    case none

    init?(argument: String) {
      if argument == Self.noneName {
        self = .none
      } else {
        guard let format = ChatFormat(named: argument) else { return nil }
        self = .format(format)
      }
    }

    static let noneName = "none"
    static let names = ChatFormat.all.map(\.name) + [noneName]
  }

  @Option(
    help: ArgumentHelp(
      """
      The prompt is a message of a chat: \(Choice.names.joined(separator: ", ")). (default: none; with --interactive as the \
      tokenizer's chat template)
      """, valueName: "name"),
    completion: .list(Choice.names))
  var chatFormat: Choice?

  @Option(name: .long, help: ArgumentHelp("In a chat: what stands before the first message.", valueName: "text"))
  var system: String?

  /// The messages that a conversation begins with.
  var beginning: [ChatMessage] { system.map { [ChatMessage(.system, $0)] } ?? [] }

  /// How conversations become text; nil where prompts are continued as they are.
  ///
  /// - Parameters:
  ///   - tokenizer: the model's
  ///   - path: where it is: it may have a chat template
  ///   - isConversation: whether there is more than one prompt
  /// - Returns: what writes them
  /// - Throws: `ToolFailure` for a format whose tokens the tokenizer has not, and for --system without a chat
  func renderer(_ tokenizer: TokenizerFiles, at path: String, isConversation: Bool) throws -> ChatRenderer? {
    guard let format = try format(at: path, isConversation: isConversation) else {
      guard system == nil else {
        throw ToolFailure.usage("--system: is for chats; name one with --chat-format, or leave it out")
      }
      return nil
    }
    if let missing = format.missing(in: tokenizer.specialTokens).first {
      throw ToolFailure.badData(
        "\(Printable.path(path)): the tokenizer has no special token \(Printable.quoted(missing)) (expected those of "
          + "\(format.name)); give another --chat-format, or none")
    }
    return ChatRenderer(format, specialTokens: tokenizer.specialTokens)
  }

  private func format(at path: String, isConversation: Bool) throws -> ChatFormat? {
    switch chatFormat {
    case .format(let format): return format
    case ChatFlags.Choice.none?: return nil
    case nil:
      guard isConversation, let template = try ChatTemplate.find(at: path) else { return nil }
      guard let format = ChatFormat(template: template) else {
        Terminal.note(
          "\(LMSample.tool): \(Printable.path(path)): the chat template is of no format that is known here "
            + "(\(ChatFormat.names)); prompts are continued as they are", .warning)
        return nil
      }
      return format
    }
  }
}
