import CommandSupport
import Datasets
import Formats
import Messages
import Training

/// What the questions of a file came to, each kind for itself and each group of a kind.
struct TaskReport {
  /// A row of a table: all questions of a kind, or those of a group.
  struct Row: Equatable {
    let group: String?
    let scores: TaskScores
  }

  /// What every result begins with.
  static let marks = ["\"format\": \"\(format)\""]
  private static let format = "letterpress.tasks"
  private static let version: Int64 = 1

  /// Questions so far.
  private(set) var questions = 0
  private let step: Int?
  private let cut: Int
  private let leftOut: Int
  private let joined: Int
  private var tallies: [TaskQuestion.Kind: GroupedTally] = [:]
  /// What was read back.
  private var read: [TaskQuestion.Kind: [Row]] = [:]

  init(step: Int?, census: TaskCensus) {
    self.step = step
    (cut, leftOut, joined) = (census.cut, census.leftOut, census.joined)
  }

  /// Adds a question that was answered.
  mutating func add(_ question: TaskQuestion, _ answered: AnsweredQuestion) {
    questions += 1
    tallies[question.kind, default: GroupedTally()].add(answered, group: question.group)
  }

  /// The rows of a kind: all of its questions first; none if there are none.
  func rows(_ kind: TaskQuestion.Kind) -> [Row] {
    guard let tallies = tallies[kind] else { return read[kind] ?? [] }
    return [Row(group: nil, scores: TaskScores(tallies.all, kind))]
      + tallies.groups.map { Row(group: $0.name, scores: TaskScores($0.tally, kind)) }
  }

  /// The main scores, for the run's record.
  var numbers: [(name: String, value: Double)] {
    TaskQuestion.Kind.allCases.flatMap { kind in
      let values = rows(kind).first?.scores.values ?? [:]
      return ["acc", "acc_norm"].compactMap { name in values[name].map { ("\(kind.rawValue).\(name)", $0) } }
    }
  }
}

// MARK: JSON

extension TaskReport {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "version": .integer(Self.version), "cut": .integer(Int64(cut)),
      "left_out": .integer(Int64(leftOut)), "joined": .integer(Int64(joined)),
    ]
    members["step"] = step.map { .integer(Int64($0)) }
    for kind in TaskQuestion.Kind.allCases {
      guard let all = rows(kind).first else { continue }
      let groups = rows(kind).dropFirst().map { row in
        JSONValue.object(row.scores.json.merging(["group": .string(row.group ?? "")]) { own, _ in own })
      }
      members[kind.rawValue] = .object(
        all.scores.json.merging(groups.isEmpty ? [:] : ["groups": .array(groups)]) { own, _ in own })
    }
    return .object(members)
  }

  /// Reads back what `json` wrote; nil for anything else.
  init?(json: JSONValue) {
    guard
      json["format"]?.string == Self.format, json["version"]?.int == Int(Self.version), let cut = json["cut"]?.int,
      let leftOut = json["left_out"]?.int, let joined = json["joined"]?.int
    else { return nil }
    (step, self.cut, self.leftOut, self.joined) = (json["step"]?.int, cut, leftOut, joined)
    for kind in TaskQuestion.Kind.allCases {
      guard let member = json[kind.rawValue] else { continue }
      guard let all = TaskScores(json: member, kind) else { return nil }
      questions += all.questions
      read[kind] = [Row(group: nil, scores: all)]
      for group in member["groups"]?.array ?? [] {
        guard let name = group["group"]?.string, let scores = TaskScores(json: group, kind) else { return nil }
        read[kind]?.append(Row(group: name, scores: scores))
      }
    }
  }
}

// MARK: Text

extension TaskReport {
  /// What was read, and a table for each kind.
  var text: String {
    var facts = step.map { ["step \($0)"] } ?? []
    facts.append(Units.counted(questions, "question"))
    if leftOut > 0 { facts.append("\(Units.counted(leftOut, "line")) left out") }
    if cut > 0 { facts.append("\(Units.grouped(cut)) with the beginning of the context left out") }
    if joined > 0 { facts.append("\(Units.grouped(joined)) with a token over the answer's beginning") }
    let tables = TaskQuestion.Kind.allCases.map(table).filter { !$0.isEmpty }
    return ([facts.joined(separator: ", ") + "\n"] + tables).joined(separator: "\n")
  }

  private func table(_ kind: TaskQuestion.Kind) -> String {
    let rows = rows(kind)
    guard !rows.isEmpty else { return "" }
    let names = TaskScores.names(kind)
    var table = MarkdownTable(
      columns: [.init(kind.rawValue, isNumber: false), .init("questions")] + names.map { .init(Self.head($0)) })
    // Those of all groups last, as sums stand.
    for row in rows.dropFirst() + rows.prefix(1) {
      table.rows.append(
        [row.group ?? "all", Units.grouped(row.scores.questions)]
          + names.map { row.scores.values[$0].map { Units.fixed($0, decimals: 4) } ?? "" })
    }
    return table.text
  }

  private static func head(_ name: String) -> String {
    if name.hasSuffix("_stderr") { return "±" }
    return name == "bits_per_byte" ? "bits per byte" : name
  }
}
