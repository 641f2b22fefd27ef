import CommandSupport
import Dispatch
import Formats
import Manifest
import Parallel
import Reports

/// A report of one run in training, written again and again beside the training's own threads.
final class LivePage {
  private let path: String
  private let progress: ProgressLine
  private var run: ReportedRun
  private let queue = DispatchQueue(label: "letterpress.report", qos: .utility)
  private let isBusy = Locked(false)
  private var lastWritten: ContinuousClock.Instant?

  /// Seconds between two versions of the page, and until a reader looks for the next.
  private static let interval = 2.0
  private static let refresh = 10
  /// Samples that the page shows, the latest first.
  private static let samples = 4

  /// A page for a run; one that goes on has the records up to a step already.
  ///
  /// - Throws: `FormatError` if these cannot be read
  init(_ path: String, request: TrainRequest, throughStep last: Int?, progress: ProgressLine) throws {
    self.path = path
    self.progress = progress
    var curves = RunCurves()
    if let last, Folder.kind(of: request.folder.metrics) == .file {
      try MetricsReader.forEach(request.folder.metrics) { record, step in
        if step <= last { curves.add(record) }
      }
    }
    run = ReportedRun(
      label: RunLabels.make([request.folder.path])[0], settings: request.settings.json.object ?? [:], curves: curves)
    write(.running)
  }

  /// Takes a record of `metrics.jsonl`.
  func took(_ record: JSONValue) { run.curves.add(record) }

  /// Takes a text that the model wrote.
  func sampled(step: Int, prompt: String, text: String) {
    run.samples.insert(ReportedSample(step: step, prompt: prompt, text: text), at: 0)
    run.samples = Array(run.samples.prefix(Self.samples))
  }

  /// Writes the page in the background, unless the one before is still being written or has just been.
  func write(_ state: RunState) {
    if let lastWritten, (ContinuousClock.now - lastWritten).seconds < Self.interval { return }
    let isFree = isBusy.withLock { busy in
      defer { busy = true }
      return !busy
    }
    guard isFree else { return }
    lastWritten = .now
    var reported = run
    reported.state = state
    var report = Report(runs: [reported])
    report.refreshSeconds = Self.refresh
    report.writtenAt = Timestamp.now.forPeople
    queue.async { [path, isBusy, progress, report] in
      Self.write(report, to: path, progress)
      isBusy.withLock { $0 = false }
    }
  }

  /// Writes the last version, which looks for no other, and waits for it.
  func finish() {
    run.state = RunState(curves: run.curves, steps: run.steps)
    let report = Report(runs: [run])
    queue.sync { Self.write(report, to: path, progress) }
  }

  /// A page that cannot be written is no reason to stop a training.
  private static func write(_ report: Report, to path: String, _ progress: ProgressLine) {
    do {
      try AtomicFile.write(Array(ReportPage(report).html.utf8), to: path)
    } catch {
      progress.say("\(LMTrain.tool): \(FlagNames.text(of: error))", .warning)
    }
  }
}
