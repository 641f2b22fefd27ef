import Foundation
import Testing

/// Stages and questions beside rebuilds of a manifest that is whole, damaged, or gone: nobody fails for it, and nothing
/// is lost.
struct RebuildBesideTests {
  private func bench() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write((0..<200).map { "the number \($0), is it?\n" }.joined(), to: "corpus.txt")
    #expect(try train(workspace, 300).exitCode == 0)
    return workspace
  }

  private func train(_ workspace: Workspace, _ vocabulary: Int) throws -> ToolRunner.Result {
    try workspace.run(
      "bpe-train",
      arguments: [
        "--input", "corpus.txt", "--vocab-size", "\(vocabulary)", "--output", "tokenizer-\(vocabulary)", "--threads",
        "1", "--quiet",
      ])
  }

  enum Harm: CaseIterable { case none, removed, damaged }

  /// What a command may say while the manifest is harmed: that it is, but never that something failed.
  private func isFine(_ result: ToolRunner.Result, _ harm: Harm) -> Bool {
    switch (harm, result.exitCode) {
    case (_, 0): true
    case (.removed, 66): result.lastErrorLine.contains("no such manifest")
    case (.damaged, 65): result.lastErrorLine.contains("is not a readable database")
    default: false
    }
  }

  @Test(arguments: Harm.allCases) func everybodyGoesOn(harm: Harm) throws {
    let workspace = try bench()
    let problems = Lines()
    DispatchQueue.concurrentPerform(iterations: 6) { worker in
      for round in 0..<10 {
        do {
          if worker == 0 { try self.harm(workspace, harm) }
          let result: ToolRunner.Result =
            switch worker {
            case 0, 1: try workspace.run("manifest", "rebuild")
            case 2: try workspace.run("manifest", "runs")
            default: try train(workspace, 300 + 20 * worker + round)
            }
          if !isFine(result, harm) { problems.add("\(worker): \(result.exitCode): \(result.lastErrorLine)") }
        } catch {
          problems.add("\(error)")
        }
      }
    }
    #expect(problems.all == [])
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    let receipts = try workspace.list("receipts").flatMap { try workspace.list("receipts/\($0)") }
    let runs = try workspace.run("manifest", "runs", "--json", "--limit", "100").standardOutput
    #expect((try JSONSerialization.jsonObject(with: runs) as? [Any])?.count == receipts.count)
    if harm != .damaged { #expect(receipts.count == 31) }
    #expect(try workspace.run("manifest", "verify", "--full").exitCode == 0)
    #expect(try workspace.list().filter { $0.hasPrefix("manifest.db") } == ["manifest.db"])
  }

  private func harm(_ workspace: Workspace, _ harm: Harm) throws {
    let path = workspace.path("manifest.db")
    switch harm {
    case .none: break
    case .removed: unlink(path)
    case .damaged: _ = truncate(path, 6000)
    }
  }
}

private final class Lines: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [String] = []

  var all: [String] { lock.withLock { list } }
  func add(_ text: String) { lock.withLock { list.append(text) } }
}
