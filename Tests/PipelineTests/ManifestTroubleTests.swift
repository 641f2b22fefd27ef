import Foundation
import Testing

/// A manifest that is damaged, missing, or none at all, as a user meets it.
struct ManifestTroubleTests: ManifestSuite {
  @Test func rebuildsFromReceipts() throws {
    let workspace = try trained()
    try train(workspace, vocabulary: 310)
    let before = try run(workspace, "log", "--json").text
    for damage in ["gone", "cut", "empty"] {
      let database = URL(fileURLWithPath: workspace.path("manifest.db"))
      switch damage {
      case "gone": try FileManager.default.removeItem(at: database)
      case "cut": try Data(try workspace.read("manifest.db").prefix(6000)).write(to: database)
      default: try Data().write(to: database)
      }
      let result = try run(workspace, "rebuild")
      #expect(result.text == "manifest.db: recreated from 2 receipts\n")
      #expect(try run(workspace, "log", "--json").text == before)
    }
  }

  @Test func aFileThatIsNoManifestIsLeftAlone() throws {
    let workspace = try trained()
    let message = "(expected a Letterpress manifest, which is an SQLite database); choose another path with --manifest"
    let checkpoint = Data([16, 0, 0, 0, 0, 0, 0, 0]) + Data("{\"__metadata__\":".utf8)
    let files = [
      ("novel.txt", Data("Call me Ishmael.".utf8), "is text"), ("m", checkpoint, "is a safetensors checkpoint"),
    ]
    for (name, content, words) in files {
      try content.write(to: URL(fileURLWithPath: workspace.path(name)))
      let train = try train(workspace, "--manifest", name)
      #expect(train.exitCode == 65)
      #expect(train.lastErrorLine == "bpe-train: \(name): \(words) \(message)")
      for command in ["rebuild", "runs", "ingest"] {
        let result = try run(workspace, command, "--manifest", name)
        #expect(result.exitCode == 65)
        #expect(result.lastErrorLine == "manifest: \(name): \(words) \(message)")
      }
      #expect(try workspace.read(name) == content)
    }
    #expect(try workspace.list() == ["corpus.txt", "m", "manifest.db", "novel.txt", "receipts", "tokenizer"])
  }

  @Test func aPipeIsNoManifest() throws {
    let workspace = try trained()
    #expect(mkfifo(workspace.path("pipe"), 0o600) == 0)
    let message =
      "pipe: is a pipe (expected an ordinary file, or nothing); move it away or choose another path with --manifest"
    for result in [try train(workspace, "--manifest", "pipe"), try run(workspace, "runs", "--manifest", "pipe")] {
      #expect(result.exitCode == 74)
      #expect(result.lastErrorLine.hasSuffix(": \(message)"))
    }
    let rebuild = try run(workspace, "rebuild", "--manifest", "pipe")
    #expect(rebuild.exitCode == 65)
    #expect(
      rebuild.lastErrorLine
        == "manifest: pipe: is a pipe (expected a Letterpress manifest, which is an SQLite database); "
        + "choose another path with --manifest")
  }

  @Test func aDamagedManifestStopsAStageWithTheWayOut() throws {
    let workspace = try trained()
    try Data(try workspace.read("manifest.db").prefix(6000)).write(
      to: URL(fileURLWithPath: workspace.path("manifest.db")))
    let result = try train(workspace)
    #expect(result.exitCode == 65)
    #expect(
      result.lastErrorLine
        == "bpe-train: manifest.db: is not a readable database (database disk image is malformed); "
        + "nothing is lost, run `manifest rebuild` to recreate it from receipts/")
  }

  @Test func aMissingManifestIsReadFromReceipts() throws {
    let workspace = try trained()
    try FileManager.default.removeItem(atPath: workspace.path("manifest.db"))
    let result = try train(workspace)
    #expect(result.exitCode == 0)
    #expect(
      withoutTimes(result.standardError)
        == "bpe-train: manifest.db: was missing or empty; 1 run was restored from receipts/, "
        + "as `manifest rebuild` does\nbpe-train: up to date: made by run RUN on TIME in SPAN\n")
  }

  @Test(
    arguments: [
      (
        ["runs"], 66,
        "manifest: manifest.db: no such manifest; choose one with --manifest, or run `manifest rebuild` if receipts/ is next to it"
      ),
      (
        ["runs", "--manifest", "no/m.db"], 66,
        "manifest: no/m.db: there is no directory no; make it first or choose another path with --manifest"
      ),
    ] as [([String], Int32, String)])
  func saysWhatIsMissing(arguments: [String], code: Int32, message: String) throws {
    let workspace = try Workspace()
    let result = try workspace.run("manifest", arguments: arguments)
    #expect(result.exitCode == code)
    #expect(result.lastErrorLine == message)
    #expect(try workspace.list() == [])
  }

  @Test func refusesQuestionsAboutTheUnknown() throws {
    let workspace = try trained()
    let path = try run(workspace, "why", "nothing.txt")
    #expect(path.exitCode == 66)
    #expect(
      path.lastErrorLine
        == "manifest: nothing.txt: no recorded run has read or written it; "
        + "see what is known with `sqlite3 manifest.db 'select * from artifacts'`")
    #expect(
      try run(workspace, "log", "ffff").lastErrorLine == "manifest: run \"ffff\": no such run; see `manifest log`")
    let both = try run(workspace, "verify", "--full", "--quick")
    #expect(both.exitCode == 64)
    #expect(both.standardError.hasPrefix("manifest: --quick and --full exclude each other; choose one.\n"))
  }
}
