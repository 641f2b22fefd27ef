/// A long sequence of tokens that can be read at any place; who implements it knows where they are kept.
package protocol TokenSource {
  /// Number of tokens.
  var tokenCount: Int { get }

  /// Whether some tokens belong to prompts: the loss does not ask for those.
  var marksPrompts: Bool { get }

  /// Writes whether the tokens at `position ..< position + count`, which lie within the sequence, belong to prompts.
  func copyPromptMarks(at position: Int, count: Int, into marks: UnsafeMutablePointer<Bool>) throws

  /// Writes the tokens at `position ..< position + count`, which lie within the sequence, to `tokens`.
  func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws

  /// Where its documents end; nil if nothing tells.
  var documents: (any DocumentEnds)? { get }
}

extension TokenSource {
  package var marksPrompts: Bool { false }

  package func copyPromptMarks(at position: Int, count: Int, into marks: UnsafeMutablePointer<Bool>) {
    marks.update(repeating: false, count: count)
  }

  package var documents: (any DocumentEnds)? { nil }
}

/// Where the documents of a source end, whoever keeps it.
package protocol DocumentEnds {
  /// Number of documents.
  var documentCount: Int { get }

  /// The place after the last token of a document, its separator included; ascending.
  func documentEnd(_ index: Int) -> Int
}

/// Tokens in memory.
package struct ArrayTokens: TokenSource, Sendable {
  package let tokens: [UInt32]
  /// For each token whether it belongs to a prompt; nil if none does.
  private let prompts: [Bool]?

  package init(_ tokens: [UInt32], prompts: [Bool]? = nil) {
    precondition(prompts.map { $0.count == tokens.count } ?? true)
    (self.tokens, self.prompts) = (tokens, prompts)
  }

  package var marksPrompts: Bool { prompts != nil }

  package func copyPromptMarks(at position: Int, count: Int, into marks: UnsafeMutablePointer<Bool>) {
    for place in 0..<count { marks[place] = prompts?[position + place] ?? false }
  }

  package var tokenCount: Int { tokens.count }

  package func copyTokens(at position: Int, count: Int, into destination: UnsafeMutablePointer<UInt32>) throws {
    tokens.withUnsafeBufferPointer { tokens in
      guard let start = tokens.baseAddress, count > 0 else { return }
      destination.update(from: start + position, count: count)
    }
  }
}
