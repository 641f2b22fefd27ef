import Formats
import Reports

/// Reports of made-up runs.
enum SampleReport {
  /// A run whose loss falls from `first` towards `last`.
  static func run(_ label: String, steps: Int = 60, lr: Double = 0.001, last: Double = 2) -> ReportedRun {
    var curves = RunCurves()
    for step in 1...steps {
      let loss = last + 6 / Double(step)
      curves.add([
        "step": .integer(Int64(step)), "loss": .number(loss), "seconds": .number(Double(step) * 0.25),
        "lr": .number(lr),
        "tokens": .integer(Int64(step * 512)), "gradient_norm": 0.5, "tokens_per_second": 2048,
      ])
      if step.isMultiple(of: 20) {
        curves.add([
          "step": .integer(Int64(step)), "valid_loss": .number(loss + 0.1), "seconds": .number(Double(step) / 4),
        ])
      }
    }
    let settings: [String: JSONValue] = ["lr": .number(lr), "steps": .integer(Int64(steps)), "d_model": 64]
    return ReportedRun(label: label, settings: settings, curves: curves)
  }

  /// A run that diverges after a few steps.
  static func diverged(_ label: String) -> ReportedRun {
    var curves = RunCurves()
    for step in 1...7 { curves.add(["step": .integer(Int64(step)), "loss": .number(8 * Double(step * step))]) }
    curves.add(["step": 8, "diverged": true])
    return ReportedRun(label: label, settings: ["lr": 300, "steps": 60, "d_model": 64], curves: curves)
  }

  static let three = Report(runs: [run("slow", lr: 1e-4, last: 3), run("good"), diverged("wild")])

  /// Text that tries to break out of every place it is put in.
  static let hostile = "</script><img src=x onerror=alert(1)> \"q\" 'a' & \u{1B}[31m ]]> <!-- \u{202E}"

  static var hostileReport: Report {
    var run = run(hostile)
    run.settings[hostile] = .string(hostile)
    run.samples = [ReportedSample(step: 20, prompt: hostile, text: "two\nlines " + hostile)]
    run.facts = [ReportedFact(hostile, hostile, link: hostile, remark: hostile, detail: hostile)]
    run.notes = [hostile]
    var other = diverged("b")
    other.settings["x"] = 1
    return Report(title: hostile, runs: [run, other])
  }
}
