import Formats
import Manifest
import Messages
import Testing

@testable import CommandSupport

struct ErrorReportTests {
  private struct Unknown: Error, CustomStringConvertible {
    var description: String { "two\nlines" }
  }

  private static let cases: [(any Error & Sendable, ToolExitCode, String)] = [
    (ToolFailure.usage("a"), .usage, "a"), (ToolFailure.badData("b"), .badData, "b"),
    (ToolFailure.missingInput("c"), .missingInput, "c"), (ToolFailure.io("d"), .io, "d"),
    (ToolFailure.tryAgain("e"), .tryAgain, "e"), (ToolFailure.diverged("f"), .diverged, "f"),
    (ToolFailure.interrupted("g"), .interrupted, "g"), (ToolFailure(.failure, "h"), .failure, "h"),
    (FormatError.file(path: "x", .notFound), .missingInput, "x: no such file; check the path"),
    (FormatError.file(path: "x", .isDirectory), .missingInput, "x: is a directory (expected a file)"),
    (
      FormatError.file(path: "x", .full(during: .write)), .io,
      "x: cannot write it, no space left on its file system; free some space or choose another directory, then run again"
    ),
    (FormatError.json(path: "x", .unknownKey("k")), .badData, "x: unknown key \"k\""),
    (
      ManifestError.database(path: "m", .busy(seconds: 60)), .tryAgain,
      "m: other processes kept it locked for 60 s; run the same command again"
    ),
    (
      ManifestError.database(path: "a/m", .noFolder(folder: "a")), .missingInput,
      "a/m: there is no directory a; make it first or choose another path with --manifest"
    ),
    (
      ManifestError.database(path: "m", .foreign), .badData,
      "m: is the database of another program (expected a Letterpress manifest); choose another path with --manifest"
    ),
    (
      ManifestError.database(path: "m", .unwritable(detail: "full")), .io,
      "m: cannot be opened or written (full); check free space and permissions of its directory"
    ),
    (Unknown(), .failure, "two\\nlines"),
  ]

  @Test func everyErrorHasOneLineAndACode() {
    for (error, code, message) in Self.cases {
      let report = ErrorReport(error)
      #expect(report.code == code)
      #expect(report.message == message)
    }
  }

  private struct OfFile: CategorizedError {
    let category: ErrorCategory
  }

  private struct OfCommandLine: CategorizedError, RequestError {
    let category: ErrorCategory
  }

  @Test(
    arguments: [
      (.value, .badData), (.usage, .usage), (.badData, .badData), (.missing, .missingInput), (.io, .io),
      (.busy, .tryAgain), (.diverged, .diverged),
    ] as [(ErrorCategory, ToolExitCode)])
  func everyKindHasACode(category: ErrorCategory, code: ToolExitCode) {
    #expect(ErrorReport(OfFile(category: category)).code == code)
    #expect(ErrorReport(OfCommandLine(category: category)).code == (category == .value ? .usage : code))
  }

  @Test(
    arguments: [
      (ToolExitCode.ok, 0), (.failure, 1), (.diverged, 3), (.usage, 64), (.badData, 65), (.missingInput, 66), (.io, 74),
      (.tryAgain, 75), (.interrupted, 130),
    ] as [(ToolExitCode, Int32)])
  func codesAreWhatShellsKnow(code: ToolExitCode, number: Int32) {
    #expect(code.rawValue == number)
  }
}
