import Formats
import TestSupport
import Testing

@testable import Manifest

struct IngestTests {
  private func story(_ scratch: TestFolder) throws -> [RunRecord] {
    let sample = try Sample(scratch)
    try scratch.write("some text", to: "corpus.txt")
    try scratch.write("{}", to: "tokenizer/vocab.json")
    try scratch.write("tokens", to: "encoded/part.zst")
    let corpus = try sample.file("corpus", "corpus.txt", at: 10)
    var train = sample.run(
      1, "bpe-train", inputs: [corpus],
      outputs: [try sample.file("vocab", "tokenizer/vocab.json", kind: "tokenizer", at: 11)])
    train.metrics = [RunMetric(name: "seconds", step: nil, value: 1.5)]
    let encode = sample.run(
      2, "bpe-encode", inputs: [corpus, try sample.file("vocab", "tokenizer/vocab.json", at: 20)],
      outputs: [
        try sample.file("part", "encoded/part.zst", kind: "token part", at: 21, identity: Digest.of([1]))
      ])
    var failed = sample.run(3, "shard", status: .failed, inputs: [try sample.file("part", "encoded/part.zst", at: 30)])
    failed.error = "no space"
    return [train, encode, failed]
  }

  @Test func twiceIsOnce() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let runs = try story(scratch)
    for run in runs { try store.record(run) }
    let once = try store.dump()
    for run in runs { try store.record(run) }
    #expect(try store.dump() == once)
    #expect(once.count > 10)
  }

  @Test func orderDoesNotMatter() throws {
    let scratch = try TestFolder()
    let runs = try story(scratch)
    let store = try scratch.store()
    for run in runs { try store.record(run) }
    let forward = try store.dump()
    let other = try scratch.store("other.db")
    for run in runs.reversed() { try other.record(run) }
    #expect(try other.dump() == forward)
  }

  @Test func inputStillToBeHashed() throws {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    try scratch.write("{}", to: "vocab.json")
    let known = try sample.file("tokenizer", "vocab.json", at: 11, identity: Digest.of([7]))
    var unhashed = known
    (unhashed.fileDigest, unhashed.bytes, unhashed.seen) = (nil, nil, nil)
    let store = try scratch.store()
    try store.record(sample.run(1, "bpe-encode", status: .running, inputs: [unhashed]))
    try store.record(sample.run(1, "bpe-encode", inputs: [known]))
    let direct = try scratch.store("direct.db")
    try direct.record(sample.run(1, "bpe-encode", inputs: [known]))
    #expect(try store.dump() == direct.dump())
  }

  @Test func makersIdentityGoesWithThePlace() throws {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    try scratch.write("{}", to: "vocab.json")
    // The reader knows the tokenizer by all its files together.
    let whole = Digest.of([7])
    let runs = [
      sample.run(1, "bpe-train", outputs: [try sample.file("tokenizer", "vocab.json", kind: "tokenizer", at: 11)]),
      sample.run(2, "bpe-encode", inputs: [try sample.file("tokenizer", "vocab.json", at: 21, identity: whole)]),
    ]
    for order in [runs, runs.reversed()] {
      let store = try scratch.store("\(order[0].stage).db")
      for run in order { try store.record(run) }
      let made = Digest.of(Array("{}".utf8))
      #expect(try store.strings("SELECT artifact FROM location") == [made.hex])
      #expect(try store.strings("SELECT run FROM made") == [runs[0].id])
      #expect(try store.strings("SELECT consumer || producer FROM link") == [runs[1].id + runs[0].id])
      #expect(try store.strings("SELECT path FROM stale") == [])
    }
  }

  @Test func takesInWhatTasksLeft() throws {
    let scratch = try TestFolder()
    let runs = try story(scratch)
    let folder = ReceiptFolder(try scratch.location())
    for run in runs { try folder.record(run) }
    let store = try scratch.store()
    #expect(try store.ingestPending() == IngestReport.taking(3))
    #expect(try store.ingestPending() == IngestReport.taking(0))
    #expect(try store.runCount() == 3)
  }

  @Test func leavesNoTraceOfAnUnfinishedFile() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    try scratch.write("one", to: "metrics.jsonl")
    var run = sample.run(
      1, "lm-train", status: .running, outputs: [try sample.file("metrics", "metrics.jsonl", at: 11)])
    try store.record(run)
    try scratch.write("one\ntwo", to: "metrics.jsonl")
    run.outputs = [try sample.file("metrics", "metrics.jsonl", at: 14)]
    run.status = .ok
    try store.record(run)
    #expect(try store.strings("SELECT digest FROM artifact") == [Digest.of(Array("one\ntwo".utf8)).hex])
  }

  @Test func knowsWhatWasPruned() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    try scratch.write("one", to: "step-1")
    try store.record(
      sample.run(1, "lm-train", status: .interrupted, outputs: [try sample.file("checkpoint", "step-1", at: 11)]))
    var next = sample.run(2, "lm-train")
    next.pruned = [PrunedPath(path: "step-1", at: Sample.time(22))]
    try store.record(next)
    #expect(try store.strings("SELECT state FROM location") == ["missing"])
    #expect(try store.strings("SELECT kept FROM io WHERE role = 'checkpoint'") == ["0"])
    #expect(try store.verify(full: true).isClean)
    #expect(try store.run(id: next.id)?.outputs == [])
    // It stays so when the earlier run is taken in again.
    _ = try store.note(Sample.id(1), "stopped by hand")
    #expect(try store.strings("SELECT kept FROM io WHERE role = 'checkpoint'") == ["0"])
  }

  @Test func buriesTheDeadOfThisHost() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    var dead = sample.run(1, "shard", status: .running)
    dead.process = .current
    dead.process.started = "0"
    var alive = sample.run(2, "shard", status: .running)
    alive.process = .current
    let elsewhere = sample.run(3, "shard", status: .running)
    for run in [dead, alive, elsewhere] { try store.record(run) }
    #expect(try store.ingestPending().interrupted == 1)
    #expect(try store.strings("SELECT status FROM run ORDER BY id") == ["interrupted", "running", "running"])
    #expect(try store.ingestPending().interrupted == 0)
    // Its receipt tells the same.
    let entry = store.receipts.entry(of: dead)
    #expect(try store.receipts.read(entry).run.status == .interrupted)
  }

  @Test func believesTheDeadWhenTheySpeak() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    var run = try Sample.deadRun(in: scratch)
    try store.record(run)
    try store.ingestPending()
    // It lived in another container all the time, and ends well.
    run.status = .ok
    run.end = Sample.time(99)
    try ReceiptFolder(store.location).record(run)
    try store.ingestPending()
    #expect(try store.strings("SELECT status FROM run") == ["ok"])
  }

  @Test func keepsTheRanksOfARun() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    var run = sample.run(1, "lm-train")
    run.ranks = Sample.ranks
    for run in [run, sample.run(2, "lm-train")] { try store.record(run) }
    #expect(try store.strings("SELECT coalesce(ranks, '-') FROM runs") == ["3", "-"])
    #expect(
      try store.strings("SELECT launcher || ' ' || rank_hosts || ' ' || job FROM run WHERE ranks")
        == ["Open MPI's mpirun [\"a\",\"b\",\"a\"] 77"])
    #expect(try store.runs(limit: 2).map(\.ranks) == [nil, run.ranks])
    #expect(run.ranks?.title == "3 ranks on 2 hosts, Open MPI's mpirun")
  }

  @Test func keepsTheDeviceOfARun() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    var run = sample.run(1, "lm-train")
    run.device = Sample.device
    var one = sample.run(2, "lm-eval")
    one.device = Sample.device
    one.device?.count = 1
    for run in [run, one, sample.run(3, "lm-eval")] { try store.record(run) }
    #expect(
      try store.strings("SELECT coalesce(device, '-') FROM runs")
        == ["2 × GPU \u{1B}[1m X, bf16", "GPU \u{1B}[1m X, bf16", "-"])
    #expect(try store.strings("SELECT plugin || ' ' || plugin_version FROM run LIMIT 1") == ["/p/cuda.so 0.115"])
    #expect(try store.runs(limit: 3).map(\.device) == [nil, one.device, run.device])
  }

  @Test func keepsANote() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let run = try Sample(scratch).run(1, "lm-train")
    try store.record(run)
    #expect(try store.note(run.id, "the best so far").note == "the best so far")
    #expect(try store.strings("SELECT note FROM runs") == ["the best so far"])
    #expect(try store.receipts.read(store.receipts.entry(of: run)).run.note == "the best so far")
    #expect(try store.note(run.id, nil).note == nil)
    #expect(try store.strings("SELECT note FROM run WHERE note IS NOT NULL") == [])
  }

  @Test func declaresLostOnlyByHand() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let run = try Sample(scratch).run(1, "shard", status: .running)
    try store.record(run)
    #expect(try store.declareLost(run.id).status == .lost)
    #expect(try store.strings("SELECT status FROM run") == ["lost"])
  }

  @Test func leavesDamagedReceiptsAlone() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let name = "receipts/202611/\(Sample.id(4)).json"
    try scratch.write("{}", to: name)
    try scratch.write("not a receipt", to: "receipts/202611/notes.txt")
    let report = try store.ingestPending()
    #expect(report.ingested == 0)
    #expect(
      report.unreadable.map(\.description) == [
        "\(name): is not a run receipt (\"format\" is missing); "
          + "move it away, then run `manifest rebuild`"
      ])
    #expect(Folder.kind(of: scratch.file(name)) == .file)
  }
}

extension IngestReport {
  fileprivate static func taking(_ count: Int) -> IngestReport {
    var report = IngestReport()
    report.ingested = count
    return report
  }
}
