import Formats
import TestSupport
import Testing

@testable import Manifest

struct OpenLineageTests {
  /// The types of the events of runs that end in each way.
  @Test(arguments: [
    (RunStatus.ok, ["START", "COMPLETE"]), (.failed, ["START", "FAIL"]), (.interrupted, ["START", "ABORT"]),
    (.lost, ["START", "ABORT"]), (.running, ["START"]),
  ])
  func aRunBeginsAndEnds(status: RunStatus, types: [String]) throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    try store.record(try Sample(scratch).run(1, "shard", status: status))
    let events = try events(store)
    #expect(events.map { $0["eventType"]?.string } == types)
    #expect(events.map { $0["run"]?["runId"]?.string } == types.map { _ in Sample.id(1) })
  }

  @Test func tellsWhatWasReadAndMade() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    for name in ["corpus.txt", "a b/vocab.json"] { try scratch.write("text of \(name)", to: name) }
    var run = sample.run(
      1, "bpe-train", status: .failed, config: ["lr": 0.5], seed: 7,
      inputs: [try sample.file("corpus", "corpus.txt", at: 10)],
      outputs: [try sample.file("vocab", "a b/vocab.json", kind: "tokenizer", at: 12)])
    run.error = "it broke"
    try store.record(run)
    let events = try events(store)
    #expect(events[0]["outputs"]?.array?.count == 0)
    let end = events[1]
    #expect(end["eventTime"]?.string == Sample.time(14).text)
    #expect(end["job"]?["name"]?.string == "bpe-train")
    #expect(end["job"]?["namespace"]?.string == "here")
    let input = try #require(end["inputs"]?.array?.first)
    #expect(input["namespace"]?.string == "file")
    #expect(input["name"]?.string == store.location.root + "/corpus.txt")
    #expect(
      input["facets"]?["version"]?["datasetVersion"]?.string == Digest.of(Array("text of corpus.txt".utf8)).hex)
    let output = try #require(end["outputs"]?.array?.first)
    #expect(output["name"]?.string == store.location.root + "/a b/vocab.json")
    #expect(output["outputFacets"]?["outputStatistics"]?["size"]?.int == 22)
    #expect(end["run"]?["facets"]?["errorMessage"]?["message"]?.string == "it broke")
    for event in events { check(event) }
  }

  @Test func standardInputIsNoDataset() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let input = RecordedFile(role: "corpus", path: "-", identity: nil, fileDigest: nil, bytes: nil, seen: nil)
    try store.record(try Sample(scratch).run(1, "bpe-encode", inputs: [input]))
    #expect(try events(store).allSatisfy { $0["inputs"]?.array?.isEmpty == true })
  }

  private func events(_ store: ManifestStore) throws -> [JSONValue] {
    let form = OpenLineage(store.location, namespace: "here")
    return try store.runIDs().compactMap { try store.run(id: $0) }.flatMap(form.events)
  }

  /// What the schema 2-0-2 requires of a RunEvent and of every facet in it.
  private func check(_ event: JSONValue) {
    for key in ["eventTime", "producer", "schemaURL", "run", "job"] { #expect(event[key] != nil, "\(key)") }
    #expect(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"].contains(event["eventType"]?.string))
    #expect(RunID.isValid(event["run"]?["runId"]?.string ?? ""))
    #expect(event["job"]?["namespace"]?.string != nil && event["job"]?["name"]?.string != nil)
    for dataset in (event["inputs"]?.array ?? []) + (event["outputs"]?.array ?? []) {
      #expect(dataset["namespace"]?.string != nil && dataset["name"]?.string != nil)
    }
    checkFacets(event)
  }

  private func checkFacets(_ value: JSONValue) {
    for element in value.array ?? [] { checkFacets(element) }
    for (key, member) in value.object ?? [:] {
      checkFacets(member)
      guard ["facets", "inputFacets", "outputFacets"].contains(key) else { continue }
      for (name, facet) in member.object ?? [:] {
        #expect(facet["_producer"]?.string?.hasPrefix("pkg:") == true, "\(name)")
        #expect(facet["_schemaURL"]?.string?.hasPrefix("https://openlineage.io/spec/facets/") == true, "\(name)")
      }
    }
  }
}
