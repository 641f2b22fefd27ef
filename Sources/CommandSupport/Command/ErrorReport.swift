import ArgumentParser
import Formats
import Messages

/// What a tool says of an error, and the exit code that it ends with.
package struct ErrorReport {
  /// One line, without the tool's name.
  package let message: String
  package let code: ToolExitCode
  /// How it looks: whoever stops a tool need not be alarmed.
  package var style: TerminalStyle { [.interrupted, .terminated].contains(code) ? .warning : .error }

  /// The report of any error.
  package init(_ error: any Error) {
    // A file that was cut while it was mapped reads as zeros: whatever was thrown since then follows from that.
    let error = MappedFile.firstCut.map { FormatError.file(path: $0, .changed) } ?? error
    message = Printable.line(FlagNames.text(of: error))
    code = (error as? ToolFailure)?.code ?? (error as? any CategorizedError).map(ToolExitCode.init) ?? .failure
  }

  /// Whether ArgumentParser reports this one itself: usage errors and clean exits thrown from `perform()`.
  static func belongsToParser(_ error: any Error) -> Bool {
    error is ValidationError || error is CleanExit || error is ExitCode
  }
}
