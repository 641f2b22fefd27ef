import Formats
import Foundation
import TestSupport
import Testing

@testable import Manifest

/// What `manifest clean` and `manifest forget` find and record.
struct RemovalTests {
  /// A text, two parts of it, and a dataset of these.
  private struct Bench {
    let scratch: TestFolder
    let sample: Sample
    let store: ManifestStore
    static let parts = ["encoded/part-0", "encoded/part-1"]

    init(parts names: [String] = parts) throws {
      scratch = try TestFolder()
      sample = try Sample(scratch)
      store = try scratch.store()
      try scratch.write("a text", to: "corpus.txt")
      try record(1, "tell", outputs: [("corpus", "corpus.txt", "text")])
      try encode(2, names)
      try scratch.write("a dataset", to: "dataset/dataset.json")
      try record(
        3, "shard", inputs: names.map { ("part", $0) }, outputs: [("dataset", "dataset/dataset.json", "dataset")])
    }

    func encode(_ number: Int, _ names: [String], of parts: Int = 2) throws {
      for name in names { try scratch.write("tokens of \(name) \(number)", to: name) }
      try record(
        number, "bpe-encode", config: ["parts": .integer(Int64(parts))], inputs: [("corpus", "corpus.txt")],
        outputs: names.map { ("part", $0, "token part") })
    }

    @discardableResult
    func record(
      _ number: Int, _ stage: String, status: RunStatus = .ok, config: JSONValue = [:],
      inputs: [(String, String)] = [], outputs: [(String, String, String)] = []
    ) throws -> RunRecord {
      let run = sample.run(
        number, stage, status: status, config: config,
        inputs: try inputs.map { try sample.file($0.0, $0.1, at: number * 10) },
        outputs: try outputs.map { try sample.file($0.0, $0.1, kind: $0.2, at: number * 10 + 1) })
      try store.record(run)
      return run
    }

    func plan(_ named: String...) throws -> RemovalPlan {
      var planner = RemovalPlanner(store)
      return try planner.plan(named: named.map(scratch.file))
    }

    func remove(_ plan: RemovalPlan, shouldStop: () -> Bool = { false }) throws -> RemovalRecord.Outcome {
      var record = try RemovalRecord(RemovalRecord.clean, in: store, arguments: ["manifest"], toolVersion: "0.1.0")
      return try record.remove(plan.files.map { ($0.path, $0.seen) }, gone: plan.unnoted, shouldStop: shouldStop)
    }

    func exists(_ name: String) -> Bool { PathKind.of(scratch.file(name)).isFile }

    /// The rows are those of a rebuild.
    func checkRebuild() throws {
      let rows = try store.dump()
      _ = try Rebuild.run(scratch.location())
      #expect(try scratch.store().dump() == rows)
    }
  }

  @Test func partsOfAWholeDatasetCanGo() throws {
    let bench = try Bench()
    let plan = try bench.plan()
    #expect(plan.files.map(\.path) == Bench.parts)
    #expect(plan.left.isEmpty)
    #expect(plan.files.allSatisfy { $0.why == .contained(in: "shard", run: Sample.id(3)) })
    #expect(plan.files.allSatisfy { $0.producer.id == Sample.id(2) })
    #expect(try bench.remove(plan).removed == Bench.parts)
    #expect(!bench.exists(Bench.parts[0]) && !bench.exists(Bench.parts[1]) && bench.exists("dataset/dataset.json"))
    let verified = try bench.store.verify(full: true)
    #expect(verified.isClean)
    #expect(verified.removed == Bench.parts)
    #expect(try bench.store.staleFiles().files.isEmpty)
    #expect(try bench.plan() == RemovalPlan())
    try bench.checkRebuild()
  }

  @Test func withoutAWholeDatasetTheyStay() throws {
    let bench = try Bench()
    try bench.scratch.write("by hand", to: "dataset/dataset.json")
    #expect(try bench.plan() == RemovalPlan())
    try Folder.removeFile(bench.scratch.file("dataset/dataset.json"))
    #expect(try bench.plan() == RemovalPlan())
  }

