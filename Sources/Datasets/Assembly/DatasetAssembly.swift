import Formats
import Parallel
import Sharding

/// Makes a dataset from parts: orders and splits the documents and packs them into equal shards.
///
/// The result depends on the documents, not on how many parts they came in, nor on the number of threads.
/// Memory is constant: which document comes where is computed, not stored, and document ends stay in the mapped parts.
package struct DatasetAssembly {
  /// What decides the dataset, apart from the parts.
  package struct Recipe: Sendable, Equatable {
    /// Whether documents come in random order.
    package var shuffled: Bool
    /// Decides the order and which documents are for validation.
    package var seed: UInt64
    /// How many documents are for validation.
    package var validation: SplitPlan.Validation
    /// Tokens in a shard; the last one of a split holds what is left.
    package var shardTokens: Int
    /// zstd's compression level.
    package var level: Int

    /// A recipe.
    package init(shuffled: Bool, seed: UInt64, validation: SplitPlan.Validation, shardTokens: Int, level: Int = 3) {
      self.shuffled = shuffled
      self.seed = seed
      self.validation = validation
      self.shardTokens = shardTokens
      self.level = level
    }

    /// The recipe as it stands in `dataset.json` and in the run's configuration.
    package var json: JSONValue {
      var members: [String: JSONValue] = [
        "order": shuffled ? "shuffled" : "kept",
        // Text, because JSON's integers are signed in Letterpress.
        "seed": .string(String(seed)),
        "shard_tokens": .integer(Int64(shardTokens)),
        "level": .integer(Int64(level)),
      ]
      switch validation {
      case .none: break
      case .fraction(let fraction): members["valid_fraction"] = .number(fraction)
      case .documents(let count): members["valid_documents"] = .integer(Int64(count))
      }
      return .object(members)
    }
  }

  /// What was made.
  package struct Result: Sendable {
    /// The dataset as `dataset.json` describes it.
    package let dataset: DatasetFile
    /// The shards, split by split.
    package let shards: [WrittenFile]
    /// `dataset.json`.
    package let description: WrittenFile
    /// Shards of an earlier dataset in the same directory that were removed.
    package let removed: [String]
  }

  /// The names of the splits.
  package static let train = "train", valid = "valid"

  private let parts: PartSet
  private let recipe: Recipe
  private let plan: SplitPlan
  private let team: ThreadTeam

  /// Plans a dataset.
  /// - Throws: `ShardingError` if no document would be left for training.
  package init(_ parts: PartSet, recipe: Recipe, team: ThreadTeam) throws {
    self.parts = parts
    self.recipe = recipe
    self.team = team
    plan = try SplitPlan(
      documents: parts.series.documentCount, validation: recipe.validation, shuffled: recipe.shuffled,
      seed: recipe.seed)
  }

  /// Writes the shards and `dataset.json` into `folder`, made if need be; `progress` hears of all tokens so far.
  /// - Throws: `FormatError`.
  package func write(to folder: String, progress: (_ tokens: Int) -> Void) throws -> Result {
    try Folder.create(folder)
    let validTokens = validationTokens()
    let train = writer(Self.train, folder, tokens: parts.series.tokenCount - validTokens)
    let valid = plan.validationDocuments > 0 ? writer(Self.valid, folder, tokens: validTokens) : nil
    let batches = DocumentBatches(parts.series, plan: plan, team: team)
    var written = 0
    while try batches.next({ slice, tokens in
      let target = slice.isForValidation ? valid ?? train : train
      try target.append(tokens)
      if let textBytes = slice.endsDocument { try target.endDocument(textBytes: textBytes) }
      written += tokens.count
    }) {
      progress(written)
    }
    var finished = [(Self.train, try train.finish())]
    if let valid { finished.append((Self.valid, try valid.finish())) }
    return try describe(finished, folder)
  }

  private func describe(
    _ finished: [(name: String, content: (split: DatasetFile.Split, files: [WrittenFile]))], _ folder: String
  ) throws -> Result {
    let dataset = DatasetFile(
      vocabularyDigest: parts.header.vocabularyDigest, vocabularySize: parts.header.vocabularySize,
      endOfTextID: parts.header.endOfTextID,
      splits: Dictionary(finished.map { ($0.name, $0.content.split) }, uniquingKeysWith: { first, _ in first }),
      recipe: recipe.json)
    let description = try dataset.write(to: folder)
    // Only now: until dataset.json was replaced, the earlier dataset may still have needed them.
    let removed = try removeOldShards(folder, keeping: Set(finished.flatMap { $0.content.files.map(\.path) }))
    return Result(
      dataset: dataset, shards: finished.flatMap(\.content.files), description: description, removed: removed)
  }

  private func writer(_ name: String, _ folder: String, tokens: Int) -> SplitWriter {
    var template = parts.header
    template.source = recipe.json
    return SplitWriter(
      name: name, folder: folder, template: template, totalTokens: tokens, shardTokens: recipe.shardTokens,
      level: recipe.level, team: team)
  }

  /// The tokens of all documents that are for validation.
  private func validationTokens() -> Int {
    guard plan.validationDocuments > 0 else { return 0 }
    return (0..<plan.documents).reduce(0) { sum, document in
      plan.isForValidation(document) ? sum + parts.series.document(document).count : sum
    }
  }

  /// Removes shards under our own names that the new dataset does not have.
  private func removeOldShards(_ folder: String, keeping paths: Set<String>) throws -> [String] {
    let ours = try Folder.names(in: folder).filter { name in
      guard name.hasSuffix(TokenShardHeader.suffix) else { return false }
      let stem = name.dropLast(TokenShardHeader.suffix.count)
      return [Self.train, Self.valid].contains { split in
        stem.hasPrefix(split + "-") && stem.count >= split.count + 6
          && stem.dropFirst(split.count + 1).allSatisfy { $0.isASCII && $0.isNumber }
      }
    }
    let old = ours.map { FilePath.joined(folder, $0) }.filter { !paths.contains($0) }
    for path in old { try Folder.removeFile(path) }
    return old
  }
}
