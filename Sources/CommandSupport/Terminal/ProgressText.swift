import Messages

/// One moment of a long piece of work, and the line that tells it.
///
/// Pure: the same moment gives the same text, so the text is tested without a clock or a terminal.
package struct ProgressText: Sendable, Equatable {
  /// What is being done, with the tool's name: `bpe-encode: encoding`.
  package var label: String
  /// What is counted.
  package var unit: ProgressUnit
  /// How much is done.
  package var done: Int
  /// How much there is; nil when unknown (standard input).
  package var total: Int?
  /// Units per second, as of lately.
  package var rate: Double
  /// What the work is for, such as `loss 2.31`: the last to be left out.
  package var result = ""
  /// Something more that the tool adds, such as a second speed.
  package var note = ""

  /// The line, at most `width` columns wide (nil: no limit), with what it says left out from the least important on.
  package func line(width: Int? = nil) -> ProgressComposition {
    ProgressComposition(fields, width: width)
  }

  /// In the order in which they stand on the line.
  private var fields: [ProgressField] {
    let parts = label.split(separator: ": ", maxSplits: 1).map(String.init)
    let activity = parts.last ?? ""
    return [
      ProgressField([(activity, .activity), (label, .tool)]),
      ProgressField([(share, .share), (amounts, .amounts)]),
      ProgressField([(rateText, note.isEmpty ? .speed : .secondSpeed)]),
      ProgressField([(remaining, .remaining)]),
      ProgressField([(result, .result)], isStrong: true),
      ProgressField([(note, .speed)]),
    ]
  }

  private var amounts: String {
    guard let total else { return unit.amount(done) }
    return "\(unit.bareAmount(done)) of \(unit.amount(total)) (\(share))"
  }

  /// In percent, or the amount where it is not known of how much.
  private var share: String {
    guard let total, total > 0 else { return total == nil ? unit.bareAmount(done) : "100%" }
    // Never 100% before the end.
    let share = Double(done) / Double(total) * 100
    return done >= total ? "100%" : "\(min(99, max(0, Int(share))))%"
  }

  private var rateText: String { done == 0 ? "" : Units.rate(rate, unit: unit) }

  private var remaining: String {
    guard let total, done > 0, done < total, rate > 0, rate.isFinite else { return "" }
    return "\(clock(Double(total - done) / rate)) left"
  }

  /// `0:07`, `12:30`, `3:20:00`: steadier on a live line than words.
  private func clock(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "–" }
    let whole = Int(seconds.rounded(.up))
    let tail =
      "\(whole / 60 % 60 < 10 && whole >= 3600 ? "0" : "")\(whole / 60 % 60):"
      + "\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    return whole >= 3600 ? "\(whole / 3600):\(tail)" : tail
  }
}
