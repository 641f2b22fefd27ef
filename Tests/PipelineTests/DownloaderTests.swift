import Foundation
import Testing

/// curl comes with most systems, not with all. Outside the suite: its condition cannot be a member of it.
private let curlIsHere = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl", "/opt/homebrew/bin/curl"]
  .contains { FileManager.default.isExecutableFile(atPath: $0) }

/// `data/download.sh`, on files instead of servers: curl reads `file://` in the same way.
@Suite(.enabled(if: curlIsHere, "needs curl"))
struct DownloaderTests {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("data/download.sh").path

  private let workspace: Workspace
  private let text = String(repeating: "once upon a time\n", count: 5_000)

  init() throws {
    workspace = try Workspace()
    try workspace.write(text, to: "server/corpus.txt")
  }

  private func download(_ name: String = "corpus.txt") throws -> (exitCode: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [Self.script, "file://\(workspace.path("server/\(name)"))", workspace.path("here")]
    let (output, errors) = (
      workspace.folder.appendingPathComponent("out"), workspace.folder.appendingPathComponent("err")
    )
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try String(contentsOf: output, encoding: .utf8),
      try String(contentsOf: errors, encoding: .utf8)
    )
  }

  @Test("Fetches, keeps the digest, and the second time only checks it")
  func fetches() throws {
    let first = try download()
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(first.output == workspace.path("here/corpus.txt") + "\n")
    #expect(try workspace.read("here/corpus.txt") == Data(text.utf8))
    #expect(try workspace.list("here") == ["corpus.txt", "corpus.txt.sha256"])
    let again = try download()
    #expect(again.exitCode == 0)
    #expect(again.errors == "download: corpus.txt is here; checking its digest\n")
  }

  @Test("Goes on where it was cut off")
  func resumes() throws {
    try workspace.write(String(text.prefix(30_000)), to: "here/corpus.txt.partial")
    #expect(try download().exitCode == 0)
    #expect(try workspace.read("here/corpus.txt") == Data(text.utf8))
  }

  @Test("Refuses a file that has changed since it was fetched")
  func refusesChange() throws {
    #expect(try download().exitCode == 0)
    try workspace.write(text + "!", to: "here/corpus.txt")
    let again = try download()
    #expect(again.exitCode == 65)
    #expect(again.errors.hasSuffix("remove both and run this again\n"))
  }

  @Test("Refuses more bytes than the server has, and a missing file; neither gets a name")
  func refusesWrongFiles() throws {
    try workspace.write(text + text, to: "here/corpus.txt.partial")
    #expect(try download().exitCode == 65)
    #expect(try download("nothing.txt").exitCode == 75)
    #expect(try workspace.list("here") == ["corpus.txt.partial"])
  }
}
