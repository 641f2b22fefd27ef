import Formats
import Manifest
import Messages

/// What a stage says about itself: to a person on standard error, and with `--json` on standard output.
struct StageMessages {
  let tool: String
  let options: StageOptions

  /// The outputs are there.
  func reportUpToDate(_ earlier: EarlierRun) {
    if options.json {
      Terminal.result(
        JSONValue.object([
          "stage": .string(tool), "status": "up-to-date", "run": .string(earlier.id),
          "made": .string((earlier.end ?? earlier.start).text),
        ]).canonical)
    }
    let text = Self.upToDate(tool, earlier)
    if options.dryRun, !options.json {
      Terminal.result(text)
    } else if !options.quiet {
      Terminal.note(text, .done)
    }
  }

  /// The manifest is not where a person stands, and nobody named it.
  func reportManifest() {
    guard options.isManifestAbove, !options.noManifest else { return }
    Terminal.note("\(tool): using \(options.manifestPath), the nearest manifest")
  }

  /// The answer to `--dry-run`.
  func reportWouldRun(_ because: String, reasons: [RunReason]) {
    if options.json {
      Terminal.result(
        JSONValue.object([
          "stage": .string(tool), "status": "would-run", "because": .string(because),
          "reasons": .array(reasons.map { .string($0.code) }),
        ]).canonical)
    } else {
      Terminal.result("\(tool): would run: \(because)")
    }
  }

  /// The work begins.
  func reportStart(_ cause: Decision.Cause, producers: [String: RunName], run: String, targets: [String]) {
    guard !options.quiet, !targets.isEmpty else { return }
    guard !options.noManifest else {
      Terminal.note("\(tool): running without a record")
      return
    }
    Terminal.note("\(tool): \(Self.running(cause, producers: producers)) (run \(RunID.short(run)))")
  }

  static func upToDate(_ tool: String, _ earlier: EarlierRun) -> String {
    let made = earlier.end ?? earlier.start
    let seconds = (Double(made.nanoseconds) - Double(earlier.start.nanoseconds)) / 1e9
    return "\(tool): up to date: made by run \(RunID.short(earlier.id)) on \(made.forPeople) "
      + "in \(Units.duration(max(0, seconds)))"
  }

  static func running(_ cause: Decision.Cause, producers: [String: RunName]) -> String {
    switch cause {
    case .new(nil): "running for the first time here"
    default: "running again: \(FlagNames.text(cause.words(producers: producers)))"
    }
  }
}
