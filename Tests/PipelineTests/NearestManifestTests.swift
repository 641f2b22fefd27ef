import Foundation
import Testing

/// The manifest is found upward from where a person stands.
struct NearestManifestTests: ManifestSuite {
  @Test func aStageBelowTheManifestUsesIt() throws {
    let workspace = try trained()
    let below = workspace.folder.appendingPathComponent("experiments/one")
    try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
    let train = ["--input", "../../corpus.txt", "--vocab-size", "290", "--output", "tokenizer"]
    let first = try ToolRunner.run("bpe-train", train, in: below)
    #expect(first.exitCode == 0)
    let note = "bpe-train: using ../../manifest.db, the nearest manifest\n"
    #expect(first.standardError.hasPrefix(note + "bpe-train: running for the first time here"))
    #expect(try workspace.list("experiments/one") == ["tokenizer"])
    let again = try ToolRunner.run("bpe-train", train, in: below)
    #expect(withoutTimes(again.standardError) == note + "bpe-train: up to date: made by run RUN on TIME in SPAN\n")
    #expect(try ToolRunner.run("bpe-train", train + ["--quiet"], in: below).standardError == "")
    // Seen from the manifest's directory it is the same run.
    let above = try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "290", "--output", "experiments/one/tokenizer")
    #expect(above.standardError.contains("up to date"))
  }

  @Test func questionsFindItToo() throws {
    let workspace = try trained()
    let below = workspace.folder.appendingPathComponent("tokenizer")
    let why = try ToolRunner.run("manifest", ["why", "vocab.json"], in: below)
    #expect(why.exitCode == 0)
    #expect(why.standardError == "manifest: using ../manifest.db; paths begin in its directory\n")
    #expect(why.text.hasPrefix("tokenizer/vocab.json: "))
    #expect(try ToolRunner.run("manifest", ["runs", "--quiet"], in: below).standardError == "")
    // A named manifest wins, here one that is not there.
    for (arguments, environment) in [(["--manifest", "m.db"], [:]), ([], ["LETTERPRESS_MANIFEST": "m.db"])] {
      let result = try ToolRunner.run("manifest", ["runs"] + arguments, in: below, environment: environment)
      #expect(result.exitCode == 66)
      #expect(result.standardError.hasPrefix("manifest: m.db: no such manifest"))
    }
    let home = try ToolRunner.run("manifest", ["runs"], in: below, environment: ["HOME": workspace.folder.path])
    #expect(home.exitCode == 66)
  }

  @Test func aRunWithoutARecordLeavesNone() throws {
    let workspace = try Workspace()
    try workspace.write(corpus, to: "corpus.txt")
    for _ in 0..<2 {
      let result = try train(workspace, "--no-manifest")
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardError.hasPrefix("bpe-train: running without a record\n"))
      #expect(try workspace.list() == ["corpus.txt", "tokenizer"])
    }
    let dry = try train(workspace, "--no-manifest", "--dry-run")
    #expect(dry.text == "bpe-train: would run: --no-manifest: no record says what has been done\n")
  }

  @Test func aRunWithoutARecordSparesWhatIsRecorded() throws {
    let workspace = try trained()
    let before = (try workspace.read("manifest.db"), try workspace.list("receipts"))
    let result = try workspace.run(
      "tell-stories", "--megabytes", "0.01", "--output", "tokenizer/vocab.json", "--no-manifest")
    #expect(result.exitCode == 64)
    #expect(result.lastErrorLine.contains("tokenizer/vocab.json: was made by bpe-train run"))
    #expect((try workspace.read("manifest.db"), try workspace.list("receipts")) == before)
  }
}
