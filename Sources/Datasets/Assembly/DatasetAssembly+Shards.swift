import Formats

extension DatasetAssembly {
  /// Removes shards under our own names that the new dataset does not have.
  func removeOldShards(_ folder: String, keeping paths: Set<String>) throws -> [String] {
    let old = Self.shards(in: folder).filter { !paths.contains($0) }
    for path in old { try Folder.removeFile(path) }
    return old
  }

  /// The files in a folder that have the names of a dataset's shards: making a dataset there replaces or removes them.
  package static func shards(in folder: String) -> [String] {
    let names = ((try? Folder.names(in: folder)) ?? []).filter { name in
      guard let type = TokenType.ofShard(named: name) else { return false }
      let stem = name.dropLast(type.suffix.count)
      return [train, valid].contains { split in
        stem.hasPrefix(split + "-") && stem.count >= split.count + 6
          && stem.dropFirst(split.count + 1).allSatisfy { $0.isASCII && $0.isNumber }
      }
    }
    return names.map { FilePath.joined(folder, $0) }
  }
}
