import Messages

/// What a tool tells the shell when it ends.
///
/// The numbers follow BSD's `sysexits.h` where it has one; 130 is the shell's own number for a run stopped by Ctrl-C.
package enum ToolExitCode: Int32, Sendable, Equatable {
  /// Done, or nothing to do.
  case ok = 0
  /// An error of no other kind, usually a bug.
  case failure = 1
  /// The training loss is no longer finite; the run is recorded as failed.
  case diverged = 3
  /// The command line is wrong.
  case usage = 64
  /// An input exists and is not what it must be.
  case badData = 65
  /// An input does not exist or may not be read.
  case missingInput = 66
  /// Reading or writing failed: disk full, device error, no permission to write.
  case io = 74
  /// Something is busy now; the same command may work later.
  case tryAgain = 75
  /// Stopped by a signal (INT, HUP, USR1).
  case interrupted = 130
  /// Stopped by the signal TERM.
  case terminated = 143
}

extension ToolExitCode {
  /// The code of a failure: the one place where kinds of errors become exit codes.
  package init(_ error: any CategorizedError) {
    self =
      switch error.category {
      case .value: error is any RequestError ? .usage : .badData
      case .usage: .usage
      case .badData: .badData
      case .missing: .missingInput
      case .io: .io
      case .busy: .tryAgain
      case .diverged: .diverged
      }
  }
}

/// An error about values that the command line of this tool gives.
///
/// A tool says so of the errors it can meet: `extension ModelError: RequestError {}`. In others the same values come
/// from files.
package protocol RequestError: Error {}
