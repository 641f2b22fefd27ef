import Formats
import Parallel
import Sharding

/// Makes a dataset from parts: orders and splits the documents and packs them into equal shards.
///
/// The result depends on the documents, not on how many parts they came in, nor on the number of threads.
/// Memory is constant. Every part is read once, from its start to its end: where a document goes is computed, not
/// stored, and a shuffled one gets there by way of buckets, which lie in a nameless file if they do not fit in memory.
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

    /// Whether the end of the text is held back, which takes the tokenizer.
    package var holdsBackTail: Bool { if case .tail = validation { true } else { false } }

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
      case .tail(let fraction): members["valid_tail"] = .number(fraction)
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
  private let tail: TailCut?
  private let team: ThreadTeam
  private let memory: ShuffleMemory

  /// Plans a dataset. To hold back the end of the text takes the tokenizer of the parts.
  /// - Throws: `ShardingError` if no document would be left for training, `DatasetsError` for another tokenizer.
  package init(
    _ parts: PartSet, recipe: Recipe, team: ThreadTeam, memory: ShuffleMemory = .standard,
    tokenizer: TokenizerFiles? = nil
  ) throws {
    self.parts = parts
    self.recipe = recipe
    self.team = team
    self.memory = memory
    if case .tail(let fraction) = recipe.validation, let tokenizer {
      tail = try TailCut(fraction, of: DocumentStream(parts: parts, team: team), tokenizer: tokenizer)
    } else {
      tail = nil
    }
    plan = try SplitPlan(
      documents: tail?.documents ?? parts.documentCount, validation: recipe.validation, shuffled: recipe.shuffled,
      seed: recipe.seed)
  }

  /// Bytes of the nameless file that lies in the dataset's directory while documents are shuffled; 0 if they are
  /// shuffled in memory, or not at all.
  package var scratchBytes: Int {
    let (documents, tokens) = (parts.documentCount, parts.tokenCount)
    let type = parts.header.tokenType
    guard plan.isShuffled,
      !DocumentBuckets.fitsInMemory(documents: documents, tokens: tokens, type, memory: memory)
    else { return 0 }
    return DocumentBuckets.bytes(documents: documents, tokens: tokens, type)
  }

  /// About the bytes of the dataset: as many as the parts'.
  package var datasetBytes: Int { parts.parts.reduce(0) { $0 + $1.fileBytes } }

  /// The tokens that `progress` hears of in all: each once, or twice on its way through buckets.
  package var progressTokens: Int { plan.isShuffled ? 2 * parts.tokenCount : parts.tokenCount }

  /// Writes the shards and `dataset.json` into `folder`, made if need be; `progress` hears of all tokens so far.
  /// - Throws: `FormatError`; `DatasetsError.changedPart`.
  package func write(to folder: String, progress: (_ tokens: Int) -> Void) throws -> Result {
    try Folder.create(folder)
    let waiting = try TemporaryFolder(beside: FilePath.joined(folder, Self.waitingName))
    let splits = plan.isShuffled ? try shuffled(folder, waiting, progress) : try kept(folder, waiting, progress)
    return try describe(try splits.finish(), folder)
  }

  /// The documents in the order of the text.
  private func kept(
    _ folder: String, _ waiting: TemporaryFolder, _ progress: (_ tokens: Int) -> Void
  ) throws -> SplitWriters {
    var validTokens = 0
    if plan.validationDocuments > 0 {
      try stream.forEachLength { document, tokens in
        if plan.isForValidation(document) { validTokens += tokens }
      }
    }
    if let tail { validTokens = parts.tokenCount - tail.start }
    let splits = writers(folder, waiting, validTokens: validTokens)
    var current = (document: -1, isForValidation: false)
    try forEachPiece { piece, isTail in
      if isTail {
        try splits.append(piece.tokens, isForValidation: true, endsDocument: piece.endsDocument)
        return progress(splits.tokens)
      }
      if piece.document != current.document {
        current = (piece.document, plan.isForValidation(piece.document))
      }
      try splits.append(
        piece.tokens, isForValidation: current.isForValidation, endsDocument: piece.endsDocument)
      progress(splits.tokens)
    }
    return splits
  }

  /// The documents in a random order.
  private func shuffled(
    _ folder: String, _ waiting: TemporaryFolder, _ progress: (_ tokens: Int) -> Void
  ) throws -> SplitWriters {
    let buckets = DocumentBuckets(
      places: 0..<plan.documents, type: parts.header.tokenType,
      bytes: DocumentBuckets.bytes(documents: plan.documents, tokens: parts.tokenCount, parts.header.tokenType),
      memory: memory,
      beside: FilePath.joined(folder, Self.shuffleName))
    var validTokens = tail.map { parts.tokenCount - $0.start } ?? 0
    // The tail keeps its order: it is one piece of text.
    let tailWriters = tail.map { _ in writers(folder, waiting, validTokens: validTokens) }
    var collected = 0
    var current = (document: -1, place: 0, isForValidation: false)
    try forEachPiece { piece, isTail in
      if isTail {
        try tailWriters?.append(piece.tokens, isForValidation: true, endsDocument: piece.endsDocument)
        collected += piece.tokens.count
        return progress(collected)
      }
      if piece.document != current.document {
        current = (piece.document, plan.place(of: piece.document), plan.isForValidation(piece.document))
      }
      if current.isForValidation { validTokens += piece.tokens.count }
      try buckets.append(
        place: current.place, tokens: piece.tokens, isForValidation: current.isForValidation,
        endsDocument: piece.endsDocument)
      collected += piece.tokens.count
      progress(collected)
    }
    let splits = tailWriters ?? writers(folder, waiting, validTokens: validTokens)
    try buckets.forEach(team: team) { record, tokens in
      try splits.append(tokens, isForValidation: record.isForValidation, endsDocument: record.endsDocument)
      progress(collected + splits.tokens)
    }
    return splits
  }

  /// What the folder is called in which shards wait for their names.
  private static let waitingName = "shards"

  /// What messages about the nameless file call it.
  private static let shuffleName = "shuffle"

  private var stream: DocumentStream { DocumentStream(parts: parts, team: team) }

  private func forEachPiece(_ body: (_ piece: DocumentPiece, _ isTail: Bool) throws -> Void) throws {
    guard let tail else { return try stream.forEach { try body($0, false) } }
    try tail.forEach(in: stream, body)
  }

  private func describe(
    _ finished: [(name: String, content: SplitWriter.Content)], _ folder: String
  ) throws -> Result {
    let dataset = DatasetFile(
      vocabularyDigest: parts.header.vocabularyDigest, vocabularySize: parts.header.vocabularySize,
      separatorID: parts.header.separatorID,
      splits: Dictionary(finished.map { ($0.name, $0.content.split) }, uniquingKeysWith: { first, _ in first }),
      recipe: recipe.json)
    let waiting = finished.flatMap(\.content.files)
    let description = try dataset.writer(in: folder)
    try description.prepare()
    // Everything is durable. An earlier dataset stops to be one before the first of its shards is replaced.
    let names = Set(waiting.map(\.path))
    if names.contains(where: { Folder.kind(of: $0) != .nothing }) { try Folder.removeFile(description.path) }
    let shards = try AtomicFileWriter.commit(waiting)
    let file = try description.commit()
    let removed = try removeOldShards(folder, keeping: names)
    return Result(dataset: dataset, shards: shards, description: file, removed: removed)
  }

  private func writers(_ folder: String, _ waiting: TemporaryFolder, validTokens: Int) -> SplitWriters {
    SplitWriters(
      train: writer(Self.train, folder, waiting, tokens: parts.tokenCount - validTokens),
      valid: plan.validationDocuments > 0 || tail != nil
        ? writer(Self.valid, folder, waiting, tokens: validTokens) : nil)
  }

  private func writer(_ name: String, _ folder: String, _ waiting: TemporaryFolder, tokens: Int) -> SplitWriter {
    var template = parts.header
    template.source = recipe.json
    return SplitWriter(
      name: name, folder: folder, template: template, totalTokens: tokens, shardTokens: recipe.shardTokens,
      level: recipe.level, team: team, waiting: waiting)
  }
}
