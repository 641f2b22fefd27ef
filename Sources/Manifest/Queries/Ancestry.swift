import Formats
import GRDB

/// A file and what it was made from, as a tree with the file as root and the given files as leaves.
package struct Ancestry: Sendable, Equatable {
  /// The stored path.
  package var path: String
  /// The content.
  package var identity: Digest?
  /// The run that made it; nil for a given file.
  package var maker: RunName?
  /// Files of the same run's inputs that share this one's origin, beyond the one named: `(+3)`.
  package var alike: Int
  /// Whether this origin was already told further up; its own origin is not repeated.
  package var isRepeated: Bool
  /// What the maker read.
  package var from: [Ancestry]
}

extension ManifestStore {
  /// The origin of a file, back to the given files.
  /// - Throws: `ManifestError.unknownPath` where no run has met it.
  package func ancestry(of path: String) throws -> Ancestry {
    let history = try history(of: path, askingWhetherStale: false)
    var told: Set<String> = []
    return try origin(
      path: history.path, identity: history.identity, maker: history.maker?.name, alike: 0, told: &told)
  }

  private func origin(
    path: String, identity: Digest?, maker: RunName?, alike: Int, told: inout Set<String>
  ) throws -> Ancestry {
    var node = Ancestry(
      path: path, identity: identity, maker: maker, alike: alike, isRepeated: false, from: [])
    guard let maker, let facts = try run(id: maker.id) else { return node }
    guard told.insert(maker.id).inserted else {
      node.isRepeated = true
      return node
    }
    // Inputs of one role from one run are one line: the parts of a corpus, the files of a tokenizer.
    var groups: [(file: RunFacts.File, count: Int)] = []
    for file in facts.inputs {
      if let index = groups.firstIndex(where: { $0.file.maker == file.maker && $0.file.role == file.role }) {
        groups[index].count += 1
      } else {
        groups.append((file, 1))
      }
    }
    for group in groups {
      node.from.append(
        try origin(
          path: group.file.path, identity: group.file.identity, maker: group.file.maker, alike: group.count - 1,
          told: &told))
    }
    return node
  }

  /// The lines of the view `lineage`.
  package func lineageStory() throws -> [String] {
    try read { db in try String.fetchAll(db, sql: "SELECT story FROM lineage") }
  }
}
