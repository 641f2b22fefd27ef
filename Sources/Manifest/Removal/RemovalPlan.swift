import Formats

/// What can be removed, and what cannot though somebody might think so.
package struct RemovalPlan: Sendable, Equatable {
  /// A recorded output that may go.
  package struct File: Sendable, Equatable {
    /// The stored path.
    package var path: String
    /// Its size in bytes.
    package var bytes: Int
    /// The run that made it and can make it again.
    package var producer: RunName
    /// Why it may go.
    package var why: Why
    /// The file as it was looked at.
    package var seen: FileStat
  }

  /// Why a file may go.
  package enum Why: Sendable, Hashable {
    /// All that it holds is in what this run made, which is whole.
    case contained(in: String, run: String)
    /// It belongs to an encoding in another number of parts than the last one in its folder, which is whole.
    case superseded(by: String, run: String)
    /// A person named it; runs have read it.
    case named
    /// A person named it, and no run has read it: a result.
    case namedResult

    /// As it follows the words "because".
    package var words: String {
      switch self {
      case .contained(let stage, let run): "\(stage) run \(RunID.short(run)) made a result of it, which is whole"
      case .superseded(let stage, let run): "\(stage) run \(RunID.short(run)) made other parts here since"
      case .named: "named"
      case .namedResult: "named, a result: no run has read it"
      }
    }
  }

  /// A file that stays.
  package struct Left: Sendable, Equatable {
    /// The stored path.
    package var path: String
    /// Why, in a few words.
    package var reason: String
  }

  /// What may go, by path.
  package var files: [File] = []
  /// What stays.
  package var left: [Left] = []
  /// What an interrupted removal removed without noting it, as stored paths.
  package var unnoted: [String] = []

  /// The bytes that would become free.
  package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}
