/// Who speaks.
package enum ChatRole: String, CaseIterable, Sendable {
  case system, user, assistant, tool
}

/// One message of a conversation.
package struct ChatMessage: Sendable, Equatable {
  /// Who speaks.
  package let role: ChatRole
  /// What is said.
  package let content: String

  /// A message.
  package init(_ role: ChatRole, _ content: String) {
    (self.role, self.content) = (role, content)
  }
}
