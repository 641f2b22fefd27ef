/// All shards of a split as one stream of tokens, read at random places from several threads at once.
///
/// Memory: the shards are mapped; at most 16 frames (16 or 32 KiB each) are kept decompressed.
package final class TokenSplit: Sendable {
  /// The dataset that the split belongs to.
  package let dataset: DatasetFile
  /// The split's name.
  package let name: String
  /// The number of tokens.
  package let tokenCount: Int
  /// The number of documents.
  package let documentCount: Int
  /// Bytes of text that the tokens stand for.
  package let textBytes: Int

  /// The shards as the dataset lists them.
  private let folder: String
  private let jsonPath: String
  /// The shards' tokens and documents in a row.
  package let series: TokenSeries

  /// Opens every shard of a split and checks that they are the ones that the dataset lists. `path` is the dataset's
  /// directory or its `dataset.json`.
  /// - Throws: `FormatError`.
  package init(dataset path: String, split name: String) throws {
    let jsonPath = DatasetFile.jsonPath(path)
    let dataset = try DatasetFile.load(jsonPath)
    guard let split = dataset.splits[name] else {
      throw FormatError.dataset(path: jsonPath, .noSplit(name, available: dataset.splits.keys.sorted()))
    }
    let folder = FilePath.folder(jsonPath)
    let decoders = FrameDecoderPool()
    let shards = try split.shards.map { shard in
      let shardPath = FilePath.joined(folder, shard.name)
      guard Folder.kind(of: shardPath) != .nothing else {
        throw FormatError.dataset(path: jsonPath, .missingShard(shard.name))
      }
      let reader = try TokenShardReader(path: shardPath, decoders: decoders)
      if let problem = Self.difference(reader, shard, dataset) {
        throw FormatError.dataset(path: jsonPath, problem)
      }
      return reader
    }
    series = try TokenSeries(name: "\(jsonPath): split \"\(name)\"", shards: shards)
    self.dataset = dataset
    self.folder = folder
    self.jsonPath = jsonPath
    self.name = name
    tokenCount = split.tokens
    documentCount = split.documents
    textBytes = split.textBytes
  }

  /// Copies `count` tokens from `position` on to `tokens`, which has room for them.
  /// - Throws: `FormatError.shard` if a frame is damaged or holds an id outside the vocabulary, or the range is not
  ///   within the split.
  package func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws {
    try series.copyTokens(at: position, count: count, into: tokens)
  }

  /// Whether tokens of prompts are marked.
  package var marksPrompts: Bool { series.shards.contains { $0.header.marksPrompts } }

  /// Copies whether `count` tokens from `position` on belong to prompts to `marks`, which has room for them.
  /// - Throws: as `copyTokens`.
  package func copyPromptMarks(at position: Int, count: Int, into marks: UnsafeMutablePointer<Bool>) throws {
    try series.copyPromptMarks(at: position, count: count, into: marks)
  }

  /// Tokens in a new array; for small ranges.
  /// - Throws: as `copyTokens`.
  package func tokens(_ range: Range<Int>) throws -> [UInt32] {
    guard range.lowerBound >= 0, range.upperBound <= tokenCount else {
      throw FormatError.shard(path: series.name, .rangeOutside(range, tokens: tokenCount))
    }
    // Swift writes the count of an empty array into memory that all of them share: a race, if only of zeros.
    guard !range.isEmpty else { return [] }
    return try [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
      if let base = buffer.baseAddress { try copyTokens(at: range.lowerBound, count: range.count, into: base) }
      count = range.count
    }
  }

  /// The shards of the split: paths, and the digests and problems that the dataset has for them.
  package var shardFiles: [(path: String, digest: Digest, problem: @Sendable (_ found: Digest?) -> FormatError)] {
    (dataset.splits[name]?.shards ?? []).map { [jsonPath] shard in
      (
        FilePath.joined(folder, shard.name), shard.fileDigest,
        { found in
          let problem: DatasetProblem =
            found.map {
              .shardDiffers(shard.name, what: "a file digest of", expected: shard.fileDigest.short, found: $0.short)
            } ?? .missingShard(shard.name)
          return FormatError.dataset(path: jsonPath, problem)
        }
      )
    }
  }

  private static func difference(
    _ reader: TokenShardReader, _ shard: DatasetFile.Shard, _ dataset: DatasetFile
  ) -> DatasetProblem? {
    let facts: [(what: String, expected: String, found: String)] = [
      ("the tokenizer", dataset.vocabularyDigest.short, reader.header.vocabularyDigest.short),
      ("a vocabulary of", "\(dataset.vocabularySize)", "\(reader.header.vocabularySize)"),
      ("tokens:", "\(shard.tokens)", "\(reader.tokenCount)"),
      ("a token digest of", shard.tokensDigest.short, reader.tokensDigest.short),
      ("bytes:", "\(shard.fileBytes)", "\(reader.fileBytes)"),
    ]
    guard let fact = facts.first(where: { $0.expected != $0.found }) else { return nil }
    return .shardDiffers(shard.name, what: fact.what, expected: fact.expected, found: fact.found)
  }
}
