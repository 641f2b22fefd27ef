import ArgumentParser
import CommandSupport
import Datasets
import Formats
import Parallel

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

      With --parts, parts can be made in any order, on any number of machines; parts that already exist and are \
      complete are kept. The tokens do not depend on the number of parts or threads. `zstd -dc` of a part gives the \
      ids as little-endian numbers of 16 bits, or of 32 bits (.u32.zst) if the vocabulary has more than 65536 tokens.

      When a Slurm array, srun, mpirun, a Kubernetes indexed job or GNU parallel starts the processes, each makes its \
      share of the parts: see docs/many-machines.md.
      """,
    version: ToolVersion.line(tool))

  @Option(
    name: .long, help: ArgumentHelp("The tokenizer that bpe-train made.", valueName: "directory"),
    completion: .directory)
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
    help: ArgumentHelp("Text files to encode, in this order; - is standard input.", valueName: "file"),
    completion: .file())
  var input: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("The directory to write the parts to.", valueName: "directory"),
    completion: .directory)
  var output: String?

  @Option(name: .long, help: ArgumentHelp("Number of parts to divide the text into.", valueName: "n"))
  var parts = 1

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

  @Option(name: .long, help: ArgumentHelp("zstd's compression level, 1 to 19.", valueName: "n"))
  var level = 1

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Write the text of these shards to standard output.", valueName: "shard"), completion: .file())
  var decode: [String] = []

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stageOptions: StageOptions

  mutating func validate() throws {
    guard input.isEmpty != decode.isEmpty else {
      throw ValidationError("Give --input to encode text, or --decode to turn shards back into text.")
    }
    guard (tokenizer == nil) != (vocab == nil) else {
      throw ValidationError("Give --tokenizer DIRECTORY, or --vocab FILE with --merges FILE.")
    }
    guard (vocab == nil) == (merges == nil) else { throw ValidationError("--vocab and --merges go together.") }
    guard vocab != nil || specialToken.isEmpty else {
      throw ValidationError("--special-token goes with --vocab; a tokenizer's directory knows its special tokens.")
    }
    if decode.isEmpty { try validateEncoding() }
  }

  private func validateEncoding() throws {
    guard output != nil else { throw ValidationError("Give --output DIRECTORY for the parts.") }
    guard (1...19).contains(level) else { throw ValidationError("--level \(level): must be from 1 to 19.") }
    guard (1...100_000).contains(parts) else { throw ValidationError("--parts \(parts): must be from 1 to 100000.") }
    try validateParts()
    if input.contains("-") {
      guard input == ["-"], parts == 1, task == nil, tasks == nil else {
        throw ValidationError("Standard input is read once: it can be the only input, in one part.")
      }
    }
  }

  mutating func perform() throws {
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    guard decode.isEmpty else {
      let decoding = try TextDecoding(tokenizer: try loadTokenizer())
      for path in decode.flatMap(GivenPath.shards) { try decoding.decode(path, write: StandardOutput.write) }
      return
    }
    for path in input { _ = try GivenPath("--input", path).text() }
    let team = ThreadTeam(threads: threads.count)
    let assignment = try assignParts()
    let (tokenizer, manifest) = try team.both(loadTokenizer) {
      assignment.task == nil ? OpenManifest.ahead(stageOptions) : nil
    }
    let usual = TokenizerFiles.usualSeparator
    let separator = separator ?? (tokenizer.id(ofSpecialToken: usual) == nil ? nil : usual)
    let job = EncodingJob(
      tokenizer: tokenizer, tokenizerPath: self.tokenizer.map { FilePath.joined($0, "vocab.json") } ?? vocab ?? "",
      inputs: input, output: output ?? ".", assignment: assignment,
      settings: TextEncoding.Settings(separator: separator, level: level), team: team)
    try job.perform(options: stageOptions, manifest: manifest)
  }

  private func loadTokenizer() throws -> TokenizerFiles {
    if let tokenizer { return try TokenizerFiles.load(directory: tokenizer) }
    return try TokenizerFiles.load(vocabulary: vocab ?? "", merges: merges ?? "", specialTokens: specialToken)
  }
}
