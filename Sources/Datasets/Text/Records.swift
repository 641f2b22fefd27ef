import Conversations
import Formats

/// Why a record cannot become text, apart from its form.
enum RecordProblem: Error {
  /// A conversation, and nothing says how it becomes text.
  case noFormat
}

/// Records of what is asked and what is to be learned: JSON Lines with a prompt and a completion each, or with the
/// messages of a conversation.
///
///     {"prompt": "2 + 2 =", "completion": " 4"}
///     {"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good day."}]}
package struct RecordReading: Sendable, Equatable {
  /// How conversations become text; nil where none is expected.
  package let renderer: ChatRenderer?

  /// How records become text.
  package init(renderer: ChatRenderer?) { self.renderer = renderer }

  /// A line's text with its marks; nil for a line of nothing but white space.
  /// - Throws: `JSONProblem` if the line is no strict JSON object, or no such record; `RecordProblem`.
  func text(of line: UnsafeRawBufferPointer) throws -> MarkedText? {
    guard let record = try JSONLine.value(line) else { return nil }
    if let messages = record["messages"] { return try conversation(messages) }
    guard record["prompt"] != nil || record["completion"] != nil else {
      throw JSONProblem.shape(
        key: "", expected: "\"prompt\" and \"completion\", or \"messages\"",
        found: record.object.map { "members \($0.keys.sorted().prefix(8).map { "\"\($0)\"" }.joined(separator: ", "))" }
          ?? "no object")
    }
    return MarkedText(prompt: try Self.text("prompt", of: record), completion: try Self.text("completion", of: record))
  }

  private func conversation(_ value: JSONValue) throws -> MarkedText {
    guard let renderer else { throw RecordProblem.noFormat }
    guard let list = value.array else {
      throw JSONProblem.shape(key: "messages", expected: "a list", found: "something else")
    }
    var messages: [ChatMessage] = []
    for (index, message) in list.enumerated() {
      let key = "messages[\(index)]"
      guard let role = message["role"]?.string.flatMap(ChatRole.init) else {
        throw JSONProblem.shape(
          key: key + ".role", expected: ChatRole.allCases.map(\.rawValue).joined(separator: ", "),
          found: message["role"]?.canonical ?? "missing")
      }
      messages.append(ChatMessage(role, try Self.text("content", of: message, in: key + ".")))
    }
    guard messages.contains(where: { $0.role == .assistant }) else {
      throw JSONProblem.shape(
        key: "messages", expected: "a message of the role assistant, to learn from", found: "none")
    }
    return renderer.text(of: messages)
  }

  private static func text(_ key: String, of value: JSONValue, in path: String = "") throws(JSONProblem) -> String {
    guard let text = value[key]?.string else {
      throw .shape(
        key: path + key, expected: "a text in quotes", found: value[key] == nil ? "missing" : "something else")
    }
    return text
  }
}
