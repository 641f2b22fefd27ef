@testable import Datasets
@testable import Formats

extension FuzzTarget {
  /// A file of JSON Lines gives the texts that a whole parse of each of its lines gives.
  static let jsonLines = FuzzTarget("json-lines") { input, bench in
    let path = try bench.file("lines", input)
    let reading = TextReading(field: "text", skipsDamaged: true, separator: "|")
    let text = try TextFiles(TextLooks(TextInputs([path]), reading), reading, unpackedBeside: path)
    var (expected, damaged) = ([UInt8](), 0)
    for line in input.split(separator: UInt8(ascii: "\n")) where !line.allSatisfy({ $0 == 0x20 || 9...13 ~= $0 }) {
      let bytes = Array(ByteOrderMark.skipped(in: UnsafeRawBufferPointer(rebasing: line)))
      do throws(JSONProblem) {
        guard let text = try JSONValue(parsing: bytes).object?["text"]?.string else {
          damaged += 1
          continue
        }
        if !text.isEmpty { expected += Array(text.utf8) + [UInt8(ascii: "|")] }
      } catch {
        // A key that stands twice is refused there, and no matter here.
        if case .syntax(_, .duplicateKey) = error { return }
        damaged += 1
      }
    }
    var found: [UInt8] = []
    for file in text.files {
      let reader = try file.storage.open { try FileRangeReader(path: $0) }
      while let chunk = try reader.next() { found += chunk }
    }
    try expect(found == expected, "other texts than those of the lines")
    try expect(text.damagedLines == damaged, "\(text.damagedLines) damaged lines instead of \(damaged)")
  }

  /// Whatever a file holds, it is text, is unpacked, or is refused in one line.
  static let textInput = FuzzTarget("text-input") { input, bench in
    let path = try bench.file("text", input)
    let looks = try TextLooks(TextInputs([path]), TextReading(separator: "|"))
    let text = try TextFiles(looks, TextReading(separator: "|"), unpackedBeside: path)
    try expect(text.byteCount > 0, "an empty text")
    if !looks.areUnpacked { try expect(text.byteCount == input.count, "a plain text of another length") }
  }

  /// A file of questions is refused by a line, or its questions can be asked, and read again from their own words.
  static let taskLines = FuzzTarget("task-lines") { input, bench in
    let path = try bench.file("questions", input)
    var questions: [TaskQuestion] = []
    _ = try TaskFile(path).forEach { _, question in
      try expect(question.answers.indices.contains(question.right), "no answer \(question.right)")
      try expect(!question.answers.contains(""), "an empty answer")
      try expect((question.kind == .cloze) == (question.answers.count == 1), "\(question.answers.count) answers")
      questions.append(question)
    }
    let lines = questions.flatMap { Array($0.json.canonical.utf8) + [UInt8(ascii: "\n")] }
    var again: [TaskQuestion] = []
    let copy = try bench.file("again", lines)
    _ = try sure("questions in their own words") { try TaskFile(copy).forEach { again.append($1) } }
    try expect(again == questions, "other questions than those that were written")
  }
}

extension TaskQuestion {
  /// The question as a line with the usual members.
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [:]
    members["phenomenon"] = group.map { .string($0) }
    switch kind {
    case .pairs: (members["good"], members["bad"]) = (.string(answers[0]), .string(answers[1]))
    case .cloze: (members["question"], members["answer"]) = (.string(context), .string(answers[0]))
    case .choices:
      (members["question"], members["answer"]) = (.string(context), .integer(Int64(right)))
      members["choices"] = .array(answers.map { .string($0) })
    }
    return .object(members)
  }
}
