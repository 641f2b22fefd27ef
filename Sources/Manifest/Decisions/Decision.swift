import Formats
import Messages

/// Whether a stage must run, and why.
package enum Decision: Sendable, Equatable {
  /// The outputs are there, unchanged, and made from the same inputs and settings by this run.
  case upToDate(EarlierRun)
  /// It must run.
  case run(Cause)

  /// Why a stage runs, with the facts that explain it.
  package enum Cause: Sendable, Equatable {
    /// Nothing here was made by this stage with these targets; `unfinished` is an attempt that did not end well.
    case new(unfinished: Unfinished?)
    /// Inputs or settings differ from the run that made what is here.
    case differs([Difference], from: String)
    /// An output of run `from` is gone.
    case outputMissing(path: String, from: String)
    /// An output of run `from` has other content.
    case outputModified(path: String, from: String)
    /// The stage was told to run.
    case forced
  }

  /// An earlier attempt.
  package struct Unfinished: Sendable, Equatable {
    package var run: String
    package var status: RunStatus

    /// Creates a reference to an attempt.
    package init(run: String, status: RunStatus) {
      self.run = run
      self.status = status
    }
  }

  /// What lies at the path of an earlier run's output.
  package enum OutputState: Sendable, Equatable {
    case unchanged, missing, modified
  }

  /// Decides.
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - match: The last good run with the same key and targets.
  ///   - latest: The last good run with any of the targets: the one whose outputs should lie there.
  ///   - unfinished: The last attempt, if it did not end well.
  ///   - force: Whether it is to run in any case.
  ///   - outputState: Looks at one output; asked only where it matters.
  /// - Returns: The decision.
  package static func make(
    _ request: RunRequest, match: EarlierRun?, latest: EarlierRun?, unfinished: Unfinished?, force: Bool,
    outputState: (EarlierRun.File) throws -> OutputState
  ) rethrows -> Decision {
    if force { return .run(.forced) }
    // A stage that only prints has no targets, so that nothing is ever found here.
    guard let latest else { return .run(.new(unfinished: unfinished)) }
    guard let match else { return .run(differs(latest, request)) }
    for output in match.outputs {
      let state = try outputState(output)
      guard state != .unchanged else { continue }
      // Another run has been here since: what it was asked explains more than that its outputs are different.
      if match.id != latest.id { return .run(differs(latest, request)) }
      return .run(
        state == .missing
          ? .outputMissing(path: output.path, from: match.id) : .outputModified(path: output.path, from: match.id))
    }
    return .upToDate(match)
  }

  private static func differs(_ latest: EarlierRun, _ request: RunRequest) -> Cause {
    let differences = Difference.all(between: latest, and: request)
    return differences.isEmpty ? .new(unfinished: nil) : .differs(differences, from: latest.id)
  }
}

extension Decision.Cause {
  /// The reasons to store.
  package var reasons: [RunReason] {
    switch self {
    case .new: [.new]
    case .differs(let differences, _): differences.map(\.reason)
    case .outputMissing: [.outputMissing]
    case .outputModified: [.outputModified]
    case .forced: [.forced]
    }
  }

  /// The cause in words.
  /// - Parameter producers: The runs that made inputs, by stored path.
  /// - Returns: One line without the tool's name.
  package func words(producers: [String: RunName] = [:]) -> Message {
    switch self {
    case .new(nil): "no earlier run made this here"
    case .new(let unfinished?): "the last run here (\(RunID.short(unfinished.run))) \(Self.ending(unfinished.status))"
    case .differs(let differences, _): Message(differences.map { Self.words($0, producers) }.joined(separator: "; "))
    case .outputMissing(let path, let run): "\(path) is gone, made by run \(RunID.short(run))"
    case .outputModified(let path, let run): "\(path) was changed after run \(RunID.short(run)) made it"
    case .forced: "\(field: "force")"
    }
  }

  private static func ending(_ status: RunStatus) -> String {
    switch status {
    case .running: "has not ended"
    case .ok: "succeeded"
    case .failed: "failed"
    case .interrupted: "was interrupted"
    case .lost: "was lost"
    }
  }

  private static func words(_ difference: Difference, _ producers: [String: RunName]) -> String {
    switch difference {
    case .config("semantics", let was, let now):
      return "this version computes it differently (semantics was \(was ?? "unset"), now \(now ?? "unset"))"
    case .config(let key, let was, let now):
      return "\(key) changed (was \(cut(was)), now \(cut(now)))"
    case .input(let role, let path, let was?, let now?, let count):
      // Of several files the one that differs is named.
      let file = count > 1 ? "\(path) " : ""
      let producer = producers[path].map { ", made by \($0.text)" } ?? ""
      return "\(role) changed (\(file)was \(was.short)…, now \(now.short)…)\(producer)"
    case .inputCount(let role, let was, let now): return "\(role) has \(now) \(Units.noun(now, "file")) (was \(was))"
    case .input(let role, let path, _, _, _): return "the content of \(role) (\(path)) is not known in advance"
    }
  }

  private static func cut(_ value: String?) -> String {
    guard let value else { return "unset" }
    return value.count <= 60 ? value : value.prefix(59) + "…"
  }
}
