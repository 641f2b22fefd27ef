import Formats

/// What lies at a path, as far as names and first bytes tell: the one place where tools recognise each other's files.
package enum Artifact: Sendable, Equatable, CaseIterable {
  case text, tokenizer, parts, dataset, run, checkpoint, manifest, receipts

  /// What the file is, or all that the directory holds, what says most of it first. None for what is not there, and for
  /// what nobody here makes.
  package static func at(_ path: String) -> [Artifact] {
    switch Folder.kind(of: path) {
    case .folder: ofFolder(path)
    case .file: [ofFile(path)].compactMap { $0 }
    case .nothing, .other: []
    }
  }

  /// In words, as after "this is".
  package var words: String {
    switch self {
    case .text: "text"
    case .tokenizer: "a tokenizer"
    case .parts: "parts of an encoding"
    case .dataset: "a dataset"
    case .run: "a training run"
    case .checkpoint: "a model's parameters"
    case .manifest: "a manifest"
    case .receipts: "receipts of runs"
    }
  }

  /// The tool that makes it.
  package var maker: String? {
    switch self {
    case .tokenizer: "bpe-train"
    case .parts: "bpe-encode"
    case .dataset: "shard"
    case .run, .checkpoint: "lm-train"
    case .text, .manifest, .receipts: nil
    }
  }

  // MARK: Directories

  /// Somebody may keep everything in one directory.
  private static func ofFolder(_ path: String) -> [Artifact] {
    guard let names = try? Folder.names(in: path) else { return [] }
    let all = Set(names)
    let found: [(Artifact, Bool)] = [
      (.dataset, all.contains(DatasetFile.fileName)),
      (.run, all.contains("metrics.jsonl") || names.contains(where: isCheckpoint)),
      (.checkpoint, names.contains { $0.hasSuffix(".safetensors") }),
      (
        .tokenizer,
        ["vocab.json", "tokenizer.json"].contains(where: all.contains)
          || names.contains(where: TokenizerFiles.FileName.isRanks)
      ),
      (.parts, names.contains { isPart($0) || $0 == EncodingFile.fileName }), (.text, names.contains(where: isText)),
      (.receipts, FilePath.name(path) == "receipts"),
    ]
    return found.filter(\.1).map(\.0)
  }

  // MARK: Files

  private static let tokenizerFiles = Set(TokenizerFiles.FileName.all)
  private static let runFiles: Set = ["metrics.jsonl", "samples.jsonl"]

  private static func ofFile(_ path: String) -> Artifact? {
    let name = FilePath.name(path)
    if name == DatasetFile.fileName { return .dataset }
    if name == EncodingFile.fileName { return .parts }
    if tokenizerFiles.contains(name) || TokenizerFiles.FileName.isRanks(name) { return .tokenizer }
    if runFiles.contains(name) { return .run }
    if name == "config.json", ofFolder(FilePath.folder(path)).contains(.run) { return .run }
    if [".safetensors", ".pt"].contains(where: name.hasSuffix) { return .checkpoint }
    if TokenType.ofShard(named: name) != nil { return isPart(name) ? .parts : .dataset }
    // What is empty may become anything.
    guard (FileState(path: path)?.size ?? 0) > 0 else { return nil }
    if FileHead.contains(["SQLite format 3"], path) { return .manifest }
    return isText(name) ? .text : nil
  }

  private static func isText(_ name: String) -> Bool {
    let plain = [".zst", ".gz"].reduce(name) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    let isNamedSo = [".txt", ".text", ".md", ".jsonl", ".ndjson"].contains { plain.hasSuffix($0) }
    return isNamedSo && !tokenizerFiles.contains(name) && !runFiles.contains(name)
  }

  static func isPart(_ name: String) -> Bool {
    name.hasPrefix("part-") && TokenType.ofShard(named: name) != nil
  }

  private static func isCheckpoint(_ name: String) -> Bool { name.hasPrefix("step-") && name.hasSuffix(".safetensors") }
}
