import CommandSupport
import Datasets
import Formats
import Messages
import Tokenization
import Transformer

/// What the model shall write at every validation: prompt, length, and the tokenizer between text and tokens.
struct SamplePlan {
  let prompt: String
  private let tokens: Int
  private let vocabulary: Vocabulary
  private let separator: UInt32?
  private let promptTokens: [UInt32]

  /// Temperature and nucleus of all samples: lively, and free of the worst.
  private static let temperature = 0.8
  private static let topP = 0.95

  /// Nil without a prompt.
  ///
  /// - Throws: `FormatError`, `TokenizationError`, or `ToolFailure` for a tokenizer that is not the dataset's
  init?(_ choices: RunChoices, dataset: DatasetFile) throws {
    guard let prompt = choices.samplePrompt, let folder = choices.tokenizer else { return nil }
    let files = try TokenizerFiles.load(at: folder)
    guard files.digest == dataset.vocabularyDigest else {
      throw ToolFailure.badData(
        "\(Printable.path(folder)): vocabulary \(files.digest.short) (expected \(dataset.vocabularyDigest.short), the "
          + "dataset's); use the tokenizer that its tokens were made with")
    }
    self.prompt = prompt
    tokens = choices.sampleTokens ?? 64
    vocabulary = try Vocabulary(files)
    // What ends the dataset's documents; where nothing is known to, what usually does.
    let usual = try files.separator(nil, path: folder).flatMap(files.id(ofSpecialToken:))
    separator = dataset.separatorID ?? usual
    // What stands before a document is the end of another one.
    let encoded = try Encoder(vocabulary).encode(Array(prompt.utf8))
    promptTokens = encoded.isEmpty ? [separator ?? 0] : encoded
  }

  /// What the model adds to the prompt, the same each time for the same parameters.
  ///
  /// - Throws: `SamplingError` if the model computes nonsense
  func sample(_ model: LanguageModel) throws -> String {
    let known = min(vocabulary.count, model.configuration.vocabulary)
    let banned = Set((known..<model.configuration.vocabulary).map(UInt32.init))
    let rule = try SamplingRule(temperature: Self.temperature, topP: Self.topP, banned: banned)
    let generator = try Generator(
      model: InferenceModel(model), rule: rule, prompt: promptTokens, samples: 1, seed: 0,
      ends: separator.map { [$0] } ?? [], newTokens: tokens)
    let decoder = Decoder(vocabulary)
    var stream = UTF8Stream()
    var text = ""
    for _ in 0..<tokens where !generator.isFinished {
      if let token = try generator.next()[0] {
        text += stream.append(try decoder.decode(CollectionOfOne(token)))
      }
    }
    return text + stream.finish()
  }
}
