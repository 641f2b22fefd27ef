import Formats
import Parallel

/// Writes one split of a dataset as shards of equal size.
///
/// A document may go on in the next shard. Its bytes of text are counted in the shard in which it ends.
final class SplitWriter {
  private let name: String
  private let folder: String
  private let template: TokenShardHeader
  private let shardTokens: Int
  private let level: Int
  private let team: ThreadTeam
  private let waiting: TemporaryFolder
  private let shardCount: Int

  private var current: TokenShardWriter?
  private var summaries: [ShardSummary] = []
  /// Finished shards that wait for their names.
  private var files: [AtomicFileWriter] = []
  private var tokens = SHA256()

  /// Prepares to write `totalTokens` tokens; `template` is the header of all shards but for split, part and parts.
  /// Finished shards wait in `waiting` for their names.
  init(
    name: String, folder: String, template: TokenShardHeader, totalTokens: Int, shardTokens: Int, level: Int,
    team: ThreadTeam, waiting: TemporaryFolder
  ) {
    self.name = name
    self.folder = folder
    self.template = template
    self.shardTokens = shardTokens
    self.level = level
    self.team = team
    self.waiting = waiting
    shardCount = max(1, (totalTokens + shardTokens - 1) / shardTokens)
  }

  /// Adds tokens of a document.
  /// - Throws: `FormatError`.
  func append(_ new: StoredTokens) throws {
    tokens.update(new.bytes)
    var start = 0
    while start < new.count {
      let shard = try shardWithRoom()
      let end = min(new.count, start + shardTokens - shard.tokens)
      try shard.append(new[start..<end])
      start = end
    }
  }

  /// Ends a document of `textBytes` bytes.
  /// - Throws: `FormatError`.
  func endDocument(textBytes: Int) throws {
    // The end belongs to the shard of the last token: no new shard is begun for it.
    let shard = try current ?? shardWithRoom()
    shard.add(textBytes: textBytes)
    try shard.endDocument()
  }

  /// A finished split and its files, which have no names yet.
  typealias Content = (split: DatasetFile.Split, files: [AtomicFileWriter])

  /// Completes the last shard and describes the split.
  /// - Throws: `FormatError`.
  func finish() throws -> Content {
    try finishShard(try current ?? shardWithRoom())
    let split = DatasetFile.Split(
      tokens: summaries.reduce(0) { $0 + $1.tokens }, documents: summaries.reduce(0) { $0 + $1.documents },
      textBytes: summaries.reduce(0) { $0 + $1.textBytes }, tokensDigest: tokens.finish(),
      shards: summaries.map(DatasetFile.Shard.init))
    return (split, files)
  }

  private func shardWithRoom() throws -> TokenShardWriter {
    if let current {
      if current.tokens < shardTokens { return current }
      try finishShard(current)
    }
    let index = summaries.count
    var header = template
    header.split = name
    header.part = index
    header.parts = shardCount
    let path = FilePath.joined(folder, DatasetFile.shardName(split: name, index: index, template.tokenType))
    let writer = try TokenShardWriter(path: path, header: header, level: level, team: team, waitingIn: waiting)
    current = writer
    return writer
  }

  private func finishShard(_ shard: TokenShardWriter) throws {
    let (summary, file) = try shard.prepare()
    summaries.append(summary)
    files.append(file)
    current = nil
  }
}

/// The writers of a dataset's splits.
final class SplitWriters {
  private let train: SplitWriter
  private let valid: SplitWriter?
  /// Tokens so far.
  private(set) var tokens = 0

  init(train: SplitWriter, valid: SplitWriter?) {
    self.train = train
    self.valid = valid
  }

  /// Adds the next tokens of a document, which may end with them.
  /// - Throws: `FormatError`.
  func append(_ new: StoredTokens, isForValidation: Bool, endsDocument textBytes: Int?) throws {
    let target = isForValidation ? valid ?? train : train
    try target.append(new)
    if let textBytes { try target.endDocument(textBytes: textBytes) }
    tokens += new.count
  }

  /// Completes all splits.
  /// - Throws: `FormatError`.
  func finish() throws -> [(name: String, content: SplitWriter.Content)] {
    var finished = [(DatasetAssembly.train, try train.finish())]
    if let valid { finished.append((DatasetAssembly.valid, try valid.finish())) }
    return finished
  }
}
