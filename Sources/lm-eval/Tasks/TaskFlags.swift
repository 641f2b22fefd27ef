import ArgumentParser
import Datasets

/// How the lines of a task file become questions.
struct TaskFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The member that holds the question.", valueName: "name"))
  var questionField = TaskFields().question

  @Option(help: ArgumentHelp("The member that holds the choices.", valueName: "name"))
  var choicesField = TaskFields().choices

  @Option(help: ArgumentHelp("The member that holds the answer.", valueName: "name"))
  var answerField = TaskFields().answer

  @Option(help: ArgumentHelp("The member that holds the better text of a pair.", valueName: "name"))
  var goodField = TaskFields().good

  @Option(help: ArgumentHelp("The member that holds the worse text of a pair.", valueName: "name"))
  var badField = TaskFields().bad

  @Option(help: ArgumentHelp("The member by which questions are grouped, if they have it.", valueName: "name"))
  var groupField = TaskFields().group

  @Option(
    help: ArgumentHelp(
      "What stands between question and answer, where neither has white space there. (default: a space)",
      valueName: "text"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "The special token before texts that have nothing before them. (default: <|endoftext|>)", valueName: "text"))
  var separator: String?

  @Flag(help: "Leave lines out that hold no question, and say how many.")
  var skipDamaged = false

  mutating func validate() throws {
    // A line with another's member would be taken for a question of another kind.
    let names = fields.all.map(\.member)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("Two of the fields are \(twice): give each part of a question a member of its own.")
    }
  }

  var usedDelimiter: String { delimiter ?? " " }

  var fields: TaskFields {
    var fields = TaskFields()
    (fields.question, fields.choices, fields.answer) = (questionField, choicesField, answerField)
    (fields.good, fields.bad, fields.group) = (goodField, badField, groupField)
    return fields
  }
}
