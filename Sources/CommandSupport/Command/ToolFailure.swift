/// An error a tool reports itself: a text for the person and a code for the shell.
///
/// The text says where, what was found, what was expected and what to do next, on one line, without the tool's name.
package struct ToolFailure: Error, Equatable, CustomStringConvertible {
  /// The exit code.
  package let code: ToolExitCode
  /// The text, without the tool's name.
  package let message: String

  /// Creates a failure from a code and a text.
  package init(_ code: ToolExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }

  /// The command line asks for something that cannot be (64).
  package static func usage(_ message: String) -> ToolFailure { ToolFailure(.usage, message) }
  /// An input exists and is not what it must be (65).
  package static func badData(_ message: String) -> ToolFailure { ToolFailure(.badData, message) }
  /// An input does not exist (66).
  package static func missingInput(_ message: String) -> ToolFailure { ToolFailure(.missingInput, message) }
  /// Reading or writing failed (74).
  package static func io(_ message: String) -> ToolFailure { ToolFailure(.io, message) }
  /// The same command may work later (75).
  package static func tryAgain(_ message: String) -> ToolFailure { ToolFailure(.tryAgain, message) }
  /// The loss is no longer finite (3).
  package static func diverged(_ message: String) -> ToolFailure { ToolFailure(.diverged, message) }
  /// Stopped by a signal (143 for TERM, otherwise 130).
  package static func interrupted(_ message: String) -> ToolFailure { ToolFailure(Interruption.exitCode, message) }
}
