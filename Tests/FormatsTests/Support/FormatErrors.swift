@testable import Formats

/// The error that `body` throws, as a `FormatError`.
func formatError(_ body: () throws -> Void) -> FormatError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FormatError
  }
}
