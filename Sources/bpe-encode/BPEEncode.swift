import ArgumentParser
import CommandSupport
import Datasets
import Formats
import Parallel
import Platform

/// `bpe-encode`: turns text into token parts, and parts back into text.
@main
struct BPEEncode: ToolCommand {
  static let tool = "bpe-encode"
  static let forms = [
    "bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded",
    "bpe-encode --tokenizer tokenizer --input corpus.txt --parts 4 --output encoded",
    "bpe-encode --tokenizer tokenizer --decode encoded/part-00000-of-00001.u16.zst",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Encode text to token ids, whole or in parts.",
    discussion: """
      Example: bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded
      Decode:  bpe-encode --tokenizer tokenizer --decode encoded/part-00000-of-00001.u16.zst > text.txt

      Several texts become parts that follow them: after a change of one text, the same command encodes what changed \
      and keeps all other parts. --part-size does the same for a single text. --parts divides the text into a number \
      of equal ranges instead, for many machines; every change moves all of them.

      Parts can be made in any order, on any number of machines; parts that already exist and are complete are kept. \
      The tokens do not depend on the parts or threads. `zstd -dc` of a part gives the ids as little-endian numbers \
      of 16 bits, or of 32 bits (.u32.zst) if the vocabulary has more than 65536 tokens.

      When a Slurm array, srun, mpirun, a Kubernetes indexed job or GNU parallel starts the processes, each makes its \
      share of the parts: see docs/many-machines.md.
      """,
    version: ToolVersion.line(tool))

