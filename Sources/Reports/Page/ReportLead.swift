import Platform

/// The result of a report in one sentence.
struct ReportLead {
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var html: String {
    let parts = [best ?? training, evaluation, fates].compactMap { $0 }
    return parts.isEmpty ? "No losses are on record yet." : parts.joined(separator: " · ")
  }

  private var best: String? {
    guard let best = report.best else { return nil }
    return "Best validation loss <strong>\(NumberText.fixed(best.point.loss, 4))</strong>"
      + " (perplexity \(Self.perplexity(exp(best.point.loss)))) at step \(NumberText.grouped(best.point.step))"
      + name(best.run)
  }

  private var training: String? {
    guard let run = report.runs.first, report.runs.count == 1, let loss = run.curves.lastLoss else { return nil }
    return "Training loss <strong>\(NumberText.fixed(loss, 4))</strong>"
  }

  /// What eval.json says of the run that codes text in the fewest bits, or has the least perplexity where no bits are
  /// known: only of the former is it certain that runs with different tokenizers compare.
  private var evaluation: String? {
    let bits = least("bits_per_byte")
    guard let run = (bits ?? least("perplexity"))?.run else { return nil }
    let numbers = [
      bits.map { "<strong>\(NumberText.fixed($0.value, 4))</strong> bits per byte" },
      report.runs[run].evaluation["perplexity"].map { "perplexity \(Self.perplexity($0))" },
    ]
    return "evaluation: \(numbers.compactMap { $0 }.joined(separator: ", "))" + name(run)
  }

  private func least(_ number: String) -> (run: Int, value: Double)? {
    report.runs.indices.compactMap { run in
      report.runs[run].evaluation[number].map { (run: run, value: $0) }
    }.min { $0.value < $1.value }
  }

  private var fates: String? {
    guard report.runs.count > 1 else { return nil }
    let diverged = report.runs.count { $0.hasDiverged }
    let open = report.runs.count { $0.state == .unfinished }
    let parts = [
      diverged > 0 ? "\(diverged) of \(report.runs.count) runs diverged" : nil, open > 0 ? "\(open) unfinished" : nil,
    ]
    let told = parts.compactMap { $0 }
    return told.isEmpty ? nil : told.joined(separator: " · ")
  }

  private func name(_ run: Int) -> String {
    report.runs.count == 1 ? "" : " (\(MarkupText.escaped(report.runs[run].label)))"
  }

  private static func perplexity(_ value: Double) -> String {
    value < 1e6 ? NumberText.fixed(value, 2) : NumberText.significant(value, 3)
  }
}
