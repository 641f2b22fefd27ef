import ArgumentParser
import CommandSupport
import Formats
import Parallel
import Tokenization

/// `bpe-train`: learns a tokenizer from text files.
@main
struct BPETrain: ToolCommand {
  static let tool = "bpe-train"
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Learn a byte-level BPE tokenizer from text.",
    discussion: """
      Example: bpe-train --input corpus.txt --vocab-size 10000 --special-token '<|endoftext|>' --output tokenizer

      Writes vocab.json, merges.json, merges.txt and tokenizer.json (which Hugging Face's tokenizers opens). The \
      result does not depend on the number of threads.
      """,
    version: ToolVersion.current)

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Text files to learn from, UTF-8 or any bytes.", valueName: "file"))
  var input: [String]

  @Option(
    name: .long,
    help: ArgumentHelp("Tokens in all: special tokens, 256 bytes and merges; at most 65536.", valueName: "n"))
  var vocabSize: Int

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A token that is kept whole and never merged with its neighbours; repeat the flag for more.",
      valueName: "text"))
  var specialToken: [String] = []

  @Option(name: .long, help: ArgumentHelp("The directory to write the tokenizer into.", valueName: "directory"))
  var output: String

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stageOptions: StageOptions

  mutating func perform() throws {
    let trainer = try BPETrainer(vocabularySize: vocabSize, specialTokens: specialToken.map { Array($0.utf8) })
    let corpus = try Corpus(paths: input, specialTokens: trainer.specialTokens)
    let stage = try Stage(
      tool: Self.tool, semantics: 1, configuration: configuration,
      inputs: input.map { StageInput("corpus", path: $0) }, outputs: TokenizerFiles.paths(in: output),
      options: stageOptions)
    let summary = try stage.run { run in
      try Folder.create(output)
      let training = TrainingRun(trainer: trainer, corpus: corpus, threads: threads.count, quiet: run.quiet)
      let result = try training.perform()
      let files = try TokenizerFiles(result.vocabulary, specialTokens: specialToken).write(to: output)
      for file in files { try run.output(role: "tokenizer", file, kind: "tokenizer") }
      return TrainingSummary(result, run: run.id, threads: threads.count)
    }
    if let summary { summary.show(options: stageOptions) }
  }

  /// What decides the result, apart from the corpus.
  private var configuration: JSONValue {
    .object([
      "vocab_size": .integer(Int64(vocabSize)), "special_tokens": .array(specialToken.map(JSONValue.string)),
    ])
  }
}
