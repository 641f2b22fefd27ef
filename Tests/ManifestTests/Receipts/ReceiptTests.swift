import Engines
import Formats
import TestSupport
import Testing

@testable import Manifest

struct ReceiptTests {
  private func full() throws -> RunRecord {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    try scratch.write("text", to: "corpus.txt")
    try scratch.write("shard", to: "part \u{1F600}.zst")
    var run = sample.run(
      3, "lm-train", config: ["lr": 0.5], seed: .max, inputs: [try sample.file("corpus", "corpus.txt", at: 1)],
      outputs: [
        try sample.file("part", "part \u{1F600}.zst", kind: "token part", at: 2, identity: Digest.of([1]))
      ])
    run.inputs[0].inKey = false
    run.outputs[0].kept = false
    run.inputs.append(
      RecordedFile(role: "corpus", path: "-", identity: nil, fileDigest: nil, bytes: nil, seen: nil))
    run.continues = Sample.id(2)
    run.executable = run.outputs[0]
    run.task = TaskAssignment(task: 3, tasks: 8, engine: .slurm, job: "12_3")
    run.device = Sample.device
    run.ranks = Sample.ranks
    run.error = "line\nbreak"
    run.pruned = [PrunedPath(path: "x", at: Sample.time(5))]
    run.metrics = [
      RunMetric(name: "loss", step: 10, value: 2.5), RunMetric(name: "seconds", step: nil, value: 3),
    ]
    run.reasons = [.input("vocab"), .config("lr")]
    return run
  }

  @Test func readsWhatItWrote() throws {
    let run = try full()
    let json = try JSONValue(parsing: Array(Receipt.json(of: run).pretty.utf8))
    #expect(try Receipt.run(from: json, path: "r") == run)
  }

  /// Sums of such times must not stop the tool that reads the receipt.
  @Test(arguments: [Int64.min, .min + 1, .max, 0])
  func timesAtTheEndsOfTheirRange(nanoseconds: Int64) throws {
    var run = try full()
    run.id = "ffffffff-ffff-7fff-bfff-ffffffffffff"
    let time = Timestamp(nanoseconds: nanoseconds)
    run.start = time
    #expect((0...Int64.max).contains(run.clockShift))
    let stat = FileStat(size: 1, modified: nanoseconds, changed: 0, inode: 1)
    #expect(FileObservation(stat: stat, at: Timestamp(nanoseconds: .max)).isTrustworthy == (nanoseconds != .max))
    #expect(!FileObservation(stat: stat, at: Timestamp(nanoseconds: .min)).isTrustworthy)
  }

  @Test func keepsAStartThatHasNoEnd() throws {
    var run = try full()
    (run.end, run.exitCode, run.error, run.key, run.seed) = (nil, nil, nil, nil, nil)
    run.status = .running
    #expect(try Receipt.run(from: Receipt.json(of: run), path: "r") == run)
  }

  @Test func survivesALossThatIsNotANumber() throws {
    var run = try full()
    run.metrics = [RunMetric(name: "loss", step: nil, value: .nan)]
    let json = try JSONValue(parsing: Array(Receipt.json(of: run).pretty.utf8))
    #expect(try Receipt.run(from: json, path: "r").metrics[0].value.isNaN)
  }

  @Test(arguments: [
    ("format", JSONValue.string("x"), "\"format\" is not letterpress-receipt"),
    ("run", .string("0193"), "\"run\" is \"0193\""), ("status", .string("well"), "\"status\" is \"well\""),
    ("start", .string("now"), "\"start\" is \"now\""),
    ("semantics", .string("1"), "\"semantics\" is a string, expected an integer"),
    ("targets", .array([1]), "\"targets\" is an array, expected an array of strings"),
    ("inputs", .null, "\"inputs\" is null, expected an array"), ("key", .string("00"), "\"key\" is \"00\""),
    ("device", .string("cuda"), "\"name\" is missing"),
    ("ranks", .string("8"), "\"hosts\" is missing"),
  ])
  func refusesWhatIsNotAReceipt(key: String, value: JSONValue, detail: String) throws {
    guard case .object(var members) = Receipt.json(of: try full()) else { return }
    members[key] = value
    #expect(throws: ManifestError.receipt(path: "r", .damaged(detail: detail))) {
      try Receipt.run(from: .object(members), path: "r")
    }
  }

  @Test func refusesANewerOne() throws {
    guard case .object(var members) = Receipt.json(of: try full()) else { return }
    members["version"] = 2
    #expect(throws: ManifestError.receipt(path: "r", .newerVersion(found: 2, supported: 1))) {
      try Receipt.run(from: .object(members), path: "r")
    }
  }
}
