/// A question whose answers are scored by their likelihood, as a line of a task file tells it.
package struct TaskQuestion: Sendable, Equatable {
  /// What is asked.
  package enum Kind: String, Sendable, CaseIterable {
    /// Which of several answers is likeliest.
    case choices
    /// Whether the model would give the one answer, and how likely it is.
    case cloze
    /// Which of two texts is likelier: the good one is the first.
    case pairs
  }

  /// What is asked.
  package let kind: Kind
  /// Questions of one group are counted together as well; nil for none.
  package let group: String?
  /// What stands before each answer; empty for pairs.
  package let context: String
  /// The answers, or the single right one.
  package let answers: [String]
  /// Which of them is right.
  package let right: Int
}

/// The members of a line that hold a question's parts.
package struct TaskFields: Sendable, Equatable {
  /// What stands before each answer.
  package var question = "question"
  /// The answers to choose from: texts, or an object with texts and labels.
  package var choices = "choices"
  /// The right answer: its index from 0, its text, its label or its letter.
  package var answer = "answer"
  /// Of a pair, the better text.
  package var good = "good"
  /// Of a pair, the worse text.
  package var bad = "bad"
  /// The group, if there is one.
  package var group = "phenomenon"

  /// The usual members.
  package init() {}

  /// Names that decide what a line means, for a run's key.
  package var all: [(name: String, member: String)] {
    [
      ("question", question), ("choices", choices), ("answer", answer), ("good", good), ("bad", bad), ("group", group),
    ]
  }
}
