/// What kind of failure an error is: a tool answers each with one exit code.
package enum ErrorCategory: Sendable, Equatable {
  /// A value that was given is not possible. Whether a command line or a file gave it, the tool knows.
  case value
  /// The command line is to be changed, whatever the files hold.
  case usage
  /// The content of an input is wrong.
  case badData
  /// An input is not there or cannot be read.
  case missing
  /// The system refused to read or write.
  case io
  /// Something is scarce or busy now; the same command may work later.
  case busy
  /// The training loss is no longer finite.
  case diverged
}

/// An error that knows of which kind it is.
package protocol CategorizedError: Error {
  /// The kind of failure, which decides the exit code.
  var category: ErrorCategory { get }
}
