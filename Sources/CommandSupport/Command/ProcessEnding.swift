import ArgumentParser
import Memory
import Platform

/// The end of a process from any thread, while others may wait without end: what is open stays as it is, temporary files
/// are removed.
package enum ProcessEnding {
  /// Says why, and ends.
  ///
  /// - Parameters:
  ///   - error: the line and the exit code; nil for an end without either
  ///   - tool: whose line it is
  package static func now(_ error: (any Error)?, tool: String) -> Never {
    let report = error.flatMap { $0 is ExitCode ? nil : ErrorReport($0) }
    if let report {
      Terminal.write(Terminal.standardErrorIsLive ? "\r\u{1B}[K" : "", to: STDERR_FILENO)
      Terminal.note("\(tool): \(report.message)", report.style)
    }
    fflush(nil)
    Memory.lastAct?()
    _exit((error as? ExitCode)?.rawValue ?? report?.code.rawValue ?? 0)
  }
}