  @Option(
    name: .long, help: ArgumentHelp("The tokenizer: what bpe-train made, or one of others.", valueName: "directory"),
    completion: .file())
  var tokenizer: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Instead of --tokenizer: token to id, as GPT-2's vocab.json.", valueName: "file"),
    completion: .file())
  var vocab: String?

  @Option(
    name: .long, help: ArgumentHelp("With --vocab: the merges, as GPT-2's merges.txt.", valueName: "file"),
    completion: .file())
  var merges: String?

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("With --vocab: a token that is kept whole; repeat the flag for more.", valueName: "text"))
  var specialToken: [String] = []

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Texts to encode, in this order: files, directories, globs, @list.txt with a name on each line, - for standard "
        + "input; zstd and gzip are unpacked.", valueName: "file"), completion: .file())
  var input: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("The directory to write the parts to.", valueName: "directory"),
    completion: .directory)
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Number of equal ranges to divide the text into. (default: 1 for one text; see --part-size)", valueName: "n"))
  var parts: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Bytes of text in a part, about: parts follow the text, and a change encodes what lies around it only. (default: "
        + "8MiB for several texts)", valueName: "bytes"))
  var partSize: ByteCount?

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Make only these parts, numbered from 0: 5, 3-7, or 4-999:8 for every eighth.", valueName: "range"))
  var part: [PartArgument] = []

  @Option(name: .long, help: ArgumentHelp("Make parts i, i + n, i + 2n, … of --tasks n.", valueName: "i"))
  var task: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Number of tasks that share the parts. (default: from the engine)", valueName: "n"))
  var tasks: Int?

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "The special token between documents. (default: <|endoftext|> if the tokenizer has it)",
      valueName: "text"))
  var separator: String?

  @Flag(
    name: .long,
    help: "Let documents end with their files: nothing separates them, and nothing is added to the text.")
  var noSeparator = false

  @Option(name: .long, help: ArgumentHelp("zstd's compression level, 1 to 19.", valueName: "n"))
  var level = 1

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Write the text of these shards, or of these ids, to standard output.", valueName: "shard|id"),
    completion: .file())
  var decode: [String] = []

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("Show the ids and the tokens of this text, and write nothing.", valueName: "text"))
  var text: String?

  @OptionGroup(title: "Completions") var completionFlags: CompletionFlags
  @OptionGroup var textOptions: TextOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stageOptions: StageOptions

  mutating func validate() throws {
    guard [!input.isEmpty, !decode.isEmpty, text != nil].filter({ $0 }).count == 1 else {
      throw ValidationError(
        "Give --input to encode texts, --text to see the tokens of a few words, or --decode to turn shards or ids back "
          + "into text.")
    }
    guard (tokenizer == nil) != (vocab == nil) else {
      throw ValidationError("Give --tokenizer DIRECTORY, or --vocab FILE with --merges FILE.")
    }
    guard (vocab == nil) == (merges == nil) else { throw ValidationError("--vocab and --merges go together.") }
    guard vocab != nil || specialToken.isEmpty else {
      throw ValidationError("--special-token goes with --vocab; a tokenizer's directory knows its special tokens.")
    }
    try completionFlags.check(textOptions, isEncoding: !input.isEmpty)
    if !input.isEmpty { try validateEncoding() }
  }

  private func validateEncoding() throws {
    guard output != nil else { throw ValidationError("Give --output DIRECTORY for the parts.") }
    guard separator == nil || !noSeparator else {
      throw ValidationError("--separator and --no-separator exclude each other.")
    }
    guard (1...19).contains(level) else { throw ValidationError("--level \(level): must be from 1 to 19.") }
    try validateParts()
  }

  mutating func perform() throws {
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    if let text { return try TextTokens(text, try loadTokenizer()).show(json: stageOptions.json) }
    guard decode.isEmpty else { return try performDecoding() }
    for path in input { _ = try GivenPath("--input", path).text() }
    let team = ThreadTeam(threads: threads.count)
    let inputs = try TextInputs(input)
    let plan = PartPlan(parts: parts, size: partSize, texts: inputs.all.count)
    let assignment = try assignParts(plan)
    let (tokenizer, manifest) = try team.both(loadTokenizer) {
      assignment.isTask ? nil : OpenManifest.ahead(stageOptions)
    }
    let usual = TokenizerFiles.usualSeparator
    let known = tokenizer.id(ofSpecialToken: usual) == nil ? nil : usual
    let separator = noSeparator ? nil : separator ?? known
    let reading = TextReading(
      field: textOptions.textField, records: try completionFlags.records(tokenizer, at: self.tokenizer, separator),
      skipsDamaged: textOptions.skipDamaged, isRaw: textOptions.raw, separator: separator)
    let looks = try TextLooks(inputs, reading)
    if let stream = looks.all.first(where: \.input.isStream), assignment.isTask || !part.isEmpty {
      throw ToolFailure.usage(
        "\(stream.input.path): a pipe is read once, by one process (expected files where several make parts); "
          + "write it to a file first")
    }
    let job = EncodingJob(
      tokenizer: tokenizer, tokenizerPath: try tokenizerFile(), looks: looks, reading: reading, output: output ?? ".",
      plan: plan, assignment: assignment,
      settings: TextEncoding.Settings(
        separator: separator, level: level, marksPrompts: completionFlags.completions), team: team)
    try job.perform(options: stageOptions, manifest: manifest)
  }

  private func performDecoding() throws {
    let decoding = try TextDecoding(tokenizer: try loadTokenizer())
    let ids = decode.compactMap { UInt32($0) }
    if ids.count == decode.count {
      let text = try decoding.text(of: ids) + (isatty(1) == 1 ? [UInt8(ascii: "\n")] : [])
      try text.withUnsafeBytes(StandardOutput.write)
    } else {
      for path in decode.flatMap(GivenPath.shards) { try decoding.decode(path, write: StandardOutput.write) }
    }
  }

  /// The file that stands for the tokenizer in the record.
  private func tokenizerFile() throws -> String {
    try tokenizer.flatMap { try TokenizerFiles.definingFiles(at: $0).first } ?? vocab ?? ""
  }

  private func loadTokenizer() throws -> TokenizerFiles {
    if let tokenizer { return try TokenizerFiles.load(at: tokenizer) }
    return try TokenizerFiles.load(vocabulary: vocab ?? "", merges: merges ?? "", specialTokens: specialToken)
  }
}
