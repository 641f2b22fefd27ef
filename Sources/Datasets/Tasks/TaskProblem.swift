import Formats
import Messages

/// Why a line of a task file is no question.
package enum TaskProblem: Error, Equatable {
  case json(JSONProblem)
  case notObject(found: String)
  /// A member that is not there, by the field that names it, and those that are.
  case missing(member: String, field: String, has: [String])
  case wrongKind(member: String, found: String, expected: String)
  case tooFewChoices(member: String, found: Int)
  case empty(member: String)
  /// Labels that are not as many as texts.
  case labels(member: String, texts: Int, labels: Int)
  case indexOutside(member: String, found: Int, choices: Int)
  /// An answer that is none of the choices.
  case noSuchChoice(member: String, found: String, choices: Int)
  /// An answer that is the text of several choices.
  case severalChoices(member: String, found: String)
  case sameTexts(good: String, bad: String)
  case tooLong(most: Int)
  /// An answer that has no token of its own: it is joined with the question.
  case noTokens(answer: String)
  /// An answer that the model cannot see whole.
  case answerTooLong(tokens: Int, contextLength: Int)
}

extension TaskProblem: DescribedError {
  package var message: Message {
    switch self {
    case .json(let problem): return Message("\(problem)")
    case .notObject(let found): return "is \(found) (expected an object with a question)"
    case .missing(let member, let field, let has):
      let names = has.isEmpty ? "none" : has.prefix(12).map { Printable.quoted($0) }.joined(separator: ", ")
      return "no member \(Printable.quoted(member)) (it has \(names)); name the one that is meant with \(field: field)"
    case .wrongKind(let member, let found, let expected):
      return "\(Printable.quoted(member)) is \(found) (expected \(expected))"
    case .tooFewChoices(let member, let found):
      return "\(Printable.quoted(member)) has \(found) \(Units.noun(found, "choice")) (expected two or more)"
    case .empty(let member): return "\(Printable.quoted(member)) has an empty text (expected at least one letter)"
    case .labels(let member, let texts, let labels):
      return "\(Printable.quoted(member)) has \(Units.counted(labels, "label")) for \(Units.counted(texts, "text")) "
        + "(expected one for each)"
    case .indexOutside(let member, let found, let choices):
      return "\(Printable.quoted(member)) is \(found) (expected an index from 0 to \(choices - 1))"
    case .noSuchChoice(let member, let found, let choices):
      return
        "\(Printable.quoted(member)) is \(Printable.quoted(found)) (expected the text of a choice, its label, a letter "
        + "from A on for one of the \(choices), or an index from 0 as a number)"
    case .severalChoices(let member, let found):
      return
        "\(Printable.quoted(member)) is \(Printable.quoted(found)), the text of several choices (expected one; give its "
        + "index as a number)"
    case .sameTexts(let good, let bad):
      return "\(Printable.quoted(good)) and \(Printable.quoted(bad)) are the same text (expected two that differ)"
    case .tooLong(let most):
      return "more than \(Units.bytes(most)) (expected a question); the file is probably no JSON Lines"
    case .noTokens(let answer):
      return
        "the answer \(Printable.quoted(answer)) has no token of its own after the question (expected at least one); "
        + "begin it with a space, or give another \(field: "delimiter")"
    case .answerTooLong(let tokens, let contextLength):
      return
        "an answer of \(Units.counted(tokens, "token")) (expected at most \(Units.grouped(contextLength)), the model's "
        + "context length); shorten it"
    }
  }
}

/// Why a task file cannot be used.
package enum TaskFileError: DescribedError, CategorizedError, Equatable {
  /// A line, from 1, that is no question.
  case line(path: String, Int, TaskProblem)
  /// A file of a format that is no text.
  case notLines(path: String, FileFormat)
  /// A file without a question.
  case nothing(path: String)

  package var category: ErrorCategory { .badData }

  package var message: Message {
    switch self {
    case .line(let path, let line, let problem):
      return "\(Printable.path(path)): line \(line): \(problem.message); correct it, or leave such lines out with "
        + "\(field: "skipDamaged")"
    case .notLines(let path, let format):
      return
        "\(Printable.path(path)): is \(format.words) (expected questions as JSON Lines, plain or packed by gzip or "
        + "zstd); convert it first"
    case .nothing(let path):
      return "\(Printable.path(path)): holds no question (expected a JSON object on each line); give another file"
    }
  }
}
