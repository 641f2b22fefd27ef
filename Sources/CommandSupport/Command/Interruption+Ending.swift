import Platform

extension Interruption {
  /// Lets a signal end the process at once, with a word and the usual exit code: for work that leaves nothing behind.
  package static func endProcess(tool: String) {
    install()
    whenRequested {
      Terminal.write(Terminal.standardErrorIsLive ? "\r\u{1B}[K" : "", to: STDERR_FILENO)
      Terminal.note("\(tool): stopped by signal \(signalName ?? "INT")", .warning)
      _exit(exitCode.rawValue)
    }
  }
}
