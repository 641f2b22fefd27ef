import Foundation
import TestSupport
import Testing

/// `lm-eval tasks` as its user runs it.
@Suite struct LMTasksTests {
  private let workspace: Workspace
  private static let questions = """
    {"question": "The cat saw a", "choices": ["ball", "xylophone"], "answer": "ball"}
    {"question": "Tom found the", "choices": ["sun", "zzz", "q"], "answer": 0}

    {"question": "The cat saw a", "answer": "ball"}
    {"phenomenon": "order", "good": "Tom saw a ball.", "bad": "Tom a saw ball."}
    {"phenomenon": "words", "good": "Lily found the sun", "bad": "Lily fuond the sun"}

    """

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 60))
    #expect(result.exitCode == 0, "\(result.standardError)")
    try workspace.write(Self.questions, to: "q.jsonl")
  }

  private static let arguments = [
    "tasks", "--checkpoint", "run", "--tokenizer", "tokenizer", "--input", "q.jsonl",
  ]

  private func tasks(_ more: String...) throws -> ToolRunner.Result {
    try workspace.run("lm-eval", arguments: Self.arguments + more)
  }

  private func object(_ data: Data) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  private func details() throws -> [[String: Any]] {
    let text = String(decoding: try workspace.read("d.jsonl"), as: UTF8.self)
    return try text.split(separator: "\n").map { try object(Data($0.utf8)) }
  }

  @Test func scoresOfEachKind() throws {
    let result = try tasks("--json", "--details", "d.jsonl")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let scores = try object(result.standardOutput)
    #expect(scores["format"] as? String == "letterpress.tasks")
    #expect(scores["step"] as? Int == 60)
    let kinds = try ["choices", "cloze", "pairs"].map { try #require(scores[$0] as? [String: Any]) }
    #expect(kinds.map { $0["questions"] as? Int } == [2, 1, 2])
    let chance: Double = try #require(kinds[0]["chance"] as? Double)
    #expect(abs(chance - 5.0 / 12) < 1e-12)
    #expect(kinds[0]["acc_stderr"] != nil && kinds[1]["acc_stderr"] == nil)
    let groups = try #require(kinds[2]["groups"] as? [[String: Any]])
    #expect(groups.map { $0["group"] as? String } == ["order", "words"])
    // What the details say comes to the same.
    let details = try details()
    for (kind, lines) in [(0, [0, 1]), (1, [2]), (2, [3, 4])] {
      let right = lines.filter { details[$0]["acc"] as? Bool == true }.count
      #expect(kinds[kind]["acc"] as? Double == Double(right) / Double(lines.count))
    }
    #expect(details.map { $0["line"] as? Int } == [1, 2, 4, 5, 6])
    let cloze: Double = try #require((details[2]["log_likelihoods"] as? [Double])?.first)
    let perplexity: Double = try #require(kinds[1]["perplexity"] as? Double)
    #expect(abs(perplexity / exp(-cloze) - 1) < 1e-9)
    let (bits, expectedBits): (Double, Double) = (
      try #require(kinds[1]["bits_per_byte"] as? Double), -cloze / log(2.0) / 5
    )
    #expect(abs(bits - expectedBits) < 1e-9)
    #expect(details[1]["tokens"] as? [Int] == [4, 4, 2])
    #expect(details[1]["bytes"] as? [Int] == [3, 3, 1])
    let first = try #require(details[0]["log_likelihoods"] as? [Double])
    #expect(details[0]["chosen"] as? Int == (first[0] > first[1] ? 0 : 1))
    #expect(details[0]["acc"] as? Bool == (first[0] > first[1]))
  }

  @Test func theTextHasATableForEachKind() throws {
    let lines = try tasks().text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "step 60, 5 questions")
    let heads = lines.filter { $0.contains("questions |") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
    #expect(
      heads == [
        ["choices", "questions", "acc", "±", "acc_norm", "±", "chance", "bits per byte"],
        ["cloze", "questions", "acc", "±", "perplexity", "bits per byte"],
        ["pairs", "questions", "acc", "±", "chance", "bits per byte"],
      ])
    #expect(lines.contains { $0.hasPrefix("| order ") } && lines.last?.hasPrefix("| all   |         2 |") == true)
  }

  @Test func theSameBytesWithEveryNumberOfThreads() throws {
    var found: [Data] = []
    for threads in ["1", "2", "5"] {
      let result = try tasks("--threads", threads, "--output", "s.json", "--details", "d.jsonl", "--force")
      #expect(result.exitCode == 0, "\(result.standardError)")
      found.append(try workspace.read("s.json") + workspace.read("d.jsonl"))
    }
    #expect(Set(found).count == 1)
  }

  @Test func aSecondRunIsUpToDateAndStillTellsTheScores() throws {
    let first = try tasks("--output", "s.json", "--details", "d.jsonl")
    let second = try tasks("--output", "s.json", "--details", "d.jsonl")
    #expect(first.exitCode == 0 && second.exitCode == 0, "\(first.standardError)")
    #expect(second.standardError.contains("lm-eval tasks: up to date"))
    #expect(first.text == second.text)
    #expect(try tasks("--output", "s.json", "--details", "d.jsonl", "--json").text.contains("letterpress.tasks"))
    let lineage = try workspace.run("manifest", "lineage", "s.json").text
    for name in ["q.jsonl", "step-00000060.safetensors", "vocab.json"] { #expect(lineage.contains(name), "\(name)") }
    let other = try tasks("--output", "s.json", "--details", "d.jsonl", "--delimiter", "_")
    #expect(other.standardError.contains("delimiter changed (was \" \", now \"_\")"), "\(other.standardError)")
    try workspace.write(Self.questions + "{\"question\": \"A\", \"answer\": \"b\"}\n", to: "q.jsonl")
    let more = try tasks("--output", "s.json", "--details", "d.jsonl", "--delimiter", "_")
    #expect(more.standardError.contains("questions"), "\(more.standardError)")
    #expect(more.text.contains("step 60, 6 questions"))
  }

  @Test func aDamagedLineLeavesNothingBehind() throws {
    try workspace.write(Self.questions + "{\"question\": \"A\"}\n", to: "q.jsonl")
    let before = try workspace.list()
    let result = try tasks("--output", "s.json", "--details", "d.jsonl")
    #expect(result.exitCode == 65)
    #expect(
      result.lastErrorLine
        == "lm-eval tasks: q.jsonl: line 7: no member \"answer\" (it has \"question\"); name the one that is meant with "
        + "--answer-field; correct it, or leave such lines out with --skip-damaged")
    #expect(try workspace.list() == before)
    let skipped = try tasks("--output", "s.json", "--skip-damaged")
    #expect(skipped.exitCode == 0)
    #expect(skipped.text.hasPrefix("step 60, 5 questions, 1 line left out\n"))
    #expect(skipped.standardError.contains("lm-eval tasks: left out 1 damaged line"))
  }

  @Test func longContextsAreCutAndLongAnswersRefused() throws {
    let long = String(repeating: "A dog liked the sun. ", count: 5)
    try workspace.write("{\"question\": \"\(long)\", \"answer\": \"Tom\"}\n", to: "q.jsonl")
    let result = try tasks()
    #expect(result.text.hasPrefix("step 60, 1 question, 1 with the beginning of the context left out\n"))
    try workspace.write("{\"question\": \"A\", \"answer\": \"\(long)\"}\n", to: "q.jsonl")
    let refused = try tasks()
    #expect(refused.exitCode == 65)
    #expect(
      refused.lastErrorLine.contains(
        "q.jsonl: line 1: an answer of 106 tokens (expected at most 32, the model's context "))
  }

  @Test func whatIsRefused() throws {
    try workspace.write("\n\n", to: "empty.jsonl")
    let arguments = Array(Self.arguments.dropLast())
    try workspace.expect(
      "lm-eval tasks", arguments, file: "empty.jsonl", code: 65,
      "empty.jsonl: holds no question (expected a JSON object on each line); give another file")
    try workspace.expect(
      "lm-eval tasks", arguments, file: "none.jsonl", code: 66, "none.jsonl: no such file; check the path")
    try workspace.write("keep", to: "s.json")
    #expect(try tasks("--output", "s.json").exitCode == 74 || workspace.read("s.json") == Data("keep".utf8))
    #expect(try workspace.read("s.json") == Data("keep".utf8))
    #expect(try tasks("--output", "x", "--details", "x").exitCode == 64)
    #expect(try tasks("--good-field", "bad").lastErrorLine.contains("Two of the fields are bad"))
    let bare = try workspace.run("lm-eval", "tasks", "--checkpoint", "run", "--input", "q.jsonl")
    #expect(bare.exitCode == 64 && bare.lastErrorLine.contains("--tokenizer is missing"))
  }
}

extension Workspace {
  fileprivate func expect(
    _ tool: String, _ arguments: [String], file: String, code: Int32, _ message: String
  ) throws {
    let result = try run("lm-eval", arguments: arguments + [file])
    #expect(result.exitCode == code, "\(result.standardError)")
    #expect(result.lastErrorLine == "\(tool): \(message)")
    #expect(result.text == "")
  }
}
