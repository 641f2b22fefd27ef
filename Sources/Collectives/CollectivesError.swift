import Messages

/// Why the ranks of a group cannot work together any more.
package enum CollectivesError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  /// A number of ranks for which there is no tree.
  case size(Int)
  /// The system starts no thread for messages.
  case noThread
  /// A rank gave no sign of life.
  case silent(Rank, seconds: Double)
  /// Another rank told why it ends.
  case ended(Rank, words: String)
  /// This rank ends the group for a reason of its own.
  case leaving

  /// A rank, with its machine where that is known.
  package struct Rank: Equatable, Sendable, CustomStringConvertible {
    package let number: Int
    package let host: String?

    package init(_ number: Int, host: String?) { (self.number, self.host) = (number, host) }

    package var description: String { "rank \(number)" + (host.map { " on \(Printable.brief($0))" } ?? "") }
  }

  package var category: ErrorCategory {
    switch self {
    case .size: .usage
    default: .busy
    }
  }

  package var message: Message {
    switch self {
    case .size(let size):
      """
      \(size) ranks (expected 1, 2, 4, 8 or another power of two, because sums follow a binary tree); start \
      \(Self.lower(size)) or \(2 * Self.lower(size)) processes
      """
    case .noThread: "the system starts no thread for messages (expected one); raise the limit of threads (ulimit -u)"
    case .silent(let rank, let seconds):
      """
      \(rank): no sign of life for \(Units.duration(seconds)) (expected one every second); look at that process and \
      its machine, then start all ranks again
      """
    case .ended(let rank, let words):
      "\(rank) has ended: \(Printable.brief(words, limit: 300)); mend that, then start all ranks again"
    case .leaving: "this rank has ended the group (expected to go on); look at its first error"
    }
  }

  /// The power of two below a number that is none.
  private static func lower(_ size: Int) -> Int { 1 << (Int.bitWidth - 1 - max(1, size).leadingZeroBitCount) }
}
