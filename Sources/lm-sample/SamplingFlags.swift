import ArgumentParser

/// How tokens are chosen, and how many.
struct SamplingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Divides the logits; 0 always chooses the most likely token.", valueName: "x"))
  var temperature = 1.0

  @Option(help: ArgumentHelp("Sample from the k most likely tokens. (default: all)", valueName: "k"))
  var topK: Int?

  @Option(help: ArgumentHelp("Sample from the most likely tokens whose probabilities add up to p.", valueName: "p"))
  var topP = 1.0

  @Option(help: ArgumentHelp("Maximum number of tokens to generate.", valueName: "n"))
  var maxNewTokens = 256

  @Option(help: ArgumentHelp("Number of samples.", valueName: "n"))
  var samples = 1

  @Option(
    help: ArgumentHelp(
      "Seed of the sampling: the same one gives the same text. (default: a new one, which is printed)", valueName: "n"))
  var seed: UInt64?

  @Flag(help: "Never sample the separator, so that every sample has --max-new-tokens tokens.")
  var banEos = false

  @Option(
    name: [.long, .customLong("end-token")],
    help: ArgumentHelp("The special token between documents. (default: <|endoftext|>)", valueName: "text"))
  var separator: String?

  mutating func validate() throws {
    guard SamplingSettings.tokenCounts.contains(maxNewTokens) else {
      throw ValidationError("--max-new-tokens \(maxNewTokens): must be from 1 to 1000000000.")
    }
    guard (1...4096).contains(samples) else { throw ValidationError("--samples \(samples): must be from 1 to 4096.") }
  }
}
