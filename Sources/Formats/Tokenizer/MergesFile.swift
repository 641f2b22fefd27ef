/// A file of merges, in one of its forms.
protocol MergesFile {
  /// The merges in order.
  /// - Throws: `FormatError`.
  static func parse(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [MergePair]

  /// The merges of a plain file between tokens of `index`, as ids; nil for one that the strict reader must look at.
  static func parsePlain(_ bytes: UnsafeRawBufferPointer, _ index: TokenIndex) -> [MergeIDs]?
}

extension MergesFile {
  static func read(_ path: String) throws -> [MergePair] {
    try MappedFile(path: path, limit: TokenizerFiles.largestFile).withBytes { try parse($0, path: path) }
  }

  static func readPlain(_ path: String, _ index: TokenIndex) throws -> [MergeIDs]? {
    try MappedFile(path: path, limit: TokenizerFiles.largestFile).withBytes { parsePlain($0, index) }
  }
}
