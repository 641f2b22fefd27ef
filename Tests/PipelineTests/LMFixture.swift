import Formats
import Foundation

/// A tokenizer of 257 tokens and a small dataset, made without the other tools, and a model that trains in
/// milliseconds.
enum LMFixture {
  /// Flags of a tiny model; the defaults that depend on the number of steps stay.
  static let tinyModel = [
    "--context-length", "32", "--d-model", "32", "--layers", "2", "--heads", "2", "--d-ff", "64",
    "--batch-size", "8",
  ]

  /// Makes `tokenizer/` and `dataset/` in a workspace.
  static func make(in workspace: Workspace, dataset: String = "dataset", documents: Int = 400) throws {
    let files = try tokenizer(separator: "<|endoftext|>")
    _ = try files.write(to: workspace.path("tokenizer"))
    try makeDataset(in: workspace, name: dataset, tokenizer: files, documents: documents)
  }

  /// Bytes as tokens, after one special token.
  static func tokenizer(separator: String) throws -> TokenizerFiles {
    try TokenizerFiles(
      tokens: [Array(separator.utf8)] + (0...255).map { [UInt8($0)] }, merges: [], specialTokens: [separator])
  }

  /// A dataset of short sentences, nine tenths of them for training; `last` ends the last one.
  static func makeDataset(
    in workspace: Workspace, name: String, tokenizer: TokenizerFiles, documents: Int, last: String = ""
  ) throws {
    let folder = workspace.path(name)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var texts = (0..<documents).map(sentence)
    texts[documents - 1] += last
    let cut = max(1, documents * 9 / 10)
    var splits: [String: DatasetFile.Split] = [:]
    for (split, part) in [("train", texts[..<cut]), ("valid", texts[cut...])] where !part.isEmpty {
      splits[split] = try writeSplit(split, Array(part), folder, tokenizer)
    }
    let dataset = DatasetFile(
      vocabularyDigest: tokenizer.digest, vocabularySize: tokenizer.count, separatorID: 0, splits: splits)
    _ = try dataset.write(to: folder)
  }

  private static func writeSplit(
    _ split: String, _ texts: [String], _ folder: String, _ tokenizer: TokenizerFiles
  ) throws -> DatasetFile.Split {
    let writer = try TokenShardWriter(
      path: "\(folder)/\(DatasetFile.shardName(split: split, index: 0, .uint16))",
      header: TokenShardHeader(
        vocabularyDigest: tokenizer.digest, vocabularySize: tokenizer.count, separatorID: 0, split: split))
    for text in texts {
      let bytes = Array(text.utf8)
      try writer.append(bytes.map { UInt32($0) + 1 } + [0], textBytes: bytes.count)
      try writer.endDocument()
    }
    let summary = try writer.finish()
    return DatasetFile.Split(
      tokens: summary.tokens, documents: summary.documents, textBytes: summary.textBytes,
      tokensDigest: summary.tokensDigest, shards: [DatasetFile.Shard(summary)])
  }

  private static func sentence(_ index: Int) -> String {
    let (who, did, what) = (["The cat", "A dog", "Lily", "Tom"], ["saw", "liked", "found"], ["a ball", "the sun"])
    return "\(who[index % 4]) \(did[index / 4 % 3]) \(what[index / 12 % 2]) \(index % 7) times."
  }

  /// The arguments of a training run of the tiny model.
  static func training(steps: Int, output: String = "run", _ more: String...) -> [String] {
    ["--dataset", "dataset", "--output", output, "--steps", "\(steps)"] + tinyModel + more
  }

  /// The records of a run's metrics.
  static func records(_ workspace: Workspace, run: String = "run") throws -> [[String: Any]] {
    let text = String(decoding: try workspace.read("\(run)/metrics.jsonl"), as: UTF8.self)
    return try text.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// What a run computed, without what the clock says: training and validation losses in order.
  static func losses(_ workspace: Workspace, run: String = "run") throws -> [String] {
    try records(workspace, run: run).map { record in
      "\(record["step"] ?? "?") \(record["split"] ?? "?") \(record["loss"] ?? record["valid_loss"] ?? "?") "
        + "\(record["lr"] ?? "") \(record["gradient_norm"] ?? "")"
    }
  }

  static func checkpoint(_ step: Int, run: String = "run") -> String {
    "\(run)/step-\(String(repeating: "0", count: 8 - String(step).count))\(step).safetensors"
  }
}

extension Workspace {
  /// Trains the tiny model.
  func train(steps: Int, output: String = "run", _ more: [String] = []) throws -> ToolRunner.Result {
    try run("lm-train", arguments: LMFixture.training(steps: steps, output: output) + more)
  }

  /// What config.json of a run holds.
  func config(_ run: String = "run") throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: read("\(run)/config.json")) as? [String: Any] ?? [:]
  }
}
