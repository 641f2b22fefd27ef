import ArgumentParser

/// The flags for those who watch a training. They change nothing of its result.
struct WatchFlags: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Write event files for TensorBoard to --output. (default: yes)")
  var tensorboard: Bool?

  @Option(
    help: ArgumentHelp(
      "Write an HTML page of learning curves to this file and update it while training.", valueName: "file"),
    completion: .file())
  var report: String?

  @Option(
    help: ArgumentHelp("Generate text from this prompt at every validation; needs --tokenizer.", valueName: "text"))
  var samplePrompt: String?

  @Option(help: ArgumentHelp("Number of tokens to generate. (default: 64)", valueName: "n"))
  var sampleTokens: Int?

  @Option(
    help: ArgumentHelp("The directory of the dataset's tokenizer, for --sample-prompt.", valueName: "dir"),
    completion: .directory)
  var tokenizer: String?

  mutating func validate() throws {
    if let sampleTokens, !(1...100_000).contains(sampleTokens) {
      throw ValidationError("--sample-tokens \(sampleTokens): must be from 1 to 100000.")
    }
  }
}
