import Formats
import Testing

@testable import Manifest

struct DecisionTests {
  private static let one = Digest.of([1])
  private static let two = Digest.of([2])

  private static func input(_ role: String, _ digest: Digest?) -> RecordedFile {
    RecordedFile(role: role, path: role + ".txt", identity: digest, fileDigest: digest, bytes: 1, seen: nil)
  }

  private static func request(
    lr: Double = 0.1, seed: UInt64? = 1, semantics: Int = 1, inputs: [RecordedFile] = [input("corpus", one)],
    targets: [String] = ["out"]
  ) -> RunRequest {
    RunRequest(
      stage: "s", semantics: semantics, configuration: ["lr": .number(lr), "model": ["layers": 4]], seed: seed,
      inputs: inputs, targets: targets)
  }

  private static func earlier(_ number: Int, _ request: RunRequest) -> EarlierRun {
    EarlierRun(
      id: Sample.id(number), key: request.key, semantics: request.semantics, configuration: request.configuration,
      seed: request.seed, start: Sample.time(0), end: Sample.time(4),
      inputs: request.inputs.map {
        EarlierRun.File(role: $0.role, path: $0.path, identity: $0.identity, fileDigest: $0.fileDigest)
      },
      outputs: [EarlierRun.File(role: "x", path: "out", identity: two, fileDigest: two)])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var request = DecisionTests.request()
    var match: EarlierRun?
    var latest: EarlierRun?
    var unfinished: Decision.Unfinished?
    var force = false
    var state = Decision.OutputState.unchanged
    /// Codes and words; nil for up to date.
    var codes: String?
    var words = ""
    var testDescription: String { name }
  }

  private static let same = earlier(1, request())

  static let cases: [Case] = [
    Case(name: "nothing before", codes: "new", words: "no earlier run made this here"),
    Case(
      name: "an attempt before", unfinished: .init(run: Sample.id(8), status: .interrupted), codes: "new",
      words: "the last run here (0193abcd-0000) was interrupted"),
    Case(name: "all the same", match: same, latest: same),
    Case(name: "forced", match: same, latest: same, force: true, codes: "forced", words: "force"),
    Case(
      name: "gone", match: same, latest: same, state: .missing, codes: "output-missing",
      words: "out is gone, made by run 0193abcd-0000"),
    Case(
      name: "changed by hand", match: same, latest: same, state: .modified, codes: "output-modified",
      words: "out was changed after run 0193abcd-0000 made it"),
    Case(
      name: "another setting", request: request(lr: 0.2), latest: same, codes: "config:lr",
      words: "lr changed (was 0.1, now 0.2)"),
    Case(
      name: "another seed", request: request(seed: nil), latest: same, codes: "config:seed",
      words: "seed changed (was 1, now unset)"),
    Case(
      name: "another version", request: request(semantics: 2), latest: same, codes: "config:semantics",
      words: "this version computes it differently (semantics was 1, now 2)"),
    Case(
      name: "another input", request: request(inputs: [input("corpus", two)]), latest: same, codes: "input:corpus",
      words: "corpus changed (was 4bf5122f3445…, now dbc1b4c900ff…), made by tell run 0193abcd-0000"),
    Case(
      name: "one more input", request: request(inputs: [input("corpus", one), input("corpus", two)]), latest: same,
      codes: "input:corpus", words: "corpus has 2 files (was 1)"),
    Case(
      name: "one of two inputs", request: request(inputs: [input("corpus", one), input("corpus", two)]),
      latest: earlier(1, request(inputs: [input("corpus", two), input("corpus", two)])), codes: "input:corpus",
      words: "corpus changed (corpus.txt was dbc1b4c900ff…, now 4bf5122f3445…), made by tell run 0193abcd-0000"),
    Case(
      name: "standard input", request: request(inputs: [input("corpus", nil)]), latest: same, codes: "input:corpus",
      words: "the content of corpus (corpus.txt) is not known in advance"),
    Case(
      name: "input and setting", request: request(lr: 0.2, inputs: [input("corpus", two)]), latest: same,
      codes: "input:corpus,config:lr",
      words: "corpus changed (was 4bf5122f3445…, now dbc1b4c900ff…), made by tell run 0193abcd-0000; "
        + "lr changed (was 0.1, now 0.2)"),
    Case(
      name: "back to an earlier setting, overwritten since", match: same, latest: earlier(2, request(lr: 0.3)),
      state: .modified, codes: "config:lr", words: "lr changed (was 0.3, now 0.1)"),
    Case(
      name: "back to an earlier setting, still there", match: same, latest: earlier(2, request(lr: 0.3))),
    Case(
      name: "more of the same", request: request(targets: ["out", "more"]), latest: same, codes: "new",
      words: "no earlier run made this here"),
  ]

  @Test(arguments: cases)
  func decides(_ test: Case) {
    let decision = Decision.make(
      test.request, match: test.match, latest: test.latest, unfinished: test.unfinished, force: test.force
    ) { _ in test.state }
    let producer = RunName(id: Sample.id(5), stage: "tell", key: nil)
    switch decision {
    case .upToDate(let run):
      #expect(test.codes == nil)
      #expect(run == test.match)
    case .run(let cause):
      #expect(cause.reasons.map(\.code).joined(separator: ",") == test.codes)
      #expect(cause.words(producers: ["corpus.txt": producer]).description == test.words)
    }
  }

  @Test func namesNestedSettings() {
    var request = Self.request()
    request.configuration = ["lr": 0.1, "model": ["layers": 5], "new": "x"]
    #expect(
      Difference.all(between: Self.same, and: request) == [
        .config(key: "model.layers", was: "4", now: "5"), .config(key: "new", was: nil, now: "\"x\""),
      ])
  }
}
