import Messages

/// What a plugin answered instead of doing what it was asked.
package struct DeviceError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  package let code: StatusCode
  /// The plugin's own words; may have several lines.
  package let words: String
  /// What it was asked to do: "compiling the program".
  package let purpose: String

  package var category: ErrorCategory { code.category }

  package var message: Message {
    "\(purpose): the plugin answered \(code.name): \(Printable.brief(words, limit: 2000))"
  }
}

/// The kinds of errors that plugins know, those of absl.
package struct StatusCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let cancelled = StatusCode(rawValue: 1)
  package static let invalidArgument = StatusCode(rawValue: 3)
  package static let deadlineExceeded = StatusCode(rawValue: 4)
  package static let notFound = StatusCode(rawValue: 5)
  package static let permissionDenied = StatusCode(rawValue: 7)
  package static let resourceExhausted = StatusCode(rawValue: 8)
  package static let failedPrecondition = StatusCode(rawValue: 9)
  package static let aborted = StatusCode(rawValue: 10)
  package static let outOfRange = StatusCode(rawValue: 11)
  package static let unimplemented = StatusCode(rawValue: 12)
  package static let internalError = StatusCode(rawValue: 13)
  package static let unavailable = StatusCode(rawValue: 14)
  package static let dataLoss = StatusCode(rawValue: 15)

  private static let names = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  ]

  /// The name that the plugin's authors use: `RESOURCE_EXHAUSTED`.
  package var name: String {
    Self.names.indices.contains(Int(rawValue)) ? Self.names[Int(rawValue)] : "error \(rawValue)"
  }

  /// What such an error means to a caller.
  package var category: ErrorCategory {
    switch self {
    case .resourceExhausted, .unavailable, .aborted, .deadlineExceeded, .cancelled: .busy
    case .invalidArgument, .failedPrecondition, .outOfRange, .unimplemented: .value
    case .notFound: .missing
    default: .io
    }
  }
}
