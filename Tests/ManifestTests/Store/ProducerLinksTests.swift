import Formats
import TestSupport
import Testing

@testable import Manifest

struct ProducerLinksTests {
  /// A run that made `out`, and one that read it.
  private func pair(_ scratch: TestFolder) throws -> (sample: Sample, producer: RunRecord, reader: RunRecord) {
    let sample = try Sample(scratch)
    try scratch.write("content", to: "out")
    return (
      sample, sample.run(1, "shard", outputs: [try sample.file("shard", "out", kind: "dataset", at: 14)]),
      sample.run(2, "lm-train", inputs: [try sample.file("dataset", "out", at: 20)])
    )
  }

  private func links(_ store: ManifestStore) throws -> [String] {
    try store.strings("SELECT substr(consumer, 36) || ' from ' || substr(producer, 36) FROM link ORDER BY 1")
  }

  @Test func aLaterRunThatMakesTheSameIsTheProducer() throws {
    let scratch = try TestFolder()
    let (_, producer, reader) = try pair(scratch)
    let store = try scratch.store()
    try store.record(reader)
    #expect(try links(store) == [])
    try store.record(producer)
    #expect(try links(store) == ["2 from 1"])
    var again = producer
    again.id = Sample.id(3)
    try store.record(again)
    #expect(try links(store) == ["2 from 3"])
    // One that failed is not.
    again.status = .failed
    try store.record(again)
    #expect(try links(store) == ["2 from 1"])
  }

  @Test func whatIsMadeNoMoreIsUnlinked() throws {
    let scratch = try TestFolder()
    var (_, producer, reader) = try pair(scratch)
    let store = try scratch.store()
    for run in [producer, reader] { try store.record(run) }
    producer.outputs = []
    try store.record(producer)
    #expect(try links(store) == [])
  }

  /// A task of an array does not hash a large corpus; the run that learnt the tokenizer did.
  @Test func anInputThatNobodyHashedIsKnownBySizeAndTime() throws {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    try scratch.write("a large corpus", to: "corpus.txt")
    let hashed = try sample.file("corpus", "corpus.txt", at: 10)
    var unhashed = hashed
    (unhashed.identity, unhashed.fileDigest) = (nil, nil)
    var another = unhashed
    another.seen?.stat.modified += 1
    let runs = [
      sample.run(1, "bpe-train", inputs: [hashed]), sample.run(2, "bpe-encode", inputs: [unhashed]),
      sample.run(3, "bpe-encode", inputs: [another]),
    ]
    for order in [runs, runs.reversed()] {
      let store = try scratch.store("\(order[0].stage).db")
      for run in order { try store.record(run) }
      #expect(
        try store.strings("SELECT assumed || coalesce(artifact, '') FROM io ORDER BY run") == [
          "0" + Digest.of(Array("a large corpus".utf8)).hex, "1" + Digest.of(Array("a large corpus".utf8)).hex, "1",
        ])
    }
    // The other run knows nothing any more: nor does the task.
    let store = try scratch.store("bpe-train.db")
    try store.record(sample.run(1, "bpe-train"))
    #expect(try store.strings("SELECT count(artifact) FROM io") == ["0"])
  }
}
