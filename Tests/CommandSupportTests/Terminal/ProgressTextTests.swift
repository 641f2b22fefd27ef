import Messages
import Testing

@testable import CommandSupport

struct ProgressTextTests {
  private func text(
    done: Int, total: Int?, rate: Double = 1_000_000, unit: ProgressUnit = .bytes, width: Int? = nil
  ) -> String {
    ProgressText(label: "bpe-encode: encoding", unit: unit, done: done, total: total, rate: rate)
      .line(width: width).plain
  }

  private let training = ProgressText(
    label: "lm-train: training", unit: .items("steps"), done: 1204, total: 2000, rate: 2.25, result: "loss 2.310",
    note: "12.3 k tokens/s")

  @Test func tellsAmountRateAndTimeLeft() {
    #expect(
      text(done: 25_000_000, total: 100_000_000)
        == "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1.00 MB/s  1:15 left")
    #expect(
      text(done: 120, total: 40_000, rate: 2, unit: .items("steps"))
        == "bpe-encode: encoding  120 of 40.0 k steps (0%)  2.00 steps/s  5:32:20 left")
    #expect(
      training.line().plain
        == "lm-train: training  1,204 of 2,000 steps (60%)  2.25 steps/s  5:54 left  loss 2.310  12.3 k tokens/s")
  }

  @Test func tellsLessWhereLessIsKnown() {
    #expect(text(done: 0, total: 100) == "bpe-encode: encoding  0 B of 100 B (0%)")
    #expect(text(done: 5_000_000, total: nil) == "bpe-encode: encoding  5.00 MB  1.00 MB/s")
    #expect(text(done: 50, total: 100, rate: 0) == "bpe-encode: encoding  50 B of 100 B (50%)  0 B/s")
    #expect(text(done: 0, total: 0) == "bpe-encode: encoding  0 B of 0 B (100%)")
  }

  @Test func saysAHundredOnlyAtTheEnd() {
    #expect(text(done: 99_999, total: 100_000, rate: 1).contains("(99%)"))
    #expect(text(done: 100_000, total: 100_000).contains("(100%)"))
    #expect(text(done: 100_001, total: 100_000).contains("(100%)"))
  }

  @Test(arguments: [
    (80, "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1.00 MB/s  1:15 left"),
    (66, "encoding  25.0 MB of 100 MB (25%)  1.00 MB/s  1:15 left"),
    (50, "encoding  25.0 MB of 100 MB (25%)  1:15 left"), (40, "encoding  25%  1:15 left"), (20, "25%  1:15 left"),
    (10, "25%"), (3, "25%"), (2, "2…"), (1, ""), (0, ""),
  ])
  func fitsTheTerminal(width: Int, line: String) {
    #expect(text(done: 25_000_000, total: 100_000_000, width: width) == line)
  }

  @Test(arguments: [
    (105, "lm-train: training  1,204 of 2,000 steps (60%)  2.25 steps/s  5:54 left  loss 2.310  12.3 k tokens/s"),
    (99, "lm-train: training  1,204 of 2,000 steps (60%)  5:54 left  loss 2.310  12.3 k tokens/s"),
    (79, "training  1,204 of 2,000 steps (60%)  5:54 left  loss 2.310  12.3 k tokens/s"),
    (60, "training  1,204 of 2,000 steps (60%)  5:54 left  loss 2.310"), (40, "training  60%  5:54 left  loss 2.310"),
    (30, "60%  5:54 left  loss 2.310"), (19, "60%  loss 2.310"), (10, "loss 2.310"), (9, "loss 2.3…"),
  ])
  func theLossStaysWhereTheRestHasNoRoom(width: Int, line: String) {
    #expect(training.line(width: width).plain == line)
  }

  @Test(arguments: [nil, "训练: 正在训练模型"])
  func neverWrapsAndNeverSaysLessWhereThereIsMoreRoom(label: String?) {
    var text = training
    if let label { text.label = label }
    var before = 0
    for width in 20...200 {
      let line = text.line(width: width).plain
      let columns = DisplayWidth.of(line)
      #expect(columns <= width)
      #expect(line.contains("loss 2.310") && line.contains("60%"))
      #expect(columns >= before)
      before = columns
    }
    #expect(text.line(width: 200).plain == text.line().plain)
  }

  @Test func staysOneLine() {
    var text = training
    text.note = "a\nb\u{1B}[2J"
    #expect(!text.line().plain.contains { $0 == "\n" || $0 == "\u{1B}" })
  }

  @Test func emphasisTakesNoRoom() {
    let styles = TerminalStyles(isTerminal: true) { $0 == "TERM" ? "xterm" : nil }
    #expect(training.line(width: 19).text(styles) == "60%  \u{1B}[1mloss 2.310\u{1B}[0m")
  }
}
