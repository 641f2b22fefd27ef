import Foundation
import Testing

/// `lm-eval documents` as its user runs it.
@Suite struct LMDocumentsTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 30))
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func documents(_ more: String...) throws -> ToolRunner.Result {
    try workspace.run(
      "lm-eval",
      arguments: ["documents", "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "tokenizer"] + more)
  }

  private func lines(_ name: String) throws -> [[String: Any]] {
    try String(decoding: workspace.read(name), as: UTF8.self).split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }

  @Test func eachDocumentHasItsNumbers() throws {
    let result = try documents("--output", "d.jsonl", "--worst", "4", "--best", "2", "--json")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = try lines("d.jsonl")
    #expect(lines.map { $0["document"] as? Int } == Array(0..<40))
    // Of 400 sentences the last 40 are held out.
    #expect(lines[0]["text"] as? String == "The cat saw a ball 3 times.")
    #expect(lines[0]["tokens"] as? Int == 28 && lines[0]["bytes"] as? Int == 27)
    let losses = try lines.map { try #require($0["loss"] as? Double) }
    let summary = try #require(
      try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any])
    #expect(summary["documents"] as? Int == 40)
    let worst = try #require(summary["worst"] as? [[String: Any]]).map { $0["document"] as? Int }
    let order = losses.indices.sorted { (losses[$0], -$0) > (losses[$1], -$1) }
    #expect(worst == order.prefix(4).map(Optional.init))
    let best = try #require(summary["best"] as? [[String: Any]]).map { $0["document"] as? Int }
    #expect(best == losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }.prefix(2).map(Optional.init))
    let distribution = try #require(summary["loss_of_documents"] as? [String: Any])
    #expect(abs(try #require(distribution["mean"] as? Double) - losses.reduce(0, +) / 40) < 1e-9)
    let middle = losses.sorted()[19...20].reduce(0, +) / 2
    #expect(abs(try #require(distribution["median"] as? Double) - middle) < 1e-9)
  }

  /// Documents shorter than the context, each after its separator: what measures the whole sees more of some and less of
  /// others.
  @Test func togetherTheyAreNearTheWhole() throws {
    let whole = try workspace.run(
      "lm-eval", "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "tokenizer", "--json")
    let result = try documents("--json")
    func loss(_ data: Data) throws -> Double {
      let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      return try #require(object?["loss"] as? Double)
    }
    #expect(abs(try loss(whole.standardOutput) - loss(result.standardOutput)) < 0.3)
  }

  @Test func theTableFitsAndEscapes() throws {
    let text = try documents("--worst", "3", "--best", "1").text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0].hasPrefix("split valid, 40 documents, "))
    #expect(lines[2].split(separator: " ") == ["all", "tokens", "mean", "5%", "25%", "median", "75%", "95%"])
    #expect(lines[3].hasPrefix("loss ") && lines[4].hasPrefix("bits per byte "))
    #expect(lines[6].hasPrefix("worst  tokens  bytes") && lines[11].hasPrefix("best"))
    #expect(lines.count == 14)
    let bad = try documents("--worst", "-1")
    #expect(bad.exitCode == 64 && bad.lastErrorLine.contains("--worst"), "\(bad.standardError)")
  }

  @Test func theSameBytesWithEveryNumberOfThreads() throws {
    var found: [Data] = []
    for threads in ["1", "2", "5"] {
      #expect(try documents("--output", "d.jsonl", "--threads", threads, "--force").exitCode == 0)
      found.append(try workspace.read("d.jsonl"))
    }
    #expect(Set(found).count == 1)
  }

  @Test func aSecondRunIsUpToDateAndStillTellsThem() throws {
    let first = try documents("--output", "d.jsonl")
    let second = try documents("--output", "d.jsonl")
    #expect(first.exitCode == 0 && second.standardError.contains("lm-eval documents: up to date"))
    #expect(first.text == second.text)
    // How many are shown is no setting.
    #expect(try documents("--output", "d.jsonl", "--worst", "1").standardError.contains("up to date"))
    #expect(
      try documents("--output", "d.jsonl", "--split", "train").standardError.contains(
        "split changed (was \"valid\", now \"train\")"))
    #expect(try lines("d.jsonl").count == 360)
    #expect(try workspace.run("manifest", "lineage", "d.jsonl").text.contains("dataset.json"))
  }

  @Test func aFileThatItDidNotMakeIsKept() throws {
    try workspace.write("mine\n", to: "d.jsonl")
    let result = try documents("--output", "d.jsonl")
    #expect(result.exitCode != 0)
    #expect(String(decoding: try workspace.read("d.jsonl"), as: UTF8.self) == "mine\n")
  }
}
