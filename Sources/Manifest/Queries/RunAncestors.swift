import Formats
import SQLite

extension ManifestStore {
  /// A run and all that led to it: the runs that made what it read, those that they go on from, and so on.
  /// - Parameters:
  ///   - id: The run.
  ///   - limit: At most so many; the nearest come first.
  /// - Returns: The runs; the given one is the first.
  /// - Throws: `ManifestError`.
  package func runAndAncestors(of id: String, limit: Int = 500) throws -> [RunFacts] {
    var found: [RunFacts] = []
    var (queue, seen) = ([id], Set([id]))
    while let next = queue.first, found.count < limit {
      queue.removeFirst()
      guard let run = try run(id: next) else { continue }
      found.append(run)
      for before in run.inputs.compactMap(\.producer?.id) + [run.continues].compactMap({ $0 })
      where seen.insert(before).inserted {
        queue.append(before)
      }
    }
    return found
  }
}
