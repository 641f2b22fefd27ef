import Formats

/// Reads one line of a task file.
struct TaskLine {
  private let fields: TaskFields
  private let members: [String: JSONValue]

  /// The question that a line tells; nil for a line of nothing but white space.
  /// - Throws: ``TaskProblem``.
  static func question(_ line: UnsafeRawBufferPointer, _ fields: TaskFields) throws(TaskProblem) -> TaskQuestion? {
    let value: JSONValue?
    do throws(JSONProblem) {
      value = try JSONLine.value(line)
    } catch {
      throw .json(error)
    }
    guard let value else { return nil }
    guard let members = value.object else { throw .notObject(found: value.kind) }
    return try TaskLine(fields: fields, members: members).question()
  }

  private func question() throws(TaskProblem) -> TaskQuestion {
    if members[fields.good] != nil || members[fields.bad] != nil { return try pair() }
    return members[fields.choices] != nil ? try choice() : try cloze()
  }

  // MARK: The three kinds

  private func pair() throws(TaskProblem) -> TaskQuestion {
    let texts = [
      try text(fields.good, field: "goodField", mayBeEmpty: false),
      try text(fields.bad, field: "badField", mayBeEmpty: false),
    ]
    // By their bytes: Swift takes texts for equal that differ in normalisation only.
    guard !texts[0].utf8.elementsEqual(texts[1].utf8) else {
      throw .sameTexts(good: fields.good, bad: fields.bad)
    }
    return TaskQuestion(kind: .pairs, group: try group(), context: "", answers: texts, right: 0)
  }

  private func cloze() throws(TaskProblem) -> TaskQuestion {
    TaskQuestion(
      kind: .cloze, group: try group(), context: try text(fields.question, field: "questionField", mayBeEmpty: true),
      answers: [try text(fields.answer, field: "answerField", mayBeEmpty: false)], right: 0)
  }

  private func choice() throws(TaskProblem) -> TaskQuestion {
    let context = try text(fields.question, field: "questionField", mayBeEmpty: true)
    let (texts, labels) = try choices()
    guard texts.count >= 2 else { throw .tooFewChoices(member: fields.choices, found: texts.count) }
    guard !texts.contains("") else { throw .empty(member: fields.choices) }
    return TaskQuestion(
      kind: .choices, group: try group(), context: context, answers: texts, right: try right(texts, labels))
  }

  // MARK: Members

  /// A list of texts, or, as in ARC, an object with a list of texts and one of labels.
  private func choices() throws(TaskProblem) -> (texts: [String], labels: [String]) {
    let expected = "a list of texts, or an object with lists \"text\" and \"label\""
    guard let value = members[fields.choices] else { throw missing(fields.choices, field: "choicesField") }
    if let list = value.array { return (try texts(list), []) }
    guard let list = value["text"]?.array, let labels = value["label"]?.array else {
      throw .wrongKind(member: fields.choices, found: value.kind, expected: expected)
    }
    guard list.count == labels.count else {
      throw .labels(member: fields.choices, texts: list.count, labels: labels.count)
    }
    return (try texts(list), try texts(labels))
  }

  private func texts(_ list: [JSONValue]) throws(TaskProblem) -> [String] {
    var texts: [String] = []
    for element in list {
      guard let text = element.string else {
        throw .wrongKind(member: fields.choices, found: "a list with \(element.kind)", expected: "a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  private func right(_ texts: [String], _ labels: [String]) throws(TaskProblem) -> Int {
    guard let value = members[fields.answer] else { throw missing(fields.answer, field: "answerField") }
    if let index = value.int {
      guard texts.indices.contains(index) else {
        throw .indexOutside(member: fields.answer, found: index, choices: texts.count)
      }
      return index
    }
    guard let word = value.string else {
      throw .wrongKind(
        member: fields.answer, found: value.kind, expected: "the index, the text or the letter of a choice")
    }
    let named = texts.indices.filter { texts[$0].utf8.elementsEqual(word.utf8) }
    guard named.count < 2 else { throw .severalChoices(member: fields.answer, found: word) }
    let found = named.first ?? labels.firstIndex(of: word) ?? (labels.isEmpty ? Self.index(ofLetter: word) : nil)
    guard let found, texts.indices.contains(found) else {
      throw .noSuchChoice(member: fields.answer, found: word, choices: texts.count)
    }
    return found
  }

  /// The place of a letter from A to Z.
  private static func index(ofLetter word: String) -> Int? {
    guard word.utf8.count == 1, let letter = word.utf8.first, (0x41...0x5A).contains(letter) else { return nil }
    return Int(letter) - 0x41
  }

  private func group() throws(TaskProblem) -> String? {
    switch members[fields.group] {
    case nil, .null?: return nil
    case .string(let text)?: return text
    case let value?: throw .wrongKind(member: fields.group, found: value.kind, expected: "a text")
    }
  }

  private func text(_ member: String, field: String, mayBeEmpty: Bool) throws(TaskProblem) -> String {
    guard let value = members[member] else { throw missing(member, field: field) }
    guard let text = value.string else { throw .wrongKind(member: member, found: value.kind, expected: "a text") }
    guard mayBeEmpty || !text.isEmpty else { throw .empty(member: member) }
    return text
  }

  private func missing(_ member: String, field: String) -> TaskProblem {
    .missing(member: member, field: field, has: members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }
}
