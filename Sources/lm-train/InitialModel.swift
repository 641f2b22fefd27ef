import Checkpoints
import CommandSupport
import Formats
import Messages
import Transformer

/// The model that a run begins with in place of random numbers: `--init-from`.
struct InitialModel {
  /// As it was named.
  let path: String
  let file: ModelFile
  /// Of everything that its parameters and its shape are read from.
  let digest: Digest

  /// Opens what the flags name; nil if they name nothing.
  ///
  /// - Throws: `CheckpointError` or `FormatError` for a model that cannot be read, `ToolFailure.usage` for flags that say
  ///   what the model says itself
  init?(_ flags: ModelFlags) throws {
    guard let path = flags.initFrom else { return nil }
    if let flag = flags.ofOwnModel.first {
      throw ToolFailure.usage(
        "--\(flag): not with --init-from, whose model has a shape already; leave it out, or leave --init-from out")
    }
    var digests: [String: Digest] = [:]
    try self.init(
      path,
      shape: StateDictShape(
        heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm?.rawValue,
        position: flags.position?.rawValue, ffn: flags.ffn?.rawValue, window: flags.window,
        logitCap: flags.logitSoftcap), &digests)
  }

  /// Opens the model of a run that goes on, whose settings tell its digest and its shape; nil if it is not what it was.
  init?(_ path: String, of settings: RunSettings) {
    let model = settings.model
    let told = StateDictShape(
      heads: model.heads, contextLength: model.contextLength, ropeTheta: model.ropeTheta, norm: model.norm.rawValue,
      position: model.position.rawValue, ffn: model.feedForward.rawValue, window: model.attentionWindow,
      logitCap: model.logitCap)
    var shortened = StateDictShape()
    shortened.contextLength = model.contextLength
    var digests: [String: Digest] = [:]
    for shape in [StateDictShape(), shortened, told] {
      guard let found = try? InitialModel(path, shape: shape, &digests), found.digest == settings.initialDigest else {
        continue
      }
      self = found
      return
    }
    return nil
  }

  /// `known` has the digests of files that were read already, and takes those of the others.
  private init(_ path: String, shape: StateDictShape, _ known: inout [String: Digest]) throws {
    self.path = path
    file = try ModelFile(path, shape: shape)
    for path in file.files where known[path] == nil { known[path] = try Digest.ofFile(path) }
    let digests = file.files.map { path in
      JSONValue.array([.string(FilePath.name(path)), .string(known[path]?.hex ?? "")])
    }
    // What was told of a state dict's shape is part of what it is.
    let content: JSONValue = ["files": .array(digests), "told": .object(file.told)]
    digest = Digest.of(Array(content.canonical.utf8))
  }

  /// Refuses tokens of another tokenizer than the model's, where it is known.
  ///
  /// - Throws: `ToolFailure.badData`
  func check(_ dataset: DatasetFile, at path: String) throws {
    let own = try file.header?.vocabularyDigest ?? ownTokenizer()
    guard let own, own != dataset.vocabularyDigest else { return }
    throw ToolFailure.badData(
      "\(Printable.path(path)): tokens of vocabulary \(dataset.vocabularyDigest.short) (expected \(own.short), that of the "
        + "model in \(Printable.path(self.path))); encode the text with the model's tokenizer")
  }

  private func ownTokenizer() throws -> Digest? {
    guard Artifact.at(path).contains(.tokenizer) else { return nil }
    return try TokenizerFiles.load(at: path).digest
  }

  /// Gives a model of the same shape these parameters.
  ///
  /// - Throws: `CheckpointError` or `FormatError`
  func fill(_ model: LanguageModel) throws { try file.fill(model) }
}

extension ModelFlags {
  /// The flags that describe a model and are given, but for those that a state dict does not tell.
  fileprivate var ofOwnModel: [String] {
    let given: [(String, Bool)] = [
      ("preset", preset != nil), ("vocab-size", vocabSize != nil), ("d-model", width != nil), ("layers", layers != nil),
      ("d-ff", feedForwardWidth != nil), ("head-width", headWidth != nil), ("norm-kind", normKind != nil),
      ("biases", biases != nil), ("tie-embeddings", tieEmbeddings != nil), ("kv-heads", kvHeads != nil),
      ("qk-norm", qkNorm != nil), ("value-residual", valueResidual != nil),
      ("embedding-residual", embeddingResidual != nil),
    ]
    return given.filter(\.1).map(\.0)
  }
}
