import Formats
import TestSupport
import Testing

@testable import Manifest

struct RunComparisonTests {
  private func facts(_ runs: (Sample) throws -> [RunRecord]) throws -> [RunFacts] {
    let scratch = try TestFolder()
    for name in ["a", "b"] { try scratch.write("content of \(name)", to: name) }
    let store = try scratch.store()
    for run in try runs(Sample(scratch)) { try store.record(run) }
    return try store.runs(limit: 10).reversed()
  }

  private func lines(_ first: RunFacts, _ second: RunFacts) -> [String] {
    RunComparison(first, second).rows.map { "\($0.kind) \($0.name): \($0.first ?? "-") | \($0.second ?? "-")" }
  }

  @Test func showsWhatDiffers() throws {
    let runs = try facts { sample in
      var first = sample.run(
        1, "lm-train", config: ["lr": 0.1, "model": ["layers": 2]], seed: 1,
        inputs: [try sample.file("dataset", "a", at: 1)])
      first.metrics = [
        RunMetric(name: "loss", step: 1, value: 9), RunMetric(name: "loss", step: 2, value: 1.25),
      ]
      var second = sample.run(
        2, "lm-train", config: ["lr": 0.2, "model": ["layers": 2]], seed: 2,
        inputs: [try sample.file("dataset", "b", at: 1)])
      second.metrics = [RunMetric(name: "loss", step: 3, value: 1)]
      second.toolVersion = "0.2.0"
      return [first, second]
    }
    let digests = runs.map { $0.inputs[0].identity?.short ?? "" }
    #expect(
      lines(runs[0], runs[1]) == [
        "run tool version: 0.1.0 | 0.2.0", "setting lr: 0.1 | 0.2", "setting seed: 1 | 2",
        "input dataset: a \(digests[0]) | b \(digests[1])", "value loss: 1.2500 | 1", "value took: 4.00 s | 4.00 s",
      ])
    #expect(lines(runs[0], runs[0]) == ["value loss: 1.2500 | 1.2500", "value took: 4.00 s | 4.00 s"])
  }

  @Test func showsOtherDevices() throws {
    let runs = try facts { sample in
      var second = sample.run(2, "lm-eval")
      second.device = Sample.device
      return [sample.run(1, "lm-eval"), second]
    }
    #expect(
      lines(runs[0], runs[1]).prefix(2) == [
        "run device: - | 2 × GPU \\u{1B}[1m X, bf16", "run plugin: - | /p/cuda.so, PJRT 0.115, cuda 13",
      ])
  }

  @Test func ofManyInputsItTellsHowMany() throws {
    let runs = try facts { sample in
      let (a, b) = (try sample.file("part", "a", at: 1), try sample.file("part", "b", at: 1))
      return [
        sample.run(1, "shard", inputs: Array(repeating: a, count: 9)),
        sample.run(2, "shard", inputs: Array(repeating: a, count: 2) + Array(repeating: b, count: 7)),
        sample.run(3, "shard", inputs: [b]),
      ]
    }
    let rows = lines(runs[0], runs[1]).filter { $0.hasPrefix("input") }
    #expect(rows.count == 4 && rows[3] == "input part files that differ: 7 | of 9")
    #expect(lines(runs[0], runs[2]).first == "input part files: 9 | 1")
  }
}
