import Memory
import Platform

/// The end of a process from any thread, while others may wait without end: what is open stays as it is, temporary files
/// are removed.
package enum ProcessEnding {
  /// Says why, and ends.
  ///
  /// - Parameters:
  ///   - failure: the line and the exit code
  ///   - tool: whose line it is
  package static func now(_ failure: ToolFailure, tool: String) -> Never {
    Terminal.write(Terminal.standardErrorIsLive ? "\r\u{1B}[K" : "", to: STDERR_FILENO)
    Terminal.note("\(tool): \(failure.message)", ErrorReport(failure).style)
    Memory.lastAct?()
    _exit(failure.code.rawValue)
  }
}
