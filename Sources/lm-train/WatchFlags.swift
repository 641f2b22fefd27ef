import ArgumentParser

/// The flags for those who watch a training. They change nothing of its result.
struct WatchFlags: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Write event files for TensorBoard into --output. (default: yes)")
  var tensorboard: Bool?

  @Option(help: ArgumentHelp("Keep a page of learning curves fresh in this file while training.", valueName: "file"))
  var report: String?

  @Option(
    help: ArgumentHelp("Let the model continue this text at every validation; needs --tokenizer.", valueName: "text"))
  var samplePrompt: String?

  @Option(help: ArgumentHelp("Tokens of such a sample. (default: 64)", valueName: "n"))
  var sampleTokens: Int?

  @Option(help: ArgumentHelp("The folder of the dataset's tokenizer, for --sample-prompt.", valueName: "dir"))
  var tokenizer: String?

  mutating func validate() throws {
    if let sampleTokens, !(1...100_000).contains(sampleTokens) {
      throw ValidationError("--sample-tokens \(sampleTokens): must be from 1 to 100000.")
    }
  }
}
