import Formats

/// One input of a stage: what it is for and where it is.
package struct StageInput: Sendable, Equatable {
  /// What the input is for, a short lower-case word: `corpus`, `vocab`, `merges`, `dataset`, `checkpoint`. It names
  /// the reason of a later run: `input:vocab`. Several inputs may share a role.
  package var role: String
  /// The file. `-` is standard input: nothing is known of it before the run, so such a stage is never up to date.
  package var path: String
  /// The identity of the content where it is not the SHA-256 of the file's bytes: a token shard's `tokensDigest`.
  package var identity: Digest?
  /// Whether it is open before the stage runs and read through that opening alone: then it may be replaced or removed
  /// by name meanwhile, as a training does with its older checkpoints.
  package var isOpen: Bool

  /// Whether it is gone, and `identity` is what the record says it was. A stage can be up to date over such an input,
  /// and cannot run.
  package var isGone = false

  /// Creates an input. The file must exist when the stage runs; a folder is given as its defining files.
  package init(_ role: String, path: String, identity: Digest? = nil, isOpen: Bool = false) {
    self.role = role
    self.path = path
    self.identity = identity
    self.isOpen = isOpen
  }

  /// Whether there is a file to look at before the stage runs.
  var isFile: Bool { path != "-" && !isGone }
}

/// A file that an input lists, such as a dataset's shard: before a stage says that its work was done with it, somebody
/// looks at it.
package struct ListedFile: Sendable {
  /// The file.
  package var path: String
  /// SHA-256 of its bytes, as the list has it.
  package var digest: Digest
  /// What to say of a file that is missing (nil) or has another digest.
  package var problem: @Sendable (_ found: Digest?) -> FormatError

  /// Creates an entry.
  package init(path: String, digest: Digest, problem: @escaping @Sendable (_ found: Digest?) -> FormatError) {
    self.path = path
    self.digest = digest
    self.problem = problem
  }
}

extension TokenSplit {
  /// The split's shards, as files that the dataset lists.
  package var listedFiles: [ListedFile] {
    shardFiles.map { ListedFile(path: $0.path, digest: $0.digest, problem: $0.problem) }
  }
}
