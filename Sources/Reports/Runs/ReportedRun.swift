import Messages
import Formats

/// How a run stands.
package enum RunState: Sendable, Equatable {
  case finished
  /// The loss was no longer finite at this step.
  case diverged(step: Int)
  /// Stopped, or killed, before its last step.
  case unfinished
  /// Being trained while the report is written.
  case running

  /// The state that settings and records tell of; nobody is known to be at work on it.
  package init(curves: RunCurves, steps: Int?) {
    if let step = curves.divergedAt {
      self = .diverged(step: step)
    } else if let steps, curves.step < steps, !curves.hasEndedEarly {
      self = .unfinished
    } else {
      self = .finished
    }
  }
}

/// A text that the model wrote on the way.
package struct ReportedSample: Sendable, Equatable {
  /// Steps taken before.
  package var step: Int
  package var prompt: String
  /// What the model added to the prompt.
  package var text: String

  /// A sample.
  package init(step: Int, prompt: String, text: String) {
    self.step = step
    self.prompt = prompt
    self.text = text
  }
}

/// A line about where a run came from: `dataset`, `9f31…`, and where it lies.
package struct ReportedFact: Sendable, Equatable {
  package var name: String
  package var text: String
  /// The path of a file that the text leads to, relative to the report; nil for plain text.
  package var link: String?
  /// What stands behind it, less prominent: the beginning of a digest, the run that made it.
  package var remark: String?
  /// What is shown when somebody points at it: the digest in full.
  package var detail: String?

  /// A fact.
  package init(
    _ name: String, _ text: String, link: String? = nil, remark: String? = nil, detail: String? = nil
  ) {
    self.name = name
    self.text = text
    self.link = link
    self.remark = remark
    self.detail = detail
  }
}

/// One run as a report shows it.
package struct ReportedRun: Sendable, Equatable {
  /// Its name in legends and tables.
  package var label: String
  package var state: RunState
  /// Its settings, as in `config.json`.
  package var settings: [String: JSONValue]
  package var curves: RunCurves
  /// The numbers of `eval.json`, by name; empty without one.
  package var evaluation: [String: Double] = [:]
  /// The last texts that it wrote, the latest first.
  package var samples: [ReportedSample] = []
  /// Where it came from.
  package var facts: [ReportedFact] = []
  /// What somebody noted.
  package var notes: [String] = []

  /// A run from its settings and records.
  package init(label: String, settings: [String: JSONValue], curves: RunCurves) {
    self.label = label
    self.settings = settings
    self.curves = curves
    state = RunState(curves: curves, steps: settings["steps"]?.int)
  }

  /// The planned number of steps.
  package var steps: Int? { settings["steps"]?.int }
}

/// Runs beside each other.
package struct Report: Sendable, Equatable {
  package var title: String
  package var runs: [ReportedRun]
  /// What led to the runs; empty where no manifest knows.
  package var lineage = LineageGraph()
  /// Seconds until a page of a running training looks at itself again; nil for a page that is done.
  package var refreshSeconds: Int?
  /// When a page of a running training was written, for people.
  package var writtenAt: String?

  /// A report of some runs; without a title it is called by them.
  ///
  /// Runs beyond what colours can tell apart are put in the order of the number in which they differ most, such as
  /// the learning rate: their colours are steps of one ramp then, and mean something.
  package init(title: String? = nil, runs: [ReportedRun]) {
    self.runs = runs.count > Palette.distinct ? Self.ordered(runs) : runs
    self.title = title ?? (runs.count == 1 ? runs[0].label : Units.counted(runs.count, "run"))
  }

  private static func ordered(_ runs: [ReportedRun]) -> [ReportedRun] {
    let counts = SettingsComparison(runs.map(\.settings)).differing.compactMap { name -> (name: String, count: Int)? in
      let values = runs.compactMap { $0.settings[name]?.double }
      return values.count == runs.count ? (name, Set(values).count) : nil
    }
    guard let most = counts.max(by: { $0.count < $1.count }), most.count * 2 > runs.count else { return runs }
    // Of several that differ as much the first by name: `lr` stands before `min_lr`.
    let name = counts.first { $0.count == most.count }?.name ?? most.name
    return runs.enumerated().sorted {
      ($0.element.settings[name]?.double ?? 0, $0.offset) < ($1.element.settings[name]?.double ?? 0, $1.offset)
    }.map(\.element)
  }

  /// The run with the least validation loss, and that; nil where no run was validated.
  package var best: (run: Int, point: CurvePoint)? {
    runs.indices.compactMap { index in runs[index].curves.bestValidation.map { (index, $0) } }
      .min { $0.1.loss < $1.1.loss }
  }
}
