import ArgumentParser
import Messages
import Platform

/// The ends of a tool that come before its work.
extension ToolCommand {
  /// Ends with what the error says: help and version on standard output; one line of what is wrong with the command
  /// line, 64; nothing where the tool has said it itself.
  static func end(_ arguments: [String], _ error: any Error) -> Never {
    guard !(error is ExitCode), exitCode(for: error) == .validationFailure else { exit(withError: error) }
    let parsers = message(for: error)
    let line = (try? ToolSurface(of: Self.self)).map { surface in
      UsageText(WordScan(arguments, of: surface), parsers: parsers).line
    }
    Terminal.note("\(tool): \(line ?? parsers)")
    exit(withError: ExitCode(ToolExitCode.usage.rawValue))
  }

  /// Ends for somebody who has typed the tool's name alone.
  static func endAfterFirstSteps() -> Never {
    for line in FirstSteps.text(of: Self.self).split(separator: "\n") { Terminal.note(String(line)) }
    exit(withError: ExitCode(ToolExitCode.usage.rawValue))
  }

  /// Prints what pipelines/install.sh asks for, and ends: the tool's page for `man`, or the completions of a shell.
  static func printScript(asked arguments: [String]) {
    let text: String? =
      if arguments == ["--generate-manual"] {
        (try? ToolSurface(of: Self.self)).map { ManualPage(of: $0, version: ToolVersion.current).text }
      } else if arguments.count == 2, arguments[0] == "--generate-completion-script" {
        CompletionScript.text(of: Self.self, shell: arguments[1])
      } else {
        nil
      }
    guard let text else { return }
    Terminal.text(text)
    exit()
  }

  /// Says which of several values counts. Scripts add flags to those that they have, so it is no error.
  static func noteRepeatedFlags(_ arguments: [String]) {
    let flags = arguments.filter { $0.hasPrefix("--") }.map { $0.prefix { $0 != "=" } }
    guard Set(flags).count < flags.count, let surface = try? ToolSurface(of: Self.self) else { return }
    let scan = WordScan(arguments, of: surface)
    guard !scan.given.contains(where: { $0.argument.name == "--quiet" }) else { return }
    for (name, values) in scan.repeated where Set(values).count > 1 {
      let found = values.map(ShellWord.quoted)
      Terminal.note("\(tool): \(name) is given as \(UsageText.list(found, last: "and")); the last one counts")
    }
  }
}
