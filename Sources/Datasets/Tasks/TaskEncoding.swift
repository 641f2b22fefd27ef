import Formats
import Tokenization

/// An answer of a question as the tokens that a model is given.
package struct EncodedAnswer: Sendable, Equatable {
  /// The end of the context that the model can see, and the answer.
  package let tokens: [UInt32]
  /// How many of the last tokens are the answer's.
  package let scored: Int
  /// Bytes of the answer's text.
  package let bytes: Int
  /// Bytes of the text that is scored: white space before the answer too.
  package let scoredBytes: Int
}

/// A question as the tokens that a model is given.
package struct EncodedQuestion: Sendable, Equatable {
  /// Its line in the file, from 1.
  package let line: Int
  /// The question.
  package let question: TaskQuestion
  /// Its answers, in order.
  package let answers: [EncodedAnswer]
  /// Whether the beginning of its context was left out.
  package let isCut: Bool
  /// Whether a token of question and answer together stands over their boundary.
  package let isJoined: Bool
}

/// Turns questions into tokens.
package struct TaskEncoding: Sendable {
  private let encoder: Encoder
  private let contextLength: Int
  private let beginning: UInt32?
  private let delimiter: String

  /// - Parameters:
  ///   - encoder: Turns text into tokens.
  ///   - contextLength: Tokens that the model sees at once.
  ///   - beginning: The token before a text that nothing else stands before; nil if there is none.
  ///   - delimiter: What stands between question and answer where neither has white space there.
  package init(_ encoder: Encoder, contextLength: Int, beginning: UInt32?, delimiter: String) {
    self.encoder = encoder
    self.contextLength = contextLength
    self.beginning = beginning
    self.delimiter = delimiter
  }

  /// A question's tokens.
  /// - Throws: ``TaskProblem`` for an answer without a token of its own, or longer than the context.
  package func encode(_ question: TaskQuestion, line: Int) throws(TaskProblem) -> EncodedQuestion {
    var answers: [EncodedAnswer] = []
    var (isCut, isJoined) = (false, false)
    for answer in question.answers {
      let text = between(question.context, answer) + answer
      let encoded = encoder.encode(context: question.context, continuation: text)
      isJoined = isJoined || encoded.isJoined
      var tokens = before(encoded) + encoded.continuation
      // Nothing stands before the first token of all.
      let scored = min(encoded.continuation.count, tokens.count - 1)
      guard scored > 0 else { throw .noTokens(answer: answer) }
      guard scored <= contextLength else {
        throw .answerTooLong(tokens: scored, contextLength: contextLength)
      }
      if tokens.count > contextLength + 1 {
        isCut = true
        tokens.removeFirst(tokens.count - contextLength - 1)
      }
      answers.append(
        EncodedAnswer(tokens: tokens, scored: scored, bytes: answer.utf8.count, scoredBytes: encoded.bytes))
    }
    return EncodedQuestion(line: line, question: question, answers: answers, isCut: isCut, isJoined: isJoined)
  }

  /// What the model sees before the answer. A text that begins as every text does has that already.
  private func before(_ encoded: EncodedContinuation) -> [UInt32] {
    guard encoded.context.isEmpty, let beginning, encoded.continuation.first != beginning else {
      return encoded.context
    }
    return [beginning]
  }

  private func between(_ context: String, _ answer: String) -> String {
    guard let last = context.unicodeScalars.last, let first = answer.unicodeScalars.first else { return "" }
    return last.properties.isWhitespace || first.properties.isWhitespace ? "" : delimiter
  }
}
