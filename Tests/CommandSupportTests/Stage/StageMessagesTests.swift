import Formats
@testable import Manifest
import Testing

@testable import CommandSupport

struct StageMessagesTests {
  private let id = "0193abcd-1234-7000-8000-000000000001"
  private let start = Timestamp("2026-11-21T08:12:00.000Z")

  @Test func tellsWhoMadeWhatIsThere() throws {
    let start = try #require(start)
    let run = EarlierRun(
      id: id, key: nil, semantics: 1, configuration: [:], seed: nil, start: start,
      end: Timestamp(nanoseconds: start.nanoseconds + 245_000_000_000), inputs: [], outputs: [])
    #expect(
      StageMessages.upToDate("lm-train", run)
        == "lm-train: up to date: made by run 0193abcd-1234 on 2026-11-21 08:16 UTC in 4 min 05 s")
  }

  @Test func tellsWhyItRuns() {
    #expect(StageMessages.running(.new(unfinished: nil), producers: [:]) == "running for the first time here")
    #expect(
      StageMessages.running(.new(unfinished: .init(run: id, status: .failed)), producers: [:])
        == "running again: the last run here (0193abcd-1234) failed")
    let change = Difference.input(
      role: "dataset", path: "dataset/dataset.json", was: Digest.of([1]), now: Digest.of([2]), count: 1)
    #expect(
      StageMessages.running(
        .differs([change], from: id), producers: ["dataset/dataset.json": RunName(id: id, stage: "shard", key: nil)])
        == "running again: dataset changed (was 4bf5122f3445…, now dbc1b4c900ff…), "
        + "made by shard run 0193abcd-1234")
  }
}
