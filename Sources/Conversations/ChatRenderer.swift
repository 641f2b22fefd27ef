import Tokenization

/// Writes conversations in a format, for a tokenizer.
package struct ChatRenderer: Sendable, Equatable {
  /// How they become text.
  package let format: ChatFormat
  /// The tokenizer's special tokens by their first byte.
  private let specialTokens: [UInt8: [[UInt8]]]

  /// - Parameters:
  ///   - format: how conversations become text
  ///   - specialTokens: the tokenizer's: what looks like one in a message is none
  package init(_ format: ChatFormat, specialTokens: [String]) {
    self.format = format
    let tokens = specialTokens.map { Array($0.utf8) }.filter { $0.count > 1 }
    self.specialTokens = Dictionary(grouping: tokens) { $0[0] }
  }

  /// A conversation, of which the assistant's messages are to be learned, each with what ends it.
  ///
  /// - Parameters:
  ///   - messages: from the first on
  ///   - opensAnswer: whether an answer begins behind them, for a model to write
  /// - Returns: the text with its marks
  package func text(of messages: [ChatMessage], opensAnswer: Bool = false) -> MarkedText {
    var text = MarkedText()
    text.add(.prompt, format.beginning)
    for message in messages {
      text.add(.prompt, format.before + message.role.rawValue + format.after)
      text.add(
        message.role == .assistant ? .completion : .border,
        guarded(format.trims ? Self.trimmed(message.content) : message.content))
      text.add(.border, format.closing)
      if !format.gap.isEmpty { text.add(.prompt, format.gap) }
    }
    if opensAnswer { text.add(.prompt, format.before + ChatRole.assistant.rawValue + format.after) }
    return text
  }

  /// A text with a border within whatever looks like a special token.
  private func guarded(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var guarded: [UInt8] = []
    guarded.reserveCapacity(bytes.count)
    for (place, byte) in bytes.enumerated() {
      guarded.append(byte)
      if let tokens = specialTokens[byte], tokens.contains(where: { bytes[place...].starts(with: $0) }) {
        guarded.append(TextMark.border.rawValue)
      }
    }
    return guarded
  }

  /// Without the white space around it.
  private static func trimmed(_ text: String) -> String {
    let rest = text.drop { $0.isWhitespace }
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...last])
  }
}
