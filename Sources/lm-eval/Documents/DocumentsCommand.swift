import ArgumentParser
import CommandSupport

/// `lm-eval documents`: how well a model predicts each document of a split.
struct DocumentsCommand: ToolCommand {
  static let tool = "lm-eval documents"
  static let configuration = CommandConfiguration(
    commandName: "documents",
    abstract: "Measure each document by itself, and show the worst and the best.",
    discussion: """
      Example: lm-eval documents --checkpoint run --dataset dataset --tokenizer tokenizer --worst 20
      Example: lm-eval documents --checkpoint run --dataset dataset --tokenizer tokenizer --output run/documents.jsonl

      Each document is predicted as if nothing but the separator stood before it, in windows of the context length that \
      do not overlap. Documents with the highest loss per token come first: text in another language, tables, copies of \
      other files, and what is damaged.
      """)

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a state dict, or a run's directory for its newest checkpoint; RUN/best is its best.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(help: ArgumentHelp("The dataset directory, made by shard.", valueName: "dir"), completion: .directory)
  var dataset: String

  @Option(help: ArgumentHelp("The split to measure.", valueName: "name"))
  var split = "valid"

  @Option(
    help: ArgumentHelp("The directory of the tokenizer, for bytes and texts.", valueName: "dir"), completion: .file())
  var tokenizer: String

  @Option(help: ArgumentHelp("How many of the worst documents to show.", valueName: "n"))
  var worst = 10

  @Option(help: ArgumentHelp("How many of the best documents to show.", valueName: "n"))
  var best = 3

  @Option(
    help: ArgumentHelp("Write the numbers of every document to this file, as JSON Lines.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    for (flag, count) in [("--worst", worst), ("--best", best)] where !(0...10_000).contains(count) {
      throw ValidationError("\(flag) \(count): must be from 0 to 10000.")
    }
  }

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    dataset = try GivenPath("--dataset", dataset).dataset()
    tokenizer = try GivenPath("--tokenizer", tokenizer).tokenizer()
    guard let report = try DocumentsJob.perform(self) else { return }
    Terminal.text(stage.json ? report.json.pretty : report.text(columns: Terminal.outputColumns))
  }
}
