import Foundation
import Testing

/// What fuzzing found worth keeping (see pipelines/test/fuzz.sh), once more: the same inputs in every build.
@Suite struct ReplayTests {
  @Test(arguments: FuzzTarget.all)
  func everyInputOfTheCorpus(target: FuzzTarget) throws {
    let bench = FuzzBench()
    let inputs = try Corpus.inputs(of: target.name)
    #expect(!inputs.isEmpty)
    for input in inputs {
      let problem = input.bytes.withUnsafeBytes { target.problem(with: $0, bench) }
      #expect(problem == nil, "\(target.name)/\(input.name)")
    }
  }

  /// Inputs are kept small; nothing lies in the corpus that no target reads.
  @Test func theCorpusIsTidy() throws {
    #expect(try Corpus.folders() == FuzzTarget.all.map(\.name).sorted())
    let inputs = try FuzzTarget.all.flatMap { try Corpus.inputs(of: $0.name) }
    #expect(inputs.reduce(0) { $0 + $1.bytes.count } < 500_000)
  }

  /// The checks themselves can fail.
  @Test func aBrokenPromiseIsSeen() {
    struct Refusal: Error, CustomStringConvertible { let description: String }
    let bench = FuzzBench()
    let problem = { (body: @escaping @Sendable () throws -> Void) in
      [UInt8(0)].withUnsafeBytes { FuzzTarget("x") { _, _ in try body() }.problem(with: $0, bench) }
    }
    #expect(problem {} == nil)
    #expect(problem { try expect(false, "broken") } == "broken")
    #expect(problem { try sure("it") { throw Refusal(description: "no") } } == "it: no")
    #expect(problem { throw Refusal(description: "refused") } == nil)
    #expect(problem { throw Refusal(description: "a\u{1B}[2J") } != nil)
    #expect(problem { throw Refusal(description: "two\nlines") } != nil)
    #expect(problem { throw Refusal(description: String(repeating: "a", count: 2000)) } != nil)
  }
}

/// The committed inputs: a folder for each target.
private enum Corpus {
  static func folders() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  static func inputs(of target: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = root.appendingPathComponent(target)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
      .map { ($0, [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))) }
  }

  private static let root = Bundle.module.bundleURL.appendingPathComponent("Corpus")
}
