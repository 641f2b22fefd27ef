import Formats
import SQLite

/// A file and what it was made from, as a tree with the file as root and the given files as leaves.
package struct Ancestry: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// The content.
  package var identity: Digest?
  /// The run that made it; nil for a given file.
  package var producer: RunName?
  /// Files of the same run's inputs that share this one's origin, beyond the one named: `(+3)`.
  package var alike: Int
  /// Whether this origin was already told further up; its own origin is not repeated.
  package var isRepeated: Bool
  /// What the producer read.
  package var from: [Ancestry]
}

extension ManifestStore {
  /// The origin of a file, back to the given files.
  /// - Throws: `ManifestError.unknownPath` where no run has met it.
  package func ancestry(of path: String) throws -> Ancestry {
    let history = try history(of: path, askingWhetherStale: false)
    var told: Set<String> = []
    return try origin(
      path: history.path, identity: history.identity, producer: history.producer?.name, alike: 0, told: &told)
  }

  private func origin(
    path: String, identity: Digest?, producer: RunName?, alike: Int, told: inout Set<String>
  ) throws -> Ancestry {
    var node = Ancestry(
      path: path, identity: identity, producer: producer, alike: alike, isRepeated: false, from: [])
    guard let producer, let facts = try run(id: producer.id) else { return node }
    guard told.insert(producer.id).inserted else {
      node.isRepeated = true
      return node
    }
    // Inputs of one role from one run are one line: the parts of a corpus, the files of a tokenizer.
    var groups: [(file: RunFacts.File, count: Int)] = []
    for file in facts.inputs {
      if let index = groups.firstIndex(where: { $0.file.producer == file.producer && $0.file.role == file.role }) {
        groups[index].count += 1
      } else {
        groups.append((file, 1))
      }
    }
    for group in groups {
      node.from.append(
        try origin(
          path: group.file.path, identity: group.file.identity, producer: group.file.producer, alike: group.count - 1,
          told: &told))
    }
    return node
  }

  /// The lines of the view `lineage`.
  package func lineageLines() throws -> [String] {
    try read { db in try db.values("SELECT story FROM lineage") }
  }
}
