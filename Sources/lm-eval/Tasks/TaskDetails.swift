import Datasets
import Formats
import Training

/// What each question got, a line of JSON for each.
enum TaskDetails {
  /// What its first line has.
  static let marks = ["\"line\":", "\"log_likelihoods\":"]

  /// The line of a question, with its line feed.
  static func line(_ question: EncodedQuestion, _ answered: AnsweredQuestion) -> [UInt8] {
    func list<Value>(_ value: KeyPath<Value, Int>, of values: [Value]) -> JSONValue {
      .array(values.map { .integer(Int64($0[keyPath: value])) })
    }
    var members: [String: JSONValue] = [
      "line": .integer(Int64(question.line)), "kind": .string(question.question.kind.rawValue),
      "log_likelihoods": .array(answered.answers.map { .number($0.logLikelihood) }),
      "tokens": list(\.scored, of: question.answers), "bytes": list(\.bytes, of: question.answers),
      "right": .integer(Int64(answered.right)), "acc": .bool(answered.isRight),
    ]
    members["group"] = question.question.group.map { .string($0) }
    switch question.question.kind {
    case .cloze: members["right"] = nil
    case .choices, .pairs:
      members["chosen"] = .integer(Int64(answered.chosen))
      members["chosen_norm"] = .integer(Int64(answered.chosenPerByte))
      members["acc_norm"] = .bool(answered.isRightPerByte)
    }
    if question.isCut { members["cut"] = true }
    if question.isJoined { members["joined"] = true }
    return Array(JSONValue.object(members).canonical.utf8) + [UInt8(ascii: "\n")]
  }
}
