import Formats
import Messages

/// Two runs beside each other: what differs between them, and what came of it.
package struct RunComparison: Sendable, Equatable {
  /// One thing of both runs; nil where a run has none.
  package struct Row: Sendable, Equatable {
    /// Of what kind: `run`, `setting`, `input` or `value`.
    package var kind: String
    /// What is compared: `lr`, `part`, `valid_loss`.
    package var name: String
    package var first, second: String?
  }

  /// The rows: what differs of the runs, their settings and inputs, and all values.
  package let rows: [Row]

  /// Compares.
  package init(_ first: RunFacts, _ second: RunFacts) {
    let all = Self.origins(first, second) + Self.settings(first, second) + Self.inputs(first, second)
    rows = all.filter { $0.first != $0.second } + Self.values(first, second)
  }

  private static func origins(_ first: RunFacts, _ second: RunFacts) -> [Row] {
    let pairs: [(String, (RunFacts) -> String?)] = [
      ("stage", { $0.name.stage }), ("status", { $0.status.rawValue }), ("tool version", { $0.toolVersion }),
      ("build", { $0.toolDigest?.short }), ("host", { $0.host }), ("device", { $0.device?.title }),
      ("plugin", { $0.device?.engine }), ("ranks", { $0.ranks?.title }),
      ("continues", { $0.continues.map(RunID.short) }),
      ("note", { $0.note }),
    ]
    return pairs.map { Row(kind: "run", name: $0.0, first: $0.1(first), second: $0.1(second)) }
  }

  private static func settings(_ first: RunFacts, _ second: RunFacts) -> [Row] {
    let (was, now) = (settings(of: first), settings(of: second))
    return Set(was.keys).union(now.keys).sorted().map {
      Row(kind: "setting", name: $0, first: was[$0], second: now[$0])
    }
  }

  private static func settings(of run: RunFacts) -> [String: String] {
    Difference.flat(run.configuration, seed: run.seed.flatMap { UInt64($0) }, semantics: run.semantics)
  }

  private static func inputs(_ first: RunFacts, _ second: RunFacts) -> [Row] {
    var roles: [String] = []
    for input in first.inputs + second.inputs where !roles.contains(input.role) { roles.append(input.role) }
    return roles.flatMap { role in
      inputs(role, first.inputs.filter { $0.role == role }, second.inputs.filter { $0.role == role })
    }
  }

  /// Of inputs of one role those that differ; of many, the first that does, and how many there are.
  private static func inputs(_ role: String, _ first: [RunFacts.File], _ second: [RunFacts.File]) -> [Row] {
    if first.count != second.count, max(first.count, second.count) > shownInputs {
      return [
        Row(kind: "input", name: "\(role) files", first: String(first.count), second: String(second.count))
      ]
    }
    let count = max(first.count, second.count)
    let rows = (0..<count).map { index in
      Row(
        kind: "input", name: role, first: index < first.count ? words(first[index]) : nil,
        second: index < second.count ? words(second[index]) : nil)
    }.filter { $0.first != $0.second }
    guard rows.count > shownInputs else { return rows }
    return rows.prefix(shownInputs - 1) + [
      Row(kind: "input", name: "\(role) files that differ", first: String(rows.count), second: "of \(count)")
    ]
  }

  private static let shownInputs = 4

  private static func words(_ file: RunFacts.File) -> String {
    let digest = file.identity.map { " \($0.short)" } ?? ""
    let producer = file.producer.map { " from \($0.text)" } ?? ""
    return file.path + digest + producer
  }

  private static func values(_ first: RunFacts, _ second: RunFacts) -> [Row] {
    let (was, now) = (lastValues(of: first), lastValues(of: second))
    let names = Set(was.keys).union(now.keys).sorted()
    let took = Row(
      kind: "value", name: "took", first: first.seconds.map(Units.duration), second: second.seconds.map(Units.duration))
    return names.map { Row(kind: "value", name: $0, first: was[$0], second: now[$0]) } + [took]
  }

  /// The last value of each metric.
  private static func lastValues(of run: RunFacts) -> [String: String] {
    Dictionary(run.metrics.map { ($0.name, Units.shown($0.value)) }, uniquingKeysWith: { _, last in last })
  }
}
