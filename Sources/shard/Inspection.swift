import CommandSupport
import Formats
import Messages

/// What `--inspect` shows of a path: a shard or part, a `dataset.json`, or a directory of either.
struct Inspection {
  private let lines: [String]
  private let json: JSONValue

  /// Looks at a path. Shards are opened, not decompressed.
  /// - Throws: `FormatError`.
  init(_ path: String) throws {
    let path = FilePath.name(path) == EncodingFile.fileName ? FilePath.folder(path) : path
    if Folder.kind(of: path) == .folder {
      let names = try Folder.names(in: path)
      if names.contains(DatasetFile.fileName) {
        self.init(try DatasetFile.load(path), path: path)
        return
      }
      let shards = names.filter { TokenType.ofShard(named: $0) != nil && !$0.hasPrefix(".") }
      guard !shards.isEmpty else { throw FormatError.dataset(path: path, .noShards) }
      let inspections = try shards.map { Inspection(try TokenShardReader(path: FilePath.joined(path, $0))) }
      self.init(
        lines: inspections.flatMap { $0.lines + [""] }.dropLast(), json: .array(inspections.map(\.json)))
    } else if FilePath.name(path).hasSuffix(".json") {
      self.init(try DatasetFile.load(path), path: path)
    } else {
      self.init(try TokenShardReader(path: path))
    }
  }

  /// Prints on standard output.
  func show(json wantsJSON: Bool) {
    if wantsJSON {
      Terminal.result(json.canonical)
    } else {
      for line in lines { Terminal.result(line) }
    }
  }

  private init(lines: [String], json: JSONValue) {
    self.lines = lines
    self.json = json
  }

  private init(_ shard: TokenShardReader) {
    let header = shard.header
    let role =
      header.split.map { "shard \(header.part) of \(header.parts) of split \($0)" }
      ?? (PartKey(header) != nil ? "part that follows its text" : "part \(header.part) of \(header.parts)")
    lines = [
      "\(shard.path): \(role)",
      "  tokens      \(Units.grouped(shard.tokenCount)), SHA-256 \(shard.tokensDigest)",
      "  documents   \(Units.grouped(shard.documentCount)) end here\(Self.separator(header.separatorID))",
      "  text        \(Units.counted(shard.textBytes, "byte")), " + Self.perToken(shard.textBytes, shard.tokenCount),
      "  file        \(Units.counted(shard.fileBytes, "byte")), "
        + Self.perToken(shard.fileBytes, shard.tokenCount) + " on disk",
      "  vocabulary  \(Units.counted(header.vocabularySize, "token")), SHA-256 \(header.vocabularyDigest)"
        + (header.marksPrompts ? "; tokens of prompts are marked" : ""),
      "  source      \(header.source.canonical)",
    ]
    json = [
      "path": .string(shard.path), "header": header.json, "tokens": .integer(Int64(shard.tokenCount)),
      "documents": .integer(Int64(shard.documentCount)), "text_bytes": .integer(Int64(shard.textBytes)),
      "file_bytes": .integer(Int64(shard.fileBytes)), "tokens_sha256": .string(shard.tokensDigest.hex),
    ]
  }

  private init(_ dataset: DatasetFile, path: String) {
    var lines = [
      "\(path): dataset \(dataset.digest)",
      "  vocabulary  \(Units.counted(dataset.vocabularySize, "token")), SHA-256 \(dataset.vocabularyDigest)"
        + Self.separator(dataset.separatorID),
      "  recipe      \(dataset.recipe.canonical)",
    ]
    for (name, split) in dataset.splits.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "  \(name): \(Units.counted(split.tokens, "token")), \(Units.counted(split.documents, "document")), "
          + "\(Units.counted(split.textBytes, "byte")) of text, " + Self.perToken(split.textBytes, split.tokens))
      for shard in split.shards {
        lines.append(
          "    \(shard.name): \(Units.counted(shard.tokens, "token")), \(Units.counted(shard.documents, "document")), "
            + "\(Units.counted(shard.fileBytes, "byte"))")
      }
    }
    self.lines = lines
    json = dataset.json
  }

  private static func separator(_ id: UInt32?) -> String {
    id.map { ", separated by token \($0)" } ?? ", no separator"
  }

  private static func perToken(_ bytes: Int, _ tokens: Int) -> String {
    "\(Units.fixed(tokens == 0 ? 0 : Double(bytes) / Double(tokens), decimals: 3)) per token"
  }
}
