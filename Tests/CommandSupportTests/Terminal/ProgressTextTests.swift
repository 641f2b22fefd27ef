import Testing

@testable import CommandSupport

struct ProgressTextTests {
  private func text(
    done: Int, total: Int?, elapsed: Double = 10, rate: Double = 1_000_000, note: String = "",
    unit: ProgressUnit = .bytes, width: Int? = nil
  ) -> String {
    ProgressText(
      label: "bpe-encode: encoding", unit: unit, done: done, total: total, elapsed: elapsed, rate: rate, note: note
    ).line(width: width)
  }

  @Test func tellsAmountRateAndTimeLeft() {
    #expect(
      text(done: 25_000_000, total: 100_000_000)
        == "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1.00 MB/s  1:15 left")
    #expect(
      text(done: 120, total: 40_000, rate: 2, note: "loss 2.31", unit: .items("steps"))
        == "bpe-encode: encoding  120 of 40.0 k steps (0%)  2.00 steps/s  5:32:20 left  loss 2.31")
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
    (80, "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1.00 MB/s  1:15 left  part 3"),
    (70, "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1:15 left  part 3"),
    (58, "bpe-encode: encoding  25.0 MB of 100 MB (25%)  1:15 left"),
    (40, "bpe-encode: encoding  25%  1:15 left"), (30, "bpe-encode: encoding  25%"),
    (20, "bpe-encode: encodin…"), (2, "b…"), (1, ""), (0, ""),
  ])
  func fitsTheTerminal(width: Int, line: String) {
    let found = text(done: 25_000_000, total: 100_000_000, note: "part 3", width: width)
    #expect(found == line)
    #expect(found.unicodeScalars.count <= width)
  }

  @Test func staysOneLine() {
    #expect(!text(done: 1, total: 2, note: "a\nb\u{1B}[2J").contains { $0 == "\n" || $0 == "\u{1B}" })
  }
}
