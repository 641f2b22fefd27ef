import Foundation
import Testing

/// A PID namespace of its own, as containers have.
private enum Container {
  static let unshare = "/usr/bin/unshare"
  static let flags = ["--pid", "--fork", "--kill-child", "--mount-proc"]

  static let isAvailable: Bool = {
    guard FileManager.default.isExecutableFile(atPath: unshare), let workspace = try? Workspace() else { return false }
    return (try? Program.run(unshare, flags + ["true"], in: workspace))?.exitCode == 0
  }()
}

/// A run in a container, whose process ids mean other processes outside: it is not taken for dead.
@Suite(.enabled(if: Container.isAvailable, "needs unshare, and the right to make a PID namespace"))
struct NamespaceTests {
  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write((0..<200).map { "the number \($0), is it?\n" }.joined(), to: "corpus.txt")
    let result = try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "280", "--output", "tokenizer", "--threads", "1")
    #expect(result.exitCode == 0)
    return workspace
  }

  /// `bpe-encode` at work, waiting for standard input, started by `prefix`.
  private func start(_ prefix: [String], in workspace: Workspace) throws -> (process: Process, input: Pipe) {
    let encode = [ToolRunner.url(of: "bpe-encode").path, "--tokenizer", "tokenizer", "--input", "-"]
    let line = prefix + encode + ["--output", "encoded", "--quiet"]
    let (process, input) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: line[0])
    process.arguments = Array(line.dropFirst())
    process.currentDirectoryURL = workspace.folder
    process.standardInput = input
    try process.run()
    // The folder is made a moment before the run is recorded.
    while process.isRunning, try !workspace.run("manifest", arguments: Self.look).text.contains("bpe-encode") {
      usleep(20_000)
    }
    return (process, input)
  }

  private func end(_ work: (process: Process, input: Pipe)) throws {
    try work.input.fileHandleForWriting.write(contentsOf: Data("the number 7".utf8))
    try work.input.fileHandleForWriting.close()
    work.process.waitUntilExit()
    #expect(work.process.terminationStatus == 0)
  }

  private static let look = ["runs", "--stage", "bpe-encode", "--json"]

  @Test func aRunInsideIsLeftAloneOutside() throws {
    let workspace = try trained()
    let work = try start([Container.unshare] + Container.flags, in: workspace)
    #expect(try workspace.run("manifest", arguments: Self.look).text.contains("\"status\": \"running\""))
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try workspace.run("manifest", arguments: Self.look).text.contains("\"status\": \"running\""))
    try end(work)
    #expect(try workspace.run("manifest", arguments: Self.look).text.contains("\"status\": \"ok\""))
  }

  /// With the machine's /proc or one of its own.
  @Test(arguments: [["--pid", "--fork"], Container.flags]) func aRunOutsideIsLeftAloneInside(flags: [String]) throws {
    let workspace = try trained()
    let work = try start(["/usr/bin/env"], in: workspace)
    let look = try Program.run(
      Container.unshare, flags + [ToolRunner.url(of: "manifest").path] + Self.look, in: workspace)
    #expect(look.text.contains("\"status\": \"running\""), "\(look.text)\(look.standardError)")
    try end(work)
    #expect(try workspace.run("manifest", arguments: Self.look).text.contains("\"status\": \"ok\""))
  }
}
