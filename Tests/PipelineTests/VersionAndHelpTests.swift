import Foundation
import Formats
import Testing

@testable import CommandSupport

/// What a tool says of itself: version, help, first steps, completion and manual page.
@Suite("Version, help, completion and manual pages")
struct VersionAndHelpTests {
  static let tools = [
    "bpe-train", "bpe-encode", "shard", "lm-train", "lm-eval", "lm-sample", "manifest", "tell-stories", "machine-speed",
  ]

  private func surface(_ tool: String) throws -> ToolSurface {
    let dump = try Workspace().run(tool, "--experimental-dump-help")
    return ToolSurface(json: try .init(parsing: Array(dump.standardOutput)))
  }

  private func commands(_ surface: ToolSurface) -> [ToolSurface.Command] {
    surface.root.commands.filter { $0.name != "help" }
  }

  @Test("every tool and every subcommand says its version, commit, build and instruction set", arguments: tools)
  func version(tool: String) throws {
    let lines = [[]] + commands(try surface(tool)).map { [$0.name] }
    for words in lines {
      let result = try Workspace().run(tool, arguments: words + ["--version"])
      #expect(result.exitCode == 0, "\(words)")
      let form =
        #/[a-z-]+ \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(\+changes)?|unknown), (release|debug), (avx512|avx2|neon|portable)\)\n/#
      #expect(result.text.wholeMatch(of: form) != nil, "\(result.text)")
      #expect(result.text.hasPrefix("\(tool) \(ToolVersion.current) "))
    }
  }

  @Test("the help lists the subcommands, each with a line", arguments: tools)
  func subcommands(tool: String) throws {
    let help = try Workspace().run(tool, "--help")
    #expect(help.exitCode == 0)
    let surface = try surface(tool)
    for command in commands(surface) where command.name != surface.root.defaultCommand {
      let line = help.text.split(separator: "\n").first { $0.hasPrefix("  \(command.name) ") }
      #expect(line?.contains(command.abstract.prefix(30)) == true, "\(command.name)")
    }
  }

  @Test(
    "a tool without a word says what it is for and three forms that work",
    arguments: tools.filter { $0 != "machine-speed" })
  func firstSteps(tool: String) throws {
    let space = try Workspace()
    let result = try space.run(tool)
    #expect(result.exitCode == 64)
    #expect(result.text == "")
    let lines = result.standardError.split(separator: "\n").map(String.init)
    #expect(lines.count == 5)
    #expect(lines.first?.hasPrefix("\(tool): ") == true)
    #expect(lines.last == "\(tool) --help explains all flags.")
    for form in lines.dropFirst().dropLast() {
      let words = try shellWords(form)
      #expect(words.first == tool)
      // Nothing is wrong with the words: what is missing here are the files.
      let tried = try space.run(
        tool, arguments: Array(words.dropFirst()) + (tool == "tell-stories" ? ["--dry-run"] : []))
      #expect([0, 66].contains(tried.exitCode) || form.hasSuffix(" --resume"), "\(form): \(tried.standardError)")
    }
  }

  private func shellWords(_ line: String) throws -> [String] {
    let shell = Process()
    let pipe = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "printf '%s\\n' \(line)"]
    shell.standardOutput = pipe
    try shell.run()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    return String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  /// Values that no shell can complete: numbers and words of one's own.
  private static let free: Set = [
    "n", "k", "i", "x", "p", "text", "range", "bytes", "seconds", "speed", "seed", "megabytes", "name", "names", "run",
  ]

  @Test("every option whose values can be completed is", arguments: tools)
  func completion(tool: String) throws {
    let surface = try surface(tool)
    for command in [surface.root] + commands(surface) {
      for argument in command.arguments where argument.values != .none && !Self.free.contains(argument.valueName) {
        #expect(argument.completion != nil, "\(tool) \(command.name) \(argument.name) <\(argument.valueName)>")
      }
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = try Workspace().run(tool, "--generate-completion-script", shell)
      #expect(script.exitCode == 0)
      #expect(script.text.contains("help"))
    }
  }

  @Test("the manual page has every flag of every command", arguments: tools)
  func manual(tool: String) throws {
    let page = try Workspace().run(tool, "--generate-manual")
    #expect(page.exitCode == 0)
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"] {
      #expect(page.text.contains("\n.SH \(section)\n"), "\(section)")
    }
    let surface = try surface(tool)
    for command in [surface.root] + commands(surface) {
      for name in command.flags.flatMap(\.names) {
        #expect(page.text.contains("\\fB" + name.replacing("-", with: "\\-") + "\\fR"), "\(command.name) \(name)")
      }
      for argument in command.words { #expect(page.text.contains("\\fI\(argument.valueName)\\fR"), "\(argument.name)") }
    }
    // A line that begins with a dot is a command of man(7).
    let known = [".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".nh", ".ad l"]
    for line in page.text.split(separator: "\n") where line.hasPrefix(".") {
      #expect(known.contains { line == $0 || line.hasPrefix($0 + " ") }, "\(line)")
    }
  }
}
