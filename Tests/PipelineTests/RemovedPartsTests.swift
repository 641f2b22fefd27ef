import Foundation
import Testing

/// Token parts that are removed when the dataset is made: `manifest clean`, `manifest forget`, and what the stages say.
struct RemovedPartsTests: ManifestSuite {
  private let dataset = ["--input", "encoded", "--output", "dataset", "--shard-tokens", "1000"]

  private func made() throws -> Workspace {
    let workspace = try trained()
    try encode(workspace)
    let shard = try workspace.run("shard", arguments: dataset)
    #expect(shard.exitCode == 0, "\(shard.standardError)")
    return workspace
  }

  @discardableResult
  private func encode(_ workspace: Workspace, _ flags: String...) throws -> ToolRunner.Result {
    let result = try workspace.run(
      "bpe-encode",
      arguments: ["--input", "corpus.txt", "--tokenizer", "tokenizer", "--output", "encoded", "--parts", "3"] + flags)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result
  }

  @Test func cleanNeedsConsent() throws {
    let workspace = try made()
    let dry = try run(workspace, "clean", "--dry-run")
    #expect(dry.exitCode == 0)
    #expect(dry.text.hasPrefix("encoded/part-00000-of-00003.u16.zst (+2)  "))
    #expect(dry.text.contains("\n  can be made again by bpe-encode run "))
    #expect(dry.text.hasSuffix(" can be removed\n"))
    let asked = try run(workspace, "clean")
    #expect(asked.exitCode == 64)
    #expect(
      asked.lastErrorLine.hasSuffix(
        " would be removed, and nobody can be asked here; add --yes to remove them, or --dry-run"))
    #expect(try workspace.list("encoded").count == 3)
    #expect(try run(workspace, "clean", "tokenizer/vocab.json", "--dry-run").text.contains("  named\n"))
    let unknown = try run(workspace, "clean", "nothing", "--yes")
    #expect(unknown.exitCode == 66)
  }

  @Test func aDatasetOutlivesItsParts() throws {
    let workspace = try made()
    let clean = try run(workspace, "clean", "--yes")
    #expect(clean.exitCode == 0, "\(clean.standardError)")
    #expect(clean.text.contains("\n3 files removed, "))
    #expect(try workspace.list("encoded") == [])
    let verified = try run(workspace, "verify", "--full").text
    #expect(verified.hasSuffix(": all outputs as they were made; 3 removed on purpose\n"))
    #expect(try run(workspace, "stale").text == "nothing is out of date\n")
    #expect(try run(workspace, "clean", "--yes").text == "there is nothing to remove\n")
    let again = try workspace.run("shard", arguments: dataset)
    #expect(again.exitCode == 0 && again.standardError.hasPrefix("shard: up to date: made by run "))
    #expect(try workspace.run("shard", arguments: dataset + ["--dry-run"]).text.hasPrefix("shard: up to date"))
    let other = try workspace.run("shard", arguments: dataset + ["--shuffle"])
    #expect(other.exitCode == 66)
    #expect(
      other.lastErrorLine
        == "shard: encoded: 3 of 3 parts were removed on purpose; make them again with `manifest rerun encoded`, then "
        + "run the same command again")
    #expect(try encode(workspace).standardError.contains("running again: encoded/part-00000-of-00003.u16.zst is gone"))
    #expect(try workspace.run("shard", arguments: dataset + ["--shuffle"]).exitCode == 0)
    // A rebuild knows the same.
    let log = try run(workspace, "log", "--json").text
    #expect(try run(workspace, "rebuild").exitCode == 0)
    #expect(try run(workspace, "log", "--json").text == log)
  }

  /// A single document, whose end was held back although documents were asked for.
  @Test func aDatasetOfOneDocumentOutlivesItsParts() throws {
    let workspace = try trained()
    try workspace.write(String(repeating: "A long novel without an end. ", count: 400), to: "novel.txt")
    let dataset = ["--input", "encoded", "--output", "dataset", "--valid-fraction", "0.1", "--tokenizer", "tokenizer"]
    let encode = ["--input", "novel.txt", "--tokenizer", "tokenizer", "--output", "encoded", "--quiet"]
    #expect(try workspace.run("bpe-encode", arguments: encode).exitCode == 0)
    #expect(try workspace.run("shard", arguments: dataset).exitCode == 0)
    let clean = try run(workspace, "clean", "--yes")
    #expect(clean.text.contains("\n1 file removed, "), "\(clean.text)\(clean.standardError)")
    let again = try workspace.run("shard", arguments: dataset)
    #expect(
      again.exitCode == 0 && again.standardError.hasPrefix("shard: up to date: made by run "), "\(again.standardError)")
    // Another fraction is another dataset, and so is the one that only documents would give.
    var other = dataset
    other[5] = "0.2"
    #expect(try workspace.run("shard", arguments: other).exitCode == 66)
    #expect(try workspace.run("shard", arguments: Array(dataset.prefix(6))).exitCode == 66)
  }

  @Test func whatAPersonRemovedIsAskedFor() throws {
    let workspace = try made()
    try FileManager.default.removeItem(atPath: workspace.path("encoded"))
    let unnoted = try workspace.run("shard", arguments: dataset)
    #expect(unnoted.exitCode == 66)
    #expect(
      unnoted.lastErrorLine.hasSuffix(
        "; if the parts were removed on purpose, `manifest forget encoded` records that, and the dataset is up to date")
    )
    #expect(try run(workspace, "verify").exitCode == 65)
    #expect(try run(workspace, "forget", "encoded").text == "3 files noted as removed on purpose\n")
    #expect(try run(workspace, "forget", "encoded").text == "nothing is missing there without a record\n")
    #expect(try run(workspace, "verify").exitCode == 0)
    #expect(try workspace.run("shard", arguments: dataset).standardError.contains("up to date"))
    let present = try run(workspace, "forget", "corpus.txt")
    #expect(present.exitCode == 64)
    #expect(
      present.lastErrorLine
        == "manifest: corpus.txt: is still there; remove it with `manifest clean corpus.txt`, or remove it yourself first"
    )
    // A dataset that is not whole is not up to date, whatever became of the parts.
    try FileManager.default.removeItem(atPath: workspace.path("dataset/train-00000.u16.zst"))
    let broken = try workspace.run("shard", arguments: dataset).lastErrorLine
    #expect(broken.contains("make them again with `manifest rerun"))
    #expect(try run(workspace, "rerun", "dataset").exitCode == 0)
    #expect(try workspace.exists("dataset/train-00000.u16.zst") && workspace.list("encoded").count == 3)
  }

  @Test func aFolderIsExplained() throws {
    let workspace = try made()
    let why = try run(workspace, "why", "dataset")
    #expect(why.exitCode == 0)
    #expect(why.text.hasPrefix("dataset/: "))
    #expect(why.text.contains(" by shard run ") && why.text.contains("shard --input encoded --output dataset"))
    #expect(try run(workspace, "why", "encoded").text.contains("\nread by  shard run "))
    #expect(try run(workspace, "why", "nowhere").exitCode == 66)
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: run(workspace, "why", "dataset", "--json").standardOutput)
    }
  }
}
