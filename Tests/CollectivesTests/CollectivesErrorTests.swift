import Messages
import Testing

@testable import Collectives

@Suite("What is said of a group that ends")
struct CollectivesErrorTests {
  static let examples: [(error: CollectivesError, category: ErrorCategory, text: String)] = [
    (
      .size(6), .usage,
      "6 ranks (expected 1, 2, 4, 8 or another power of two, because sums follow a binary tree); start 4 or 8 processes"
    ),
    (
      .noThread, .busy,
      "the system starts no thread for messages (expected one); raise the limit of threads (ulimit -u)"
    ),
    (
      .silent(CollectivesError.Rank(3, host: "n1"), seconds: 20), .busy,
      "rank 3 on n1: no sign of life for 20.0 s (expected one every second); look at that process and its machine, then start all ranks again"
    ),
    (
      .ended(CollectivesError.Rank(3, host: nil), words: "disk full\n"), .busy,
      "rank 3 has ended: disk full\\u{A}; mend that, then start all ranks again"
    ),
    (.leaving, .busy, "this rank has ended the group (expected to go on); look at its first error"),
  ]

  @Test(arguments: examples.indices)
  func texts(_ index: Int) {
    let example = Self.examples[index]
    #expect("\(example.error)" == example.text)
    #expect(example.error.category == example.category)
  }

  @Test func noticesAreReadAsWritten() {
    let long = String(repeating: "é", count: 200)
    for notice: Notice in [
      .alive(from: 70_000), .farewell(from: 0), .failure(from: 1, about: 300, words: "disk full"),
    ] {
      #expect(Notice(notice.bytes) == notice)
    }
    #expect(
      Notice(Notice.failure(from: 1, about: 2, words: long).bytes)
        == .failure(from: 1, about: 2, words: String(long.prefix(123))))
    #expect(Notice([UInt8](repeating: 0, count: 256)) == nil)
    #expect(Notice([1]) == nil)
  }
}
