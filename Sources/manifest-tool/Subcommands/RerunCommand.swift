import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest rerun [PATH…]`: runs again what is out of date, as it was run.
struct RerunCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "rerun", abstract: "Run again what is out of date, in order, with the recorded commands.",
    discussion: """
      Without a path: all that `manifest stale` lists. With paths: what these files need, and they themselves if they \
      are gone. Each command is shown and runs in the directory in which it was given; the first that fails ends the \
      rest, and its exit code is that of `manifest rerun`. A stage whose result is up to date by then does nothing.

      Example: manifest rerun --dry-run
      Example: manifest rerun dataset
      """)

  @Argument(help: "Files or directories to bring up to date.", completion: .file())
  var paths: [String] = []

  @Flag(name: .long, help: "Only print the commands.")
  var dryRun = false

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let location = try options.location()
    // All are looked at before the first begins: what cannot be repeated is told at once.
    let commands = try plan().map { try RepeatedCommand($0, location: location) }
    if options.json, dryRun || commands.isEmpty { return options.show(.array(commands.map(\.json))) }
    guard !commands.isEmpty else { return Terminal.result(paths.isEmpty ? "nothing is out of date" : "nothing to do") }
    let here = ManifestLocation.absolute(".")
    if dryRun {
      // As it is: a line feed within quotes must reach the shell.
      return Terminal.text(commands.map { $0.line(from: here) + "\n" }.joined())
    }
    try perform(commands, here)
    if options.json { options.show(.array(commands.map(\.json))) }
  }

  private func plan() throws -> [RunFacts] {
    let progress = ProgressLine(
      label: "manifest: hashing changed files", unit: .bytes, total: nil, quiet: options.quiet)
    defer { progress.finish() }
    let plan = try options.ask { store in
      try store.rerunPlan(named: paths) { done, total in progress.update(done, total: total) }
    }
    progress.finish()
    for file in plan.unreadable {
      Terminal.note("\(Self.tool): \(file.path): \(file.reason); it counts as it was last seen")
    }
    return plan.runs
  }

  private func perform(_ commands: [RepeatedCommand], _ here: String) throws {
    Interruption.install()
    for (index, command) in commands.enumerated() {
      try Interruption.check()
      if !options.quiet { Terminal.note("\(Self.tool): \(command.line(from: here))") }
      let child = try ChildProcess(
        program: command.program, words: command.words, directory: command.directory,
        variables: ["LETTERPRESS_MANIFEST": command.manifest])
      let code = child.wait()
      guard code != 0 else { continue }
      let rest = commands.count - index - 1
      Terminal.note(
        "\(Self.tool): \(command.run.name.stage) ended with exit code \(code)"
          + (rest > 0 ? "; \(rest) more \(rest == 1 ? "command was" : "commands were") not run" : ""))
      throw ExitCode(code)
    }
  }
}
