import Foundation
import Testing

/// `pipelines/install.sh` with the tools that the tests were built with.
@Suite("install.sh", .serialized)
struct InstallTests {
  private let space: Workspace
  private var prefix: String { space.path("some prefix") }

  init() throws { space = try Workspace() }

  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("pipelines/install.sh").path

  private func shell(_ command: String) throws -> (code: Int32, text: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = space.folder
    process.environment = ProcessInfo.processInfo.environment.merging(["BIN": ToolRunner.products.path]) { _, new in new
    }
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  private func install(_ words: String = "") throws -> (code: Int32, text: String) {
    try shell("'\(Self.script)' --prefix '\(prefix)' \(words)")
  }

  @Test("tools, completions and pages arrive, and go again")
  func roundTrip() throws {
    let installed = try install()
    #expect(installed.code == 0, "\(installed.text)")
    #expect(installed.text.contains("export PATH=\"\(prefix)/bin:$PATH\""))
    for tool in VersionAndHelpTests.tools where tool != "machine-speed" {
      #expect(try shell("'\(prefix)/bin/\(tool)' --version").code == 0)
      for file in [
        "bash-completion/completions/\(tool)", "zsh/site-functions/_\(tool)",
        "fish/vendor_completions.d/\(tool).fish", "man/man1/\(tool).1",
      ] { #expect(space.exists("some prefix/share/\(file)"), "\(file)") }
      let bash = try shell("source '\(prefix)/share/bash-completion/completions/\(tool)'; complete -p \(tool)")
      #expect(bash.code == 0 && bash.text.contains("complete "), "\(bash.text)")
    }
    #expect(try install().code == 0)
    let removed = try install("--uninstall")
    #expect(removed.code == 0, "\(removed.text)")
    #expect(try space.list() == [])
  }

  @Test("what was there before stays, and is never replaced")
  func foreign() throws {
    try space.write("mine", to: "some prefix/bin/shard")
    let refused = try install()
    #expect(refused.code == 64)
    #expect(refused.text.contains("some prefix/bin/shard is there and was not installed by this script"))
    #expect(try space.list("some prefix") == ["bin"])
    #expect(try install("--uninstall").code == 64)
    try space.write("mine", to: "some prefix/bin/other")
    try FileManager.default.removeItem(atPath: space.path("some prefix/bin/shard"))
    #expect(try install().code == 0)
    #expect(try install("--uninstall").code == 0)
    #expect(try space.list("some prefix") == ["bin"])
    #expect(try space.list("some prefix/bin") == ["other"])
  }

  @Test("a page that man shows has its sections", arguments: ["bpe-train", "lm-train", "manifest"])
  func page(tool: String) throws {
    let page = try space.run(tool, "--generate-manual").text
    try space.write(page, to: "\(tool).1")
    let shown = try shell("command -v man >/dev/null || exit 77; MANWIDTH=80 man -l ./\(tool).1 2>&1")
    guard shown.code != 77 else { return }
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"] {
      #expect(shown.text.contains(section), "\(section)")
    }
    #expect(!shown.text.contains("warning"))
  }

  @Test("words that it does not know are refused")
  func usage() throws {
    #expect(try shell("'\(Self.script)' --prefx x").code == 64)
    #expect(try shell("'\(Self.script)' --prefix").code == 64)
    #expect(try shell("'\(Self.script)' --help").text.contains("--uninstall"))
  }
}
