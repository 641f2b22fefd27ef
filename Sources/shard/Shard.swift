import ArgumentParser
import CommandSupport
import Datasets
import Formats
import Messages
import Sharding

/// `shard`: turns token parts into a dataset, and shows what shards hold.
@main
struct Shard: ToolCommand {
  static let tool = "shard"
  static let forms = [
    "shard --input encoded --output dataset --shuffle --seed 1 --valid-fraction 0.01",
    "shard --inspect dataset",
    "shard --rebuild dataset",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Shuffle and split documents, and pack them into shards of equal size.",
    discussion: """
      Example: shard --input encoded --output dataset --shuffle --seed 1 --valid-fraction 0.01
      Inspect: shard --inspect dataset

      Checks that all parts exist, are complete and come from one tokenizer. The dataset does not depend on the \
      number of parts. Validation documents are chosen by the seed, with or without --shuffle.
      """,
    version: ToolVersion.line(tool))

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("The directory with the parts from bpe-encode, or the parts.", valueName: "path"),
    completion: .file())
  var input: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("The directory to write the dataset to.", valueName: "directory"),
    completion: .directory)
  var output: String?

  @Flag(name: .long, help: "Shuffle the documents.")
  var shuffle = false

  @Option(
    name: .long, help: ArgumentHelp("Seed of the shuffle and of the choice of validation documents.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    name: .long, help: ArgumentHelp("Fraction of the documents used for validation, 0 to 1.", valueName: "x"))
  var validFraction: Double?

  @Option(name: .long, help: ArgumentHelp("Number of documents used for validation.", valueName: "n"))
  var validDocuments: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Fraction of the tokens used for validation: the end of the text, also of a single document.", valueName: "x"))
  var validTail: Double?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The tokenizer of the parts, to hold back the end of the text: with --valid-tail, or where --valid-fraction "
        + "finds one document only.", valueName: "directory"),
    completion: .directory)
  var tokenizer: String?

  @Option(name: .long, help: ArgumentHelp("Tokens in a shard.", valueName: "n"))
  var shardTokens = 100_000_000

  @Option(name: .long, help: ArgumentHelp("zstd's compression level, 1 to 19.", valueName: "n"))
  var level = 3

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Memory for shuffling, such as 1GB; beyond it, a temporary file in --output is used. (default: 256MiB)",
      valueName: "bytes"))
  var memory: ByteCount?

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Show the contents of a part, a shard, a dataset.json or a directory; writes nothing.", valueName: "path"),
    completion: .file())
  var inspect: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --inspect of a directory of parts: show the bytes per token of this many documents, drawn by --seed.",
      valueName: "n"))
  var sample: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Recreate dataset.json from the shards in this directory; each is read and checked.", valueName: "directory"),
    completion: .directory)
  var rebuild: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stageOptions: StageOptions

  mutating func validate() throws {
    guard [!input.isEmpty, !inspect.isEmpty, rebuild != nil].count(where: { $0 }) == 1 else {
      throw ValidationError(
        "Give --input and --output to make a dataset, --inspect to look at one, or --rebuild to describe one again.")
    }
    if let sample {
      guard !inspect.isEmpty else { throw ValidationError("--sample goes with --inspect.") }
      guard sample >= 1 else { throw ValidationError("--sample \(sample): must be 1 or more.") }
    }
    guard !input.isEmpty else { return }
    guard output != nil else { throw ValidationError("Give --output DIRECTORY for the dataset.") }
    guard [validFraction != nil, validDocuments != nil, validTail != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("--valid-fraction, --valid-documents and --valid-tail exclude each other.")
    }
    if let validTail {
      guard validTail > 0, validTail < 1 else {
        throw ValidationError("--valid-tail \(validTail): must be above 0 and less than 1.")
      }
      guard tokenizer != nil else {
        throw ValidationError("--valid-tail needs --tokenizer DIRECTORY, that of the parts.")
      }
    }
    if let validFraction, !(validFraction >= 0 && validFraction < 1) {
      throw ValidationError("--valid-fraction \(validFraction): must be 0 or more and less than 1.")
    }
    if let validDocuments, validDocuments < 0 {
      throw ValidationError("--valid-documents \(validDocuments): must be 0 or more.")
    }
    guard shardTokens >= 1 else { throw ValidationError("--shard-tokens \(shardTokens): must be 1 or more.") }
    if let memory, !(memory.bytes >= 1e6 && memory.bytes <= 1e15) {
      throw ValidationError("--memory: must be 1MB or more.")
    }
    guard (1...19).contains(level) else { throw ValidationError("--level \(level): must be from 1 to 19.") }
  }

  /// Describes a dataset again, where no other process makes one.
  private func rebuildDataset(_ folder: String) throws -> WrittenFile {
    let lock = try OutputLock.ifPossible(.folder(folder), tool: Self.tool)
    return try withExtendedLifetime(lock) { try DatasetFile.rebuild(directory: folder).write(to: folder) }
  }

  mutating func perform() throws {
    guard inspect.isEmpty else {
      for path in inspect {
        if let sample {
          try SampleReport(path, count: sample, seed: seed).show(json: stageOptions.json)
        } else {
          try Inspection(path).show(json: stageOptions.json)
        }
      }
      return
    }
    if let rebuild {
      let file = try rebuildDataset(try GivenPath("--rebuild", rebuild).dataset())
      Terminal.note("\(Self.tool): \(Printable.path(file.path)): written again, SHA-256 \(file.digest)")
      return
    }
    input = try GivenPath.parts("--input", input)
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    let validation: SplitPlan.Validation =
      validFraction.map { .fraction($0) } ?? validDocuments.map { .documents($0) } ?? validTail.map { .tail($0) }
      ?? .none
    let recipe = DatasetAssembly.Recipe(
      shuffled: shuffle, seed: seed, validation: validation, shardTokens: shardTokens, level: level)
    let job = AssemblyJob(
      inputs: input, output: output ?? ".", recipe: recipe, tokenizerPath: tokenizer,
      memory: memory.map { Int($0.bytes) },
      threads: threads.count)
    try job.perform(options: stageOptions)
  }
}
