import Parallel

/// The ordinary files that this process has opened to read, each with the states it was in when it was opened.
///
/// A stage hashes its inputs to name them in its key, and its body opens them again by name, perhaps many times. Only
/// if every opening met the state that was hashed does the key name the bytes that were read.
package enum ReadFiles {
  private static let seen = Locked<[String: Set<FileState>]>([:])

  /// Notes an opening.
  static func note(_ path: String, _ state: FileState) {
    let path = FilePath.normalized(path)
    _ = seen.withLock { $0[path, default: []].insert(state) }
  }

  /// Forgets all openings: a process may do one work after another.
  package static func forget() { seen.withLock { $0 = [:] } }

  /// The states in which a file was opened so far; none if it was not.
  package static func states(of path: String) -> Set<FileState> {
    let path = FilePath.normalized(path)
    return seen.withLock { $0[path] ?? [] }
  }
}
