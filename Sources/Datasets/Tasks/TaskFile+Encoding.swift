/// What a file of questions holds.
package struct TaskCensus: Sendable, Equatable {
  /// Questions.
  package internal(set) var questions = 0
  /// Lines that were left out because they are none.
  package internal(set) var leftOut = 0
  /// Questions whose context does not fit and loses its beginning.
  package internal(set) var cut = 0
  /// Questions with a token over the boundary between question and answer.
  package internal(set) var joined = 0
  /// The most tokens that the model is given at once.
  package internal(set) var longest = 0
}

extension TaskFile {
  /// Questions that are kept in memory at a time.
  private static let blockQuestions = 256

  /// Reads the whole file once: every line is checked before any is scored.
  /// - Parameter encoding: Turns questions into tokens.
  /// - Returns: What there is.
  /// - Throws: As `forEach`.
  package func census(_ encoding: TaskEncoding) throws -> TaskCensus {
    var census = TaskCensus()
    census.leftOut = try forEach { line, question in
      let encoded = try encoding.encode(question, line: line)
      census.questions += 1
      census.cut += encoded.isCut ? 1 : 0
      census.joined += encoded.isJoined ? 1 : 0
      census.longest = encoded.answers.reduce(census.longest) { max($0, $1.tokens.count - 1) }
    }
    return census
  }

  /// Hands the questions to `body` in blocks, in order.
  /// - Parameters:
  ///   - encoding: Turns questions into tokens.
  ///   - body: Gets one block after another, none of them empty.
  /// - Throws: As `forEach`, and what `body` throws.
  package func forEachBlock(_ encoding: TaskEncoding, _ body: ([EncodedQuestion]) throws -> Void) throws {
    var block: [EncodedQuestion] = []
    _ = try forEach { line, question in
      block.append(try encoding.encode(question, line: line))
      guard block.count == Self.blockQuestions else { return }
      try body(block)
      block.removeAll()
    }
    if !block.isEmpty { try body(block) }
  }
}
