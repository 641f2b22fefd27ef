import ArgumentParser
import Formats
import Memory
import Messages
import Platform

/// A command of Letterpress: errors are one line on standard error, `tool: text`, with an exit code for the shell.
///
///     @main struct BPETrain: ToolCommand {
///       static let tool = "bpe-train"
///       static let configuration = CommandConfiguration(commandName: tool, abstract: "…", discussion: "Example: …")
///       @OptionGroup var stageOptions: StageOptions
///       mutating func perform() throws { … }
///     }
///
/// Errors of the command line itself (unknown flag, missing value, `validate()`) are one line too, exit code 64: see
/// ``UsageText``.
package protocol ToolCommand: ParsableCommand {
  /// The name people type; begins every message.
  static var tool: String { get }
  /// The three ways in which the tool is used most, which its name alone prints; none if that does something.
  static var forms: [String] { get }
  /// Whether another process, started by the same command, says what there is to say about the command line.
  static var isOneOfSeveral: Bool { get }
  /// The work. Whatever it throws becomes one line and an exit code.
  mutating func perform() throws
}

extension ToolCommand {
  package static var _errorPrefix: String { "\(tool): " }
  package static var forms: [String] { [] }
  package static var isOneOfSeveral: Bool { false }

  /// Starts the tool with the words of the command line.
  ///
  /// `tool --help` is the help of the default subcommand, if there is one, since it has the flags and lists the others.
  package static func main() {
    let arguments = Array(Arguments.all.dropFirst())
    printScript(asked: arguments)
    let asksForHelp = arguments.first.map(["-h", "--help"].contains) ?? false
    let defaultName = asksForHelp ? configuration.defaultSubcommand?.configuration.commandName : nil
    start((defaultName.map { [$0] } ?? []) + arguments)
  }

  /// Starts the tool with these words, if they and the other texts that it starts with can be used.
  package static func start(_ arguments: [String]) {
    // A file that reaches its largest size is an error of the write, told like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    Memory.lastAct = {
      StaleTemporaries.removeOwn()
      StaleTemporaries.releaseLocks()
    }
    guard Memory.isGranted(byteCount: Memory.reserve) else { Memory.fail(byteCount: Memory.reserve) }
    do {
      try Arguments.check()
    } catch {
      let report = ErrorReport(error)
      Terminal.note("\(tool): \(report.message)", report.style)
      exit(withError: ExitCode(report.code.rawValue))
    }
    guard !arguments.isEmpty || forms.isEmpty else { endAfterFirstSteps() }
    do {
      var command = try parseAsRoot(arguments)
      if !isOneOfSeveral { noteRepeatedFlags(arguments) }
      try command.run()
    } catch {
      end(arguments, error)
    }
  }

  /// Says what is wrong with files that were skipped for an older one.
  package static func noteSkipped(_ problems: [Message]) {
    for problem in problems { Terminal.note("\(tool): skipped: \(FlagNames.text(problem))", .warning) }
  }

  package mutating func run() throws {
    Interruption.acceptSignals()
    do {
      try perform()
      try MappedFile.checkNoneWasCut()
      try Terminal.checkOutput()
    } catch let error where ErrorReport.belongsToParser(error) {
      throw error
    } catch {
      let report = ErrorReport(error)
      fflush(nil)
      Terminal.note("\(Self.tool): \(report.message)", report.style)
      throw ExitCode(report.code.rawValue)
    }
  }
}
