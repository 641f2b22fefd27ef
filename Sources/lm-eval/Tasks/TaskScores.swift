import Datasets
import Formats
import Training

/// The scores of some questions of one kind, as they are shown and written.
struct TaskScores: Equatable {
  /// How many.
  var questions: Int
  /// The scores by their names in JSON, those only that the kind has.
  var values: [String: Double]

  /// The names of a kind's scores, in the order of their columns.
  static func names(_ kind: TaskQuestion.Kind) -> [String] {
    switch kind {
    case .choices: ["acc", "acc_stderr", "acc_norm", "acc_norm_stderr", "chance", "bits_per_byte"]
    case .cloze: ["acc", "acc_stderr", "perplexity", "bits_per_byte"]
    case .pairs: ["acc", "acc_stderr", "chance", "bits_per_byte"]
    }
  }

  init(_ tally: AnswerTally, _ kind: TaskQuestion.Kind) {
    questions = tally.questions
    var all: [String: Double] = [
      "acc": tally.accuracy, "acc_norm": tally.accuracyPerByte, "chance": tally.chance, "perplexity": tally.perplexity,
      "bits_per_byte": tally.bitsPerByte,
    ]
    all["acc_stderr"] = tally.standardError
    all["acc_norm_stderr"] = tally.standardErrorPerByte
    // A long answer may be less likely than any number can say.
    values = all.filter { Self.names(kind).contains($0.key) && $0.value.isFinite }
  }

  var json: [String: JSONValue] {
    values.mapValues { .number($0) }.merging(["questions": .integer(Int64(questions))]) { own, _ in own }
  }

  /// Reads back what `json` wrote; nil for anything else.
  init?(json: JSONValue, _ kind: TaskQuestion.Kind) {
    guard let questions = json["questions"]?.int, json["acc"]?.double != nil else { return nil }
    self.questions = questions
    values = Self.names(kind).reduce(into: [:]) { $0[$1] = json[$1]?.double }
  }
}
