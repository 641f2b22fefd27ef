import Formats
import TestSupport
import Testing

@testable import Manifest

/// A small pipeline, told by the views.
struct ViewsTests {
  private struct Pipeline {
    let scratch: TestFolder
    let store: ManifestStore
    let sample: Sample

    init() throws {
      scratch = try TestFolder()
      store = try scratch.store()
      let sample = try Sample(scratch)
      self.sample = sample
      for name in [
        "corpus.txt", "tokenizer/merges.json", "tokenizer/vocab.json", "encoded/part-0", "encoded/part-1",
        "dataset/dataset.json", "run/step-1", "run/step-2",
      ] { try scratch.write("content of \(name)", to: name) }
      let vocab = { try sample.file("vocab", "tokenizer/vocab.json", kind: "tokenizer", at: $0) }
      let merges = { try sample.file("merges", "tokenizer/merges.json", kind: "tokenizer", at: $0) }
      let parts = { second in
        try ["encoded/part-0", "encoded/part-1"].map {
          try sample.file("part", $0, kind: "token part", at: second, identity: Digest.of(Array($0.utf8)))
        }
      }
      try record(1, "bpe-train", [try sample.file("corpus", "corpus.txt", at: 10)], [try vocab(14), try merges(14)])
      try record(
        2, "bpe-encode", [try sample.file("corpus", "corpus.txt", at: 20), try vocab(20), try merges(20)],
        try parts(24))
      try record(
        3, "shard", try parts(30), [try sample.file("dataset", "dataset/dataset.json", kind: "dataset", at: 34)])
      try record(
        4, "lm-train", [try sample.file("dataset", "dataset/dataset.json", at: 40)],
        try ["run/step-1", "run/step-2"].map { try sample.file("checkpoint", $0, kind: "checkpoint", at: 44) })
      try record(5, "lm-sample", [try sample.file("checkpoint", "run/step-2", at: 50), try vocab(50)], [])
    }

    func record(
      _ number: Int, _ stage: String, _ inputs: [RecordedFile], _ outputs: [RecordedFile], status: RunStatus = .ok
    ) throws {
      try store.record(sample.run(number, stage, status: status, inputs: inputs, outputs: outputs))
    }
  }

