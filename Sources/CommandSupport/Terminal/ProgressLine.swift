import Messages
import Parallel

/// The progress of one piece of work, on standard error: a live line on a terminal, a line every ten seconds
/// elsewhere, nothing when quiet. Any thread may call it.
///
///     let progress = ProgressLine(label: "bpe-encode: encoding", unit: .bytes, total: size, quiet: stage.quiet)
///     defer { progress.finish() }
///     …
///     progress.update(bytesDone)
package final class ProgressLine: Sendable {
  private struct State {
    var last: ContinuousClock.Instant
    var total: Int?
    var lastDone = 0
    var smoothedRate = 0.0
    /// What was told last; nil before the first line.
    var shown: ProgressText?
    var shownColumns = 0
    var finished = false
  }

  private let label: String
  private let unit: ProgressUnit
  private let mode: Mode
  private let state: Locked<State>

  private enum Mode { case quiet, live, log }

  /// Starts the clock; nothing is shown before the first interval is over.
  /// - Parameters:
  ///   - label: What is being done, with the tool's name.
  ///   - unit: What is counted.
  ///   - total: How much there is; nil when unknown.
  ///   - done: How much was done before, by work that this goes on from: part of the total, not of the speed.
  ///   - quiet: Shows nothing.
  package init(label: String, unit: ProgressUnit, total: Int?, alreadyDone done: Int = 0, quiet: Bool) {
    self.label = label
    self.unit = unit
    mode = quiet ? .quiet : Terminal.standardErrorIsLive ? .live : .log
    state = Locked(State(last: .now, total: total, lastDone: done))
  }

  deinit { finish() }

  /// Tells how much is done so far (absolute, not since the last call). Cheap enough for every block of work.
  /// - Parameters:
  ///   - done: Units done.
  ///   - total: The total, where it becomes known on the way.
  ///   - result: What the work is for, such as `loss 2.31`: stays where all else has no room.
  ///   - note: Something more to add, where there is room.
  package func update(_ done: Int, total: Int? = nil, result: String = "", note: String = "") {
    guard mode != .quiet else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      state.total = total ?? state.total
      let sinceLast = (now - state.last).seconds
      guard !state.finished, sinceLast >= (mode == .live ? 0.1 : 10) else { return }
      let momentary = Double(done - state.lastDone) / sinceLast
      // A few seconds' memory: steady enough to read, quick enough to show a change.
      let weight = state.shown == nil ? 1 : min(1, sinceLast / 3)
      state.smoothedRate += weight * (momentary - state.smoothedRate)
      state.last = now
      state.lastDone = done
      let text = ProgressText(
        label: label, unit: unit, done: done, total: state.total, rate: max(0, state.smoothedRate), result: result,
        note: note)
      show(text, &state)
    }
  }

  /// Takes the live line away. Later updates show nothing.
  package func finish() {
    state.withLock { state in
      guard !state.finished else { return }
      state.finished = true
      if mode == .live, state.shown != nil { Terminal.write(erasing(state), to: 2) }
      state.shown = nil
    }
  }

  /// Shows a line that stays, above the live line.
  package func say(_ text: String, _ style: TerminalStyle? = nil) {
    guard mode != .quiet else { return }
    state.withLock { state in
      if mode == .live, state.shown != nil { Terminal.write(erasing(state), to: 2) }
      Terminal.note(text, style)
      if mode == .live, !state.finished, let shown = state.shown { show(shown, &state) }
    }
  }

  private func show(_ text: ProgressText, _ state: inout State) {
    switch mode {
    case .quiet: break
    // One column less than the width: a full last column makes some terminals wrap.
    case .live:
      let line = text.line(width: max(1, Terminal.columns - 1))
      Terminal.write(erasing(state) + line.text(Terminal.errorStyles), to: 2)
      state.shownColumns = line.columns
    case .log: Terminal.write(text.line().plain + "\n", to: 2)
    }
    state.shown = text
  }

  /// What takes the live line away. A terminal that has become narrower has broken it into several rows.
  private func erasing(_ state: State) -> String {
    let above = max(0, state.shownColumns - 1) / max(1, Terminal.columns)
    return above == 0 ? "\r\u{1B}[K" : "\r\u{1B}[\(above)A\u{1B}[J"
  }
}