  @Test func whatWasChangedIsNamedAndLeft() throws {
    let bench = try Bench()
    try bench.scratch.write("by hand", to: Bench.parts[1])
    let plan = try bench.plan()
    #expect(plan.files.map(\.path) == [Bench.parts[0]])
    #expect(plan.left == [.init(path: Bench.parts[1], reason: "it was changed after run 0193abcd-0000 made it")])
  }

  @Test func whatCannotBeMadeAgainIsLeft() throws {
    let bench = try Bench()
    try bench.scratch.write("another text", to: "corpus.txt")
    #expect(
      try bench.plan().left.map(\.reason)
        == Array(repeating: "it cannot be made again: corpus.txt has changed since run 0193abcd-0000 read it", count: 2)
    )
    // A text that is gone and can be made again is no obstacle; one that is given is.
    try Folder.removeFile(bench.scratch.file("corpus.txt"))
    #expect(try bench.plan().files.count == 2)
    let given = try Bench()
    try given.scratch.write("given", to: "given.txt")
    try given.record(
      4, "bpe-encode", config: ["parts": 1], inputs: [("corpus", "given.txt")],
      outputs: [("part", Bench.parts[0], "token part"), ("part", Bench.parts[1], "token part")])
    try Folder.removeFile(given.scratch.file("given.txt"))
    #expect(
      try given.plan(Bench.parts[0]).left.map(\.reason)
        == ["it cannot be made again: given.txt is gone, and no run made it"])
  }

  @Test func whatIsBeingReadIsLeft() throws {
    let bench = try Bench()
    try bench.record(4, "shard", status: .running, inputs: [("part", Bench.parts[0])])
    let plan = try bench.plan()
    #expect(plan.files.map(\.path) == [Bench.parts[1]])
    #expect(plan.left == [.init(path: Bench.parts[0], reason: "shard run 0193abcd-0000 is reading it")])
  }

  @Test func partsOfAnEarlierEncodingCanGo() throws {
    let bench = try Bench()
    // Read by nobody, as the later one in other parts took their place.
    try bench.encode(4, ["encoded/part-a", "encoded/part-b"], of: 3)
    try bench.encode(5, ["encoded/part-c"], of: 1)
    let plan = try bench.plan()
    #expect(
      plan.files.filter { $0.why == .superseded(by: "bpe-encode", run: Sample.id(5)) }.map(\.path)
        == ["encoded/part-a", "encoded/part-b"])
    #expect(!plan.files.contains { $0.path == "encoded/part-c" })
  }

  @Test func resultsGoOnlyByName() throws {
    let bench = try Bench()
    let plan = try bench.plan("dataset", Bench.parts[0], "corpus.txt")
    #expect(plan.files.map(\.path) == ["dataset/dataset.json", Bench.parts[0], "corpus.txt"])
    #expect(plan.files.map(\.why) == [.namedResult, .named, .named])
    #expect(throws: ManifestError.unknownPath(path: bench.scratch.file("x"), manifest: bench.store.location.path)) {
      try bench.plan("x")
    }
    try bench.scratch.write("given", to: "given.txt")
    try bench.record(4, "bpe-train", inputs: [("corpus", "given.txt")])
    #expect(try bench.plan("given.txt").left == [.init(path: "given.txt", reason: "no run made it")])
  }

  // MARK: Half way

  @Test func aSignalEndsItBetweenTwoFiles() throws {
    let bench = try Bench()
    var asked = 0
    let outcome = try bench.remove(bench.plan()) {
      asked += 1
      return asked > 1
    }
    #expect(outcome.removed == [Bench.parts[0]])
    #expect(bench.exists(Bench.parts[1]))
    #expect(try bench.store.verify(full: true).isClean)
    #expect(try bench.remove(bench.plan()).removed == [Bench.parts[1]])
    #expect(try bench.store.strings("SELECT stage FROM unfinished") == [])
    try bench.checkRebuild()
  }

  /// As kill -9 leaves it: the first receipt is there, some files are gone.
  @Test func aKilledOneIsCompleted() throws {
    let bench = try Bench()
    let plan = try bench.plan()
    var killed = bench.sample.run(4, RemovalRecord.clean, status: .interrupted, targets: Bench.parts)
    killed.end = nil
    try bench.store.record(killed)
    try Folder.removeFile(bench.scratch.file(Bench.parts[0]))
    let verified = try bench.store.verify(full: true)
    #expect(!verified.isClean && verified.missing.isEmpty && verified.unnoted == [Bench.parts[0]])
    #expect(try bench.store.strings("SELECT stage FROM unfinished") == [RemovalRecord.clean])
    let rest = try bench.plan()
    #expect(rest.files.map(\.path) == [Bench.parts[1]] && rest.unnoted == [Bench.parts[0]])
    #expect(try bench.remove(rest).removed == Bench.parts)
    #expect(try bench.store.verify(full: true).isClean)
    #expect(try bench.store.strings("SELECT stage FROM unfinished") == [])
    #expect(plan.files.count == 2)
    try bench.checkRebuild()
  }

  @Test func whatChangesMeanwhileStays() throws {
    let bench = try Bench()
    let plan = try bench.plan()
    try bench.scratch.write("written in the last moment", to: Bench.parts[0])
    let outcome = try bench.remove(plan)
    #expect(outcome.removed == [Bench.parts[1]])
    #expect(outcome.left.map(\.reason) == ["it was changed meanwhile"])
    #expect(bench.exists(Bench.parts[0]))
    try bench.checkRebuild()
  }

  // MARK: Forget

  @Test func whatAPersonRemovedIsNoted() throws {
    let bench = try Bench()
    for part in Bench.parts { try Folder.removeFile(bench.scratch.file(part)) }
    #expect(try bench.store.verify(full: true).missing == Bench.parts)
    #expect(throws: ManifestError.stillThere(path: bench.scratch.file("corpus.txt"))) {
      try bench.store.goneFiles(at: [bench.scratch.file("corpus.txt")])
    }
    let gone = try bench.store.goneFiles(at: [bench.scratch.file("encoded")])
    #expect(gone == Bench.parts)
    var record = try RemovalRecord(RemovalRecord.forget, in: bench.store, arguments: [], toolVersion: "0.1.0")
    _ = try record.remove([], gone: gone)
    #expect(try bench.store.verify(full: true).isClean)
    #expect(try bench.store.goneFiles(at: [bench.scratch.file("encoded")]) == [])
    let removed = try bench.store.removedContents(of: Bench.parts + ["corpus.txt"])
    #expect(Set(removed.keys) == Set(Bench.parts))
    #expect(
      try bench.store.history(of: bench.scratch.file(Bench.parts[0])).removedBy?.name.stage == RemovalRecord.forget)
    try bench.checkRebuild()
  }

  /// Its own stage misses what a person removed; what a stage pruned it does not.
  @Test func theStageMakesThemAgain() throws {
    let bench = try Bench()
    _ = try bench.remove(bench.plan())
    let earlier = try #require(try bench.store.lastGoodRun(stage: "bpe-encode", targets: Bench.parts))
    #expect(earlier.outputs.map(\.path) == Bench.parts)
    let targets = ["dataset/dataset.json"]
    let key = try #require(bench.store.lastGoodRun(stage: "shard", targets: targets)?.key)
    var pruning = bench.sample.run(7, "shard", inputs: [], targets: targets)
    pruning.pruned = [PrunedPath(path: targets[0], at: Sample.time(71))]
    try bench.store.record(pruning)
    #expect(try bench.store.lastGoodRun(stage: "shard", targets: targets, key: key)?.outputs.isEmpty == true)
    // What made way for outputs of another plan is missed as well.
    var other = bench.sample.run(8, "shard", inputs: [], targets: ["dataset/other.json"])
    other.pruned = [PrunedPath(path: targets[0], at: Sample.time(81))]
    try bench.store.record(other)
    #expect(try bench.store.lastGoodRun(stage: "shard", targets: targets, key: key)?.outputs.map(\.path) == targets)
  }
}
