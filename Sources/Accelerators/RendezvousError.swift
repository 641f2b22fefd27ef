import Messages

/// Why processes have not found each other in a folder.
package enum RendezvousError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  /// Process 0 waited for others.
  case missing(processes: [Int], count: Int, folder: String, waited: Duration)
  /// Another one waited for process 0.
  case noAnswer(process: Int, count: Int, folder: String, waited: Duration)
  /// Process 0 is there, and others are not.
  case incomplete(process: Int, count: Int, folder: String, waited: Duration)

  package var category: ErrorCategory { .busy }

  package var message: Message {
    switch self {
    case .missing(let processes, let count, let folder, let waited):
      """
      \(Printable.path(folder)): nothing from \(Units.noun(processes.count, "process", "processes")) \
      \(Self.list(processes)) of \(count) after \(Units.duration(waited.seconds)) (expected all \(count)); \
      \(Self.advice)
      """
    case .noAnswer(let process, let count, let folder, let waited):
      """
      \(Printable.path(folder)): process 0 has not answered process \(process) of \(count) after \
      \(Units.duration(waited.seconds)) (expected its announcement); \(Self.advice)
      """
    case .incomplete(let process, let count, let folder, let waited):
      """
      \(Printable.path(folder)): process 0 has answered process \(process), and others of the \(count) are missing \
      after \(Units.duration(waited.seconds)) (expected all); look at the message of process 0
      """
    }
  }

  /// The first few, and that there are more.
  private static func list(_ processes: [Int]) -> String {
    processes.prefix(8).map(String.init).joined(separator: ", ") + (processes.count > 8 ? ", …" : "")
  }

  private static let advice: Message =
    "check that they run and that all hosts see the same directory, then start all of them again"
}
