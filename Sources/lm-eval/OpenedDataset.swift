import Checkpoints
import CommandSupport
import Formats
import Kernels
import Messages
import Parallel
import Training
import Transformer

/// A model, a split and a tokenizer that have been found to belong together; nothing is loaded yet.
struct OpenedDataset {
  let checkpoint: ModelFile
  let tokens: TokenSplit
  let tokenizer: TokenizerFiles?
  private let dataset: String
  private let tokenizerPath: String?

  /// Opens everything and checks that model, dataset and tokenizer are of one vocabulary.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure.badData` if they are not
  init(
    _ checkpointPath: String, _ stateDict: StateDictFlags, dataset: String, split: String, tokenizer path: String?
  ) throws {
    (self.dataset, tokenizerPath) = (dataset, path)
    checkpoint = try ModelFile(checkpointPath, shape: StateDictShape(stateDict))
    tokens = try TokenSplit(dataset: dataset, split: split)
    tokenizer = try path.map { try TokenizerFiles.load(at: $0) }
    // A state dict does not say which tokenizer it belongs to: then the dataset does, and the sizes have to fit.
    let owner = checkpoint.header == nil ? "the dataset's" : "the model's"
    let expected = checkpoint.header?.vocabularyDigest ?? tokens.dataset.vocabularyDigest
    try Self.check(tokens.dataset.vocabularyDigest, expected, owner, at: dataset, what: "tokens")
    if let tokenizer { try Self.check(tokenizer.digest, expected, owner, at: path ?? "", what: "tokenizer") }
    guard tokens.dataset.vocabularySize <= checkpoint.model.vocabulary else {
      throw ToolFailure.badData(
        "\(Printable.path(dataset)): a vocabulary of \(tokens.dataset.vocabularySize) tokens "
          + "(expected at most \(checkpoint.model.vocabulary), the model's); use the tokens that it was trained with")
    }
  }

  private static func check(
    _ found: Digest, _ expected: Digest, _ owner: String, at path: String, what: String
  ) throws {
    guard found != expected else { return }
    throw ToolFailure.badData(
      "\(Printable.path(path)): \(what) of vocabulary \(found.short) (expected \(expected.short), \(owner)); "
        + "use the \(what) that the model was trained with")
  }

  /// What a stage reads.
  var inputs: [StageInput] {
    get throws {
      try checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) }
        + [StageInput("dataset", path: FilePath.joined(dataset, DatasetFile.fileName))]
        + (tokenizerPath.map { try TokenizerFiles.definingFiles(at: $0) } ?? []).map {
          StageInput("tokenizer", path: $0)
        }
    }
  }

  /// Tells a stage which shards it reads.
  func list(in stage: Stage) {
    stage.listed = tokens.listedFiles
    stage.reads = tokens.listedFiles.map(\.path)
  }

  /// Bytes of text for each of the model's tokens; 0 for special tokens and for ids beyond the tokenizer's.
  func tokenBytes(_ tokenizer: TokenizerFiles) -> [Int] {
    let special = Set(tokenizer.specialTokens.compactMap(tokenizer.id(ofSpecialToken:)).map(Int.init))
    return (0..<checkpoint.model.vocabulary).map { id in
      id < tokenizer.count && !special.contains(id) ? tokenizer.tokens[id].count : 0
    }
  }
}

extension ModelFile {
  /// The model in memory, its weights rounded as asked.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, `ModelError`
  func loadModel(threads: ThreadOptions, weights: WeightFlags, quiet: Bool, tool: String) throws -> LanguageModel {
    if let note = noteOfIgnored, !quiet { Terminal.note("\(tool): \(note)") }
    let model = try loadModel(operations: CPUOperations(team: ThreadTeam(threads: threads.count)))
    model.roundWeights(to: weights.precision)
    return model
  }
}

extension TokenSplit: TokenSource {}

extension TokenSeries: DocumentEnds {}

extension StateDictShape {
  init(_ flags: StateDictFlags) {
    self.init(
      heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm,
      position: flags.position, ffn: flags.ffn, window: flags.window, logitCap: flags.logitSoftcap)
  }
}