  @Test func lineageReadsLikeAStory() throws {
    let pipeline = try Pipeline()
    #expect(
      try pipeline.store.lineageLines() == [
        "bpe-train: corpus.txt → tokenizer/vocab.json (+1) [2026-11-21 08:00, 4.00 s, run 0193abcd-0000]",
        "└─ bpe-encode: corpus.txt + tokenizer/vocab.json + tokenizer/merges.json → encoded/part-1 (+1) "
          + "[2026-11-21 08:00, 4.00 s, run 0193abcd-0000]",
        "   └─ shard: encoded/part-0 (+1) → dataset/dataset.json [2026-11-21 08:00, 4.00 s, run 0193abcd-0000]",
        "      └─ lm-train: dataset/dataset.json → run/step-2 (+1) "
          + "[2026-11-21 08:00, 4.00 s, run 0193abcd-0000]",
        "         └─ lm-sample: run/step-2 + tokenizer/vocab.json → standard output "
          + "[2026-11-21 08:00, 4.00 s, run 0193abcd-0000]",
      ])
  }

  @Test func lineageBranches() throws {
    let pipeline = try Pipeline()
    try pipeline.record(
      6, "lm-eval", [try pipeline.sample.file("dataset", "dataset/dataset.json", at: 60)], [])
    let heads = try pipeline.store.lineageLines().map { $0.prefix { $0 != ":" } }
    #expect(
      heads == [
        "bpe-train", "└─ bpe-encode", "   └─ shard", "      ├─ lm-train", "      │  └─ lm-sample",
        "      └─ lm-eval",
      ])
  }

  @Test func lineageForgetsWhatWasOverwritten() throws {
    let pipeline = try Pipeline()
    try pipeline.scratch.write("better", to: "run/step-1")
    try pipeline.scratch.write("best", to: "run/step-2")
    try pipeline.record(
      6, "lm-train", [try pipeline.sample.file("dataset", "dataset/dataset.json", at: 60)],
      try ["run/step-1", "run/step-2"].map {
        try pipeline.sample.file("checkpoint", $0, kind: "checkpoint", at: 64)
      })
    let story = try pipeline.store.lineageLines()
    // The sample was made from the first training, which is told for its sake.
    #expect(story.filter { $0.contains("lm-train") }.count == 2)
    #expect(story.filter { $0.contains("shard") }.count == 1)
  }

  @Test func staleFollowsAChangeDown() throws {
    let pipeline = try Pipeline()
    #expect(try pipeline.store.staleFiles() == StaleReport(files: [], unreadable: []))
    try pipeline.scratch.write("another corpus", to: "corpus.txt")
    let stale = try pipeline.store.staleFiles().files
    #expect(
      stale.map { "\($0.depth) \($0.path): \($0.because)" } == [
        "0 encoded/part-0: corpus.txt has changed", "0 encoded/part-1: corpus.txt has changed",
        "0 tokenizer/merges.json: corpus.txt has changed", "0 tokenizer/vocab.json: corpus.txt has changed",
        "1 dataset/dataset.json: encoded/part-0 is stale",
        "2 run/step-1: dataset/dataset.json is stale", "2 run/step-2: dataset/dataset.json is stale",
      ])
  }

  @Test func unfinishedForgetsWhatWasMadeGood() throws {
    let pipeline = try Pipeline()
    let step = try pipeline.sample.file("checkpoint", "run/step-2", at: 64)
    try pipeline.record(6, "lm-eval", [], [step], status: .interrupted)
    try pipeline.record(7, "shard", [], [], status: .failed)
    #expect(try pipeline.store.strings("SELECT stage FROM unfinished") == ["lm-eval", "shard"])
    try pipeline.record(8, "lm-eval", [], [step])
    #expect(try pipeline.store.strings("SELECT stage FROM unfinished") == ["shard"])
  }

  @Test func runsAndArtifactsAreReadable() throws {
    let pipeline = try Pipeline()
    #expect(
      try pipeline.store.strings("SELECT started || ' ' || stage || ' ' || status || ' ' || took FROM runs LIMIT 1")
        == ["2026-11-21 08:00:10 bpe-train ok 4.00 s"])
    #expect(
      try pipeline.store.strings(
        "SELECT path || ' ' || state || ' ' || kind || ' ' || size || ' ' || made_by FROM artifacts LIMIT 3") == [
          "corpus.txt present given 21 B ", "dataset/dataset.json present dataset 31 B shard",
          "encoded/part-0 present token part 25 B bpe-encode",
        ])
    try pipeline.scratch.write("by hand", to: "run/step-2")
    _ = try pipeline.store.verify(full: false)
    #expect(try pipeline.store.strings("SELECT state FROM artifacts WHERE path = 'run/step-2'") == ["modified"])
  }

  @Test func historyTellsOfAFile() throws {
    let pipeline = try Pipeline()
    let path = { pipeline.scratch.file($0) }
    let made = try pipeline.store.currentHistory(of: path("dataset/dataset.json"))
    #expect(made.producer?.name.stage == "shard")
    #expect(made.readers.map(\.stage) == ["lm-train"])
    #expect(made.producer?.inputs.map(\.producer?.stage) == ["bpe-encode", "bpe-encode"])
    #expect(try pipeline.store.currentHistory(of: path("corpus.txt")).producer == nil)

    try pipeline.scratch.write("content of dataset/dataset.json", to: "copy.json")
    let copy = try pipeline.store.currentHistory(of: path("copy.json"))
    #expect(copy.madeAt == "dataset/dataset.json")

    try pipeline.scratch.write("by hand", to: "dataset/dataset.json")
    #expect(try pipeline.store.currentHistory(of: path("dataset/dataset.json")).isModified)

    try pipeline.scratch.write("unknown", to: "notes.txt")
    #expect(throws: ManifestError.unknownPath(path: path("notes.txt"), manifest: path("manifest.db"))) {
      try pipeline.store.currentHistory(of: path("notes.txt"))
    }
  }

  @Test func ancestryGoesBackToTheGivenFiles() throws {
    let pipeline = try Pipeline()
    let root = try pipeline.store.ancestry(of: pipeline.scratch.file("run/step-2"))
    #expect(root.producer?.stage == "lm-train")
    #expect(root.from.map(\.path) == ["dataset/dataset.json"])
    let part = root.from[0].from[0]
    #expect((part.path, part.alike) == ("encoded/part-0", 1))
    #expect(part.from.map(\.path) == ["corpus.txt", "tokenizer/vocab.json", "tokenizer/merges.json"])
    #expect(part.from.map(\.isRepeated) == [false, false, true])
    #expect(part.from[0].producer == nil)
  }
}
