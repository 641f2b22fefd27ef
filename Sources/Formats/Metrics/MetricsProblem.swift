/// Why a line of `metrics.jsonl` is not a record.
package enum MetricsProblem: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(line: Int, JSONProblem)
  case noStep(line: Int)
  case longLine(line: Int)

  package var description: String {
    switch self {
    case .malformed(let line, let problem): return "line \(line): \(problem)"
    case .longLine(let line): return "line \(line): longer than 16 MiB (expected a record); it is no metrics.jsonl"
    case .noStep(let line): return "line \(line): no \"step\" (expected an object with a whole number \"step\")"
    }
  }
}
