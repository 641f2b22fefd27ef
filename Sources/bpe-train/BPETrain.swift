import ArgumentParser
import CommandSupport
import Datasets
import Formats
import Parallel
import Tokenization

/// `bpe-train`: learns a tokenizer from text files.
@main
struct BPETrain: ToolCommand {
  static let tool = "bpe-train"
  static let forms = [
    "bpe-train --input corpus.txt --vocab-size 10000 --special-token '<|endoftext|>' --output tokenizer",
    "bpe-train --input corpus.txt --vocab-size 10000 --output tokenizer --dry-run",
    "bpe-train --inspect tokenizer",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Train a byte-level BPE tokenizer on text.",
    discussion: """
      Example: bpe-train --input corpus.txt --vocab-size 10000 --special-token '<|endoftext|>' --output tokenizer
      Inspect: bpe-train --inspect tokenizer

      Writes vocab.json, merges.json, merges.txt and tokenizer.json (for Hugging Face tokenizers). The result \
      does not depend on the number of threads.
      """,
    version: ToolVersion.line(tool))

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Texts to train on: files, directories, globs, @list.txt with a name on each line, - for standard input; zstd "
        + "and gzip are unpacked.", valueName: "file"), completion: .file())
  var input: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Vocabulary size: special tokens, 256 bytes and merges; at most \(Vocabulary.largestSize).", valueName: "n"))
  var vocabSize: Int?

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A token that is never split or merged with its neighbours; repeat the flag for more.",
      valueName: "text"))
  var specialToken: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How text is cut into words, within which tokens are merged: as GPT-2, GPT-4 (cl100k), GPT-4o (o200k), Llama 3, "
        + "Qwen or DeepSeek do; digits2, GPT-4's with numbers of two digits; whitespace, words and the blank before "
        + "them; none, not at all.", valueName: "name"))
  var pattern = SplitPattern.gpt2

  @Option(
    name: .long, help: ArgumentHelp("The directory to write the tokenizer to.", valueName: "directory"),
    completion: .directory)
  var output: String?

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Show the contents of tokenizers; trains nothing.", valueName: "directory"),
    completion: .directory)
  var inspect: [String] = []

  @Option(name: .long, help: ArgumentHelp("With --inspect: how many of the longest tokens to show.", valueName: "n"))
  var longest = 10

  @OptionGroup var text: TextOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stageOptions: StageOptions

  mutating func validate() throws {
    try text.checkSkipping()
    guard input.isEmpty != inspect.isEmpty else {
      throw ValidationError("Give --input to train a tokenizer, or --inspect to look at one.")
    }
    guard longest >= 0 else { throw ValidationError("--longest \(longest): must be 0 or more.") }
    guard inspect.isEmpty else { return }
    guard vocabSize != nil else { throw ValidationError("Give --vocab-size N, the number of tokens.") }
    guard output != nil else { throw ValidationError("Give --output DIRECTORY for the tokenizer.") }
  }

  mutating func perform() throws {
    guard inspect.isEmpty else {
      for path in inspect {
        try Inspection(GivenPath("--inspect", path).tokenizer(), longest: longest).show(json: stageOptions.json)
      }
      return
    }
    try train(vocabSize: vocabSize ?? 0, output: output ?? "")
  }

  private func train(vocabSize: Int, output: String) throws {
    for path in input { _ = try GivenPath("--input", path).text() }
    try SpecialTokenCheck.check(specialToken)
    let trainer = try BPETrainer(
      vocabularySize: vocabSize, specialTokens: specialToken.map { Array($0.utf8) }, pattern: pattern)
    let inputs = try TextInputs(input)
    let looks = try TextLooks(inputs, reading)
    let stage = try Stage(
      tool: Self.tool, semantics: 1, configuration: configuration(vocabSize, looks),
      inputs: looks.all.map { StageInput("corpus", path: $0.input.recordedPath) },
      outputs: TokenizerFiles.paths(in: output),
      scope: { .folder(output) }, options: stageOptions)
    stage.recognises = { _ in TokenizerFiles.isOwn(directory: output) }
    let summary = try stage.run { run in
      let clock = ContinuousClock()
      if !run.quiet { TextNotes.say(Self.tool, leftOut: looks.leftOut) }
      let unpacking = ProgressLine(label: "\(Self.tool): unpacking", unit: .bytes, total: nil, quiet: run.quiet)
      let text = try TextFiles(looks, reading, unpackedBeside: output, progress: unpacking.counting())
      unpacking.finish()
      if !run.quiet { TextNotes.say(Self.tool, damagedLines: text.damagedLines) }
      for stream in text.streams { run.recordInput(role: "corpus", digest: stream.digest, bytes: stream.bytes) }
      let corpus = try TrainingText(text, for: trainer)
      let training = TrainingRun(trainer: trainer, corpus: corpus, threads: threads.count, quiet: run.quiet)
      let result = try training.perform()
      let trained = clock.now
      let files = try TokenizerFiles(result.vocabulary, specialTokens: specialToken).write(to: output)
      for file in files { try run.output(role: "tokenizer", file, kind: "tokenizer") }
      return TrainingSummary(
        result, run: run.id, threads: threads.count, writeSeconds: (clock.now - trained).seconds)
    }
    if let summary { summary.show(options: stageOptions) }
  }

  /// How the inputs become text; documents of JSON Lines are set apart by what will end them.
  private var reading: TextReading {
    let usual = TokenizerFiles.usualSeparator
    return TextReading(
      field: text.textField, skipsDamaged: text.skipDamaged, isRaw: text.raw,
      separator: specialToken.contains(usual) ? usual : specialToken.first)
  }

  /// What decides the result, apart from the corpus.
  private func configuration(_ vocabSize: Int, _ looks: TextLooks) -> JSONValue {
    var settings: [String: JSONValue] = [
      "vocab_size": .integer(Int64(vocabSize)), "special_tokens": .array(specialToken.map(JSONValue.string)),
    ]
    // Runs from before there were others have none.
    if pattern != .gpt2 { settings["pattern"] = .string(pattern.rawValue) }
    return .object(settings.merging(looks.settings(reading)) { own, _ in own })
  }
}

extension SplitPattern: ExpressibleByArgument {}
