import Formats
import TestSupport
import Testing

@testable import Datasets

@Suite struct TaskFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func read(
    _ text: String, _ fields: TaskFields = TaskFields(), skipsDamaged: Bool = false
  ) throws -> (questions: [TaskQuestion], lines: [Int], leftOut: Int) {
    let file = try TaskFile(folder.write(text, to: "q.jsonl"), fields: fields, skipsDamaged: skipsDamaged)
    var (questions, lines): ([TaskQuestion], [Int]) = ([], [])
    let leftOut = try file.forEach { line, question in
      lines.append(line)
      questions.append(question)
    }
    return (questions, lines, leftOut)
  }

  private func choices(_ answer: String, _ choices: String = #"["red", "B", "blue", "C"]"#) throws -> Int {
    try read(#"{"question": "Which?", "choices": \#(choices), "answer": \#(answer)}"#).questions[0].right
  }

  @Test func theThreeKinds() throws {
    let found = try read(
      """
      {"question": "A bee makes", "choices": ["honey", "milk"], "answer": 0, "phenomenon": "bees"}

      {"question": "The capital of France is", "answer": " Paris", "more": [1, {"a": null}]}\r
      {"phenomenon": "article", "good": "an owl", "bad": "a owl"}
      """)
    #expect(found.lines == [1, 3, 4] && found.leftOut == 0)
    #expect(
      found.questions == [
        TaskQuestion(kind: .choices, group: "bees", context: "A bee makes", answers: ["honey", "milk"], right: 0),
        TaskQuestion(kind: .cloze, group: nil, context: "The capital of France is", answers: [" Paris"], right: 0),
        TaskQuestion(kind: .pairs, group: "article", context: "", answers: ["an owl", "a owl"], right: 0),
      ])
  }

  /// A text comes before a letter, and an index is a number.
  @Test func waysToSayTheAnswer() throws {
    #expect(try choices("2") == 2)
    #expect(try choices(#""blue""#) == 2)
    #expect(try choices(#""A""#) == 0)
    #expect(try choices(#""B""#) == 1)
    #expect(try choices(#""C""#) == 3)
    #expect(try choices(#""D""#) == 3)
    let labelled = #"{"text": ["red", "blue"], "label": ["1", "2"]}"#
    #expect(try choices(#""2""#, labelled) == 1)
    #expect(try choices(#""red""#, labelled) == 0)
    #expect(try choices("1", labelled) == 1)
    #expect(try choices(#""B""#, #"["B", "A"]"#) == 0)
  }

  @Test func otherMembers() throws {
    var fields = TaskFields()
    (fields.question, fields.choices, fields.answer, fields.group) = ("ctx", "endings", "label", "subject")
    let found = try read(
      #"{"ctx": "", "endings": ["a", "b"], "label": 1, "subject": "x", "question": 3, "answer": []}"#, fields)
    #expect(
      found.questions == [TaskQuestion(kind: .choices, group: "x", context: "", answers: ["a", "b"], right: 1)])
  }

  @Test func aByteOrderMarkAndPackedFiles() throws {
    #expect(try read("\u{FEFF}{\"question\": \"a\", \"answer\": \"b\"}\n").questions.count == 1)
    let zip = try TaskFile(folder.write("PK\u{3}\u{4}", to: "q.zip"))
    #expect(
      message(folder) { _ = try zip.forEach { _, _ in } }
        == "q.zip: is a zip archive (expected questions as JSON Lines, plain or packed by gzip or zstd); convert it first"
    )
  }

  /// Word for word: a line, and what is said of it.
  private static let damaged: [(line: String, message: String)] = [
    ("[1]", "is an array (expected an object with a question)"),
    ("{", "malformed JSON at byte 1: the text ends here (expected '}' or a key)"),
    (
      #"{"prompt": "a", "answer": "b"}"#,
      "no member \"question\" (it has \"answer\", \"prompt\"); name the one that is meant with questionField"
    ),
    ("{}", "no member \"question\" (it has none); name the one that is meant with questionField"),
    (#"{"question": "a", "answer": 3}"#, "\"answer\" is an integer (expected a text)"),
    (#"{"question": "a", "answer": ""}"#, "\"answer\" has an empty text (expected at least one letter)"),
    (
      #"{"question": "a", "choices": ["x", "y"]}"#,
      "no member \"answer\" (it has \"choices\", \"question\"); name the one that is meant with answerField"
    ),
    (
      #"{"question": "a", "choices": "xy", "answer": 0}"#,
      "\"choices\" is a string (expected a list of texts, or an object with lists \"text\" and \"label\")"
    ),
    (
      #"{"question": "a", "choices": ["x", 1], "answer": 0}"#,
      "\"choices\" is a list with an integer (expected a list of texts)"
    ),
    (#"{"question": "a", "choices": ["x"], "answer": 0}"#, "\"choices\" has 1 choice (expected two or more)"),
    (
      #"{"question": "a", "choices": ["x", ""], "answer": 0}"#,
      "\"choices\" has an empty text (expected at least one letter)"
    ),
    (
      #"{"question": "a", "choices": {"text": ["x", "y"], "label": ["A"]}, "answer": 0}"#,
      "\"choices\" has 1 label for 2 texts (expected one for each)"
    ),
    (#"{"question": "a", "choices": ["x", "y"], "answer": 2}"#, "\"answer\" is 2 (expected an index from 0 to 1)"),
    (#"{"question": "a", "choices": ["x", "y"], "answer": -1}"#, "\"answer\" is -1 (expected an index from 0 to 1)"),
    (
      #"{"question": "a", "choices": ["x", "y"], "answer": "C"}"#,
      "\"answer\" is \"C\" (expected the text of a choice, its label, a letter from A on for one of the 2, or an index from "
        + "0 as a number)"
    ),
    (
      #"{"question": "a", "choices": ["x", "x"], "answer": "x"}"#,
      "\"answer\" is \"x\", the text of several choices (expected one; give its index as a number)"
    ),
    (
      #"{"question": "a", "choices": ["x", "y"], "answer": null}"#,
      "\"answer\" is null (expected the index, the text or the letter of a choice)"
    ),
    (
      #"{"good": "a"}"#, "no member \"bad\" (it has \"good\"); name the one that is meant with badField"
    ),
    (#"{"good": "a", "bad": "a"}"#, "\"good\" and \"bad\" are the same text (expected two that differ)"),
    (
      #"{"good": "a", "bad": "b", "phenomenon": 3}"#, "\"phenomenon\" is an integer (expected a text)"
    ),
  ]

  @Test(arguments: damaged.indices) func whatIsNoQuestionIsRefusedOrLeftOut(_ index: Int) throws {
    let (line, text) = Self.damaged[index]
    let good = #"{"question": "a", "answer": "b"}"#
    #expect(
      message(folder) { _ = try read(good + "\n" + line + "\n" + good) }
        == "q.jsonl: line 2: \(text); correct it, or leave such lines out with skipDamaged")
    let found = try read(good + "\n" + line + "\n" + good, skipsDamaged: true)
    #expect(found.lines == [1, 3] && found.leftOut == 1)
  }

  @Test func aFileWithoutLinesEndsSoon() throws {
    let long = [UInt8](repeating: UInt8(ascii: " "), count: TaskFile.longestLine + (2 << 20))
    let path = try folder.write(long, to: "long.jsonl")
    for skips in [false, true] {
      #expect(
        message(folder) { _ = try TaskFile(path, skipsDamaged: skips).forEach { _, _ in } }
          == "long.jsonl: line 1: more than 16.8 MB (expected a question); the file is probably no JSON Lines; correct it, or "
          + "leave such lines out with skipDamaged")
    }
  }

  @Test func whatIsNoFileIsRefusedAtOnce() throws {
    #expect(message(folder) { _ = try TaskFile(folder.file("none")) } == "none: no such file; check the path")
    #expect(message(folder) { _ = try TaskFile(folder.path) } == "FOLDER: is a directory (expected a file)")
  }
}
