extension DatasetFile {
  /// Loads a dataset from its directory or from the path of its `dataset.json`.
  /// - Throws: `FormatError`.
  package static func load(_ path: String) throws -> DatasetFile {
    let path = jsonPath(path)
    let json = try JSONValue(path: path)
    do {
      return try DatasetFile(json: json)
    } catch let problem as DatasetProblem {
      throw FormatError.dataset(path: path, problem)
    } catch let problem as JSONProblem {
      throw FormatError.json(path: path, problem)
    }
  }

  /// Writes `dataset.json` into the directory.
  /// - Throws: `FormatError.file`.
  @discardableResult
  package func write(to directory: String) throws -> WrittenFile {
    try writer(in: directory).commit()
  }

  /// Writes `dataset.json` for the directory; it appears when the writer commits.
  /// - Throws: `FormatError.file`.
  package func writer(in directory: String) throws -> AtomicFileWriter {
    let writer = try AtomicFileWriter(path: FilePath.joined(directory, Self.fileName))
    try writer.write(Array(json.pretty.utf8))
    return writer
  }

  /// The path of `dataset.json`, whether the directory or the file itself is given.
  package static func jsonPath(_ path: String) -> String {
    Folder.kind(of: path) == .folder ? FilePath.joined(path, fileName) : path
  }

  /// Makes the description of a dataset again from its shards' headers; every shard is read and verified.
  /// The recipe is that of the first shard's source.
  /// - Throws: `FormatError` if a shard is damaged, missing or foreign.
  package static func rebuild(directory: String) throws -> DatasetFile {
    let names = try Folder.names(in: directory).filter { TokenType.ofShard(named: $0) != nil }
    var readers: [String: [TokenShardReader]] = [:]
    for name in names {
      let reader = try TokenShardReader(path: FilePath.joined(directory, name))
      if let split = reader.header.split { readers[split, default: []].append(reader) }
    }
    guard let first = readers.keys.sorted().first.flatMap({ readers[$0]?.first }) else {
      throw FormatError.dataset(path: directory, .noShards)
    }
    var dataset = DatasetFile(
      vocabularyDigest: first.header.vocabularyDigest, vocabularySize: first.header.vocabularySize,
      separatorID: first.header.separatorID, splits: [:], recipe: first.header.source)
    for (split, shards) in readers {
      let sorted = shards.sorted { $0.header.part < $1.header.part }
      try checkSeries(sorted, split: split, dataset: dataset, directory: directory)
      dataset.splits[split] = try Split(rebuiltFrom: sorted)
    }
    return dataset
  }

  private static func checkSeries(
    _ shards: [TokenShardReader], split: String, dataset: DatasetFile, directory: String
  ) throws {
    let count = shards.first?.header.parts ?? 0
    for (index, shard) in shards.enumerated() {
      let header = shard.header
      guard header.vocabularyDigest == dataset.vocabularyDigest, header.parts == count, header.part >= index else {
        throw FormatError.dataset(path: directory, .mixedShards(FilePath.name(shard.path)))
      }
      guard header.part == index else {
        throw FormatError.dataset(path: directory, .incompleteSeries(split: split, missing: index, of: count))
      }
    }
    guard shards.count == count else {
      throw FormatError.dataset(path: directory, .incompleteSeries(split: split, missing: shards.count, of: count))
    }
  }
}

extension DatasetFile.Split {
  /// The split that verified shards form, in order.
  fileprivate init(rebuiltFrom readers: [TokenShardReader]) throws {
    var hasher = SHA256()
    var shards: [DatasetFile.Shard] = []
    for reader in readers {
      try reader.verify()
      try reader.readInOrder(team: nil) { hasher.update($0.tokens.bytes) }
      shards.append(
        DatasetFile.Shard(
          name: FilePath.name(reader.path), tokens: reader.tokenCount, documents: reader.documentCount,
          textBytes: reader.textBytes, tokensDigest: reader.tokensDigest, fileDigest: try Digest.ofFile(reader.path),
          fileBytes: reader.fileBytes))
    }
    self.init(
      tokens: shards.reduce(0) { $0 + $1.tokens }, documents: shards.reduce(0) { $0 + $1.documents },
      textBytes: shards.reduce(0) { $0 + $1.textBytes }, tokensDigest: hasher.finish(), shards: shards)
  }
}
