import ArgumentParser
import Formats
import Manifest

/// From any error to the one line and the exit code a tool ends with.
package enum ToolError {
  /// The text (one line, without the tool's name) and the exit code for an error.
  package static func report(_ error: any Error) -> (message: String, code: ToolExitCode) {
    // A file that was cut while it was mapped reads as zeros: whatever was thrown since then follows from that.
    let error = MappedFile.firstCut.map { FormatError.file(path: $0, .changed) } ?? error
    return (OneLine.escaped("\(error)"), code(of: error))
  }

  /// Whether ArgumentParser reports this one itself: usage errors and clean exits thrown from `perform()`.
  static func belongsToParser(_ error: any Error) -> Bool {
    error is ValidationError || error is CleanExit || error is ExitCode
  }

  private static func code(of error: any Error) -> ToolExitCode {
    switch error {
    case let error as any ExitCodeProviding: error.toolExitCode
    default: .failure
    }
  }
}

extension FormatError: ExitCodeProviding {
  package var toolExitCode: ToolExitCode {
    switch category {
    case .badData: .badData
    case .missing: .missingInput
    case .io: .io
    case .busy: .tryAgain
    }
  }
}

extension ManifestError: ExitCodeProviding {
  package var toolExitCode: ToolExitCode {
    switch category {
    case .badData: .badData
    case .missing: .missingInput
    case .io: .io
    case .busy: .tryAgain
    }
  }
}
