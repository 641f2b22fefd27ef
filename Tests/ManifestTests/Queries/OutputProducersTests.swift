import Formats
import TestSupport
import Testing

@testable import Manifest

struct OutputProducersTests {
  private func told(_ store: ManifestStore, _ path: String) throws -> [String] {
    try store.producers(ofOutput: path).map { "\($0.run.stage) \($0.status) \($0.kind ?? "-")" }
  }

  @Test func everyRunThatMadeOrWasToMakeIt() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    for name in ["a \"b\"/x", "model/step-1", "corpus"] { try scratch.write(name, to: name) }
    let corpus = try sample.file("corpus", "corpus", at: 10)
    let shard = try sample.file("shard", "a \"b\"/x", kind: "token shard", at: 14)
    try store.record(sample.run(1, "shard", inputs: [corpus], outputs: [shard], targets: ["a \"b\""]))
    try store.record(sample.run(2, "lm-train", status: .failed, targets: ["a \"b\"/x", "model"]))
    try store.record(
      sample.run(
        3, "lm-train", outputs: [try sample.file("checkpoint", "model/step-1", kind: "checkpoint", at: 34)],
        targets: ["model"]))
    var pruning = sample.run(4, "lm-train", targets: ["model"])
    pruning.pruned = [PrunedPath(path: "model/step-1", at: Sample.time(44))]
    try store.record(pruning)
    #expect(try told(store, "a \"b\"/x") == ["lm-train failed -", "shard ok token shard"])
    #expect(try told(store, "a \"b\"") == ["shard ok -"])
    #expect(try told(store, "model/step-1") == ["lm-train ok checkpoint"])
    #expect(try told(store, "model") == ["lm-train ok -", "lm-train ok -", "lm-train failed -"])
    #expect(try told(store, "corpus") == [])
    #expect(try told(store, "b") == [])
  }
}
