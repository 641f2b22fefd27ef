import Formats
import Messages
import Parallel

/// The progress of one piece of work, on standard error: a live line on a terminal, a line every ten seconds
/// elsewhere, nothing when quiet. Any thread may call it.
///
///     let progress = ProgressLine(label: "bpe-encode: encoding", unit: .bytes, total: size, quiet: stage.quiet)
///     defer { progress.finish() }
///     …
///     progress.update(bytesDone, note: "part 3 of 64")
package final class ProgressLine: Sendable {
  private struct State {
    var last: ContinuousClock.Instant
    var total: Int?
    var lastDone = 0
    var smoothedRate = 0.0
    var shown = false
    var finished = false
  }

  private let label: String
  private let unit: ProgressUnit
  private let mode: Mode
  private let start: ContinuousClock.Instant
  private let state: Locked<State>

  private enum Mode { case quiet, live, log }

  /// Starts the clock; nothing is shown before the first interval is over.
  /// - Parameters:
  ///   - label: What is being done, with the tool's name.
  ///   - unit: What is counted.
  ///   - total: How much there is; nil when unknown.
  ///   - quiet: Shows nothing.
  package init(label: String, unit: ProgressUnit, total: Int?, quiet: Bool) {
    self.label = label
    self.unit = unit
    mode = quiet ? .quiet : Terminal.standardErrorIsLive ? .live : .log
    start = .now
    state = Locked(State(last: start, total: total))
  }

  deinit { finish() }

  /// Tells how much is done so far (absolute, not since the last call). Cheap enough for every block of work.
  /// - Parameters:
  ///   - done: Units done.
  ///   - total: The total, where it becomes known on the way.
  ///   - note: Something to add, such as `loss 2.31`.
  package func update(_ done: Int, total: Int? = nil, note: String = "") {
    guard mode != .quiet else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      state.total = total ?? state.total
      let sinceLast = (now - state.last).seconds
      guard !state.finished, sinceLast >= (mode == .live ? 0.1 : 10) else { return }
      let elapsed = (now - start).seconds
      let momentary = Double(done - state.lastDone) / sinceLast
      // A few seconds' memory: steady enough to read, quick enough to show a change.
      let weight = state.shown ? min(1, sinceLast / 3) : 1
      state.smoothedRate += weight * (momentary - state.smoothedRate)
      state.last = now
      state.lastDone = done
      state.shown = true
      let text = ProgressText(
        label: label, unit: unit, done: done, total: state.total, elapsed: elapsed, rate: max(0, state.smoothedRate),
        note: note)
      show(text)
    }
  }

  /// Takes the live line away. Later updates show nothing.
  package func finish() {
    state.withLock { state in
      guard !state.finished else { return }
      state.finished = true
      if mode == .live, state.shown { Terminal.write("\r\u{1B}[K", to: 2) }
    }
  }

  /// Shows a line that stays, above the live line.
  package func say(_ text: String) {
    guard mode != .quiet else { return }
    state.withLock { _ in
      Terminal.write((mode == .live ? "\r\u{1B}[K" : "") + Printable.line(text) + "\n", to: 2)
    }
  }

  private func show(_ text: ProgressText) {
    switch mode {
    case .quiet: break
    // One column less than the width: a full last column makes some terminals wrap.
    case .live: Terminal.write("\r\u{1B}[K" + text.line(width: max(1, Terminal.columns - 1)), to: 2)
    case .log: Terminal.write(text.line() + "\n", to: 2)
    }
  }
}

extension Duration {
  /// The span in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
