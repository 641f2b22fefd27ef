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
  /// Seconds since the work began.
  package var elapsed: Double
  /// Units per second, as of lately.
  package var rate: Double
  /// Something the tool adds, such as `loss 2.31`.
  package var note: String

  /// The line, at most `width` columns wide (nil: no limit). Parts are left out from the least important on:
  /// rate, note, amounts; at last the rest is cut.
  package func line(width: Int? = nil) -> String {
    let candidates = [
      [label, amounts, rateText, remaining, note], [label, amounts, remaining, note],
      [label, amounts, remaining], [label, percent, remaining], [label, percent],
    ]
    let lines = candidates.map { parts in
      Printable.line(parts.filter { !$0.isEmpty }.joined(separator: "  "))
    }
    guard let width else { return lines[0] }
    if let fitting = lines.first(where: { columns($0) <= width }) { return fitting }
    return cut(lines[lines.count - 1], to: width)
  }

  private var amounts: String {
    guard let total else { return unit.amount(done) }
    return "\(unit.bareAmount(done)) of \(unit.amount(total)) (\(percent))"
  }

  private var percent: String {
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

  /// Scalars as columns: wide characters only make the estimate too small for labels, which are ASCII.
  private func columns(_ text: String) -> Int { text.unicodeScalars.count }

  private func cut(_ text: String, to width: Int) -> String {
    guard width > 1 else { return "" }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.prefix(width - 1))
    return String(scalars) + "…"
  }
}
