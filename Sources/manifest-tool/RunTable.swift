import CommandSupport
import Formats
import Manifest
import Messages

/// Runs as tables, one line each.
enum RunTable {
  /// The course of events: what ran, from what, what it made, with which loss and in which time. Short enough for a
  /// terminal of 80 columns; how a run ended is shown only where some did not end well.
  static func course(_ runs: [RunFacts]) -> TextTable {
    var table = TextTable(
      heads: ["run", "started", "stage", "status", "took", "loss", "from", "made", "why"],
      numbers: ["took", "loss"], elastic: ["why", "from", "made"])
    let allWell = runs.allSatisfy { $0.status == .ok }
    for run in runs {
      table.rows.append([
        RunID.short(run.name.id), run.start.dayAndMinute, run.name.stage, allWell ? "" : run.status.rawValue,
        took(run), loss(run), RunText.places(run.inputs), RunText.results(run), run.error ?? run.because,
      ])
    }
    return table
  }

  /// All that fits on one line about each run.
  static func full(_ runs: [RunFacts]) -> TextTable {
    var table = TextTable(
      heads: ["run", "started", "stage", "status", "took", "loss", "from", "made", "note", "reason", "remark"],
      numbers: ["took", "loss"], elastic: ["remark", "reason", "from", "made", "note"])
    for run in runs {
      table.rows.append([
        RunID.short(run.name.id), run.start.forPeople, run.name.stage, run.status.rawValue, took(run), loss(run),
        RunText.places(run.inputs), RunText.results(run), run.note ?? "", run.reason, run.error ?? run.because,
      ])
    }
    return table
  }

  private static func took(_ run: RunFacts) -> String { run.seconds.map(Units.duration) ?? "" }

  private static func loss(_ run: RunFacts) -> String { run.finalLoss.map { Units.fixed($0, decimals: 4) } ?? "" }
}
