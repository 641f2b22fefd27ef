import Formats
import Manifest
import Parallel
import Platform

/// Hashes inputs on a thread of its own while a stage that must run anyway is at work.
///
/// A first run need not know its inputs' digests before it starts: they decide nothing yet and are only recorded.
final class BackgroundHashing: Sendable {
  private let location: ManifestLocation
  private let paths: [String]
  private let state = Locked(State())

  private struct State {
    var result: Result<[ContentHasher.Content?], any Error>?
    var isCancelled = false
    var done = 0
    var total = 0
  }

  private struct Cancelled: Error {}

  /// Starts at once.
  /// - Parameters:
  ///   - paths: Stored paths.
  ///   - location: How paths are written.
  init(_ paths: [String], location: ManifestLocation) {
    self.paths = paths
    self.location = location
    if !BackgroundThread.start({ [self] in work() }) { work() }
  }

  /// Stops reading; the result will never come.
  func cancel() { state.withLock { $0.isCancelled = true } }

  /// Waits for the contents, in the order of the paths.
  /// - Parameter progress: Called some times a second while there is something to wait for.
  /// - Returns: The contents; nil for a file that is gone.
  /// - Throws: `FormatError` for what could not be read.
  func wait(progress: (_ done: Int, _ total: Int) -> Void) throws -> [ContentHasher.Content?] {
    var microseconds: UInt32 = 100
    while true {
      let state = state.withLock { $0 }
      if let result = state.result { return try result.get() }
      progress(state.done, state.total)
      usleep(microseconds)
      microseconds = min(2 * microseconds, 3_200)
    }
  }

  private func work() {
    let hasher = ContentHasher(location: location, store: nil) { [state] done, total in
      state.withLock { ($0.done, $0.total) = (done, total) }
    }
    // One file after another, so that a cancelled work ends soon and the files read so far do not count.
    let result = Result {
      try paths.map { path in
        if state.withLock({ $0.isCancelled }) { throw Cancelled() }
        return try hasher.contents(of: [path]).first ?? nil
      }
    }
    state.withLock { $0.result = result }
  }
}
