import ArgumentParser
import CommandSupport
import Formats
import Messages

/// Writes the embedded corpus: the same bytes for the same size and seed, on every machine.
@main
struct TellStories: ToolCommand {
  static let tool = "tell-stories"
  static let forms = [
    "tell-stories --megabytes 10 --output corpus.txt",
    "tell-stories --megabytes 10 --seed 3 --output other.txt",
    "tell-stories --minimal-pairs pairs.jsonl",
  ]

  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Generate a corpus of varied simple stories.",
    discussion: """
      Each story ends with a line <|endoftext|>. A longer corpus of the same seed begins with the shorter one.

      Example: tell-stories --megabytes 10 --output corpus.txt

      With --minimal-pairs, a small test of grammar in the stories' words: pairs of sentences that differ in one place, \
      of which one is right. lm-eval tasks tells how often a model finds it the likelier one.

      Example: tell-stories --minimal-pairs pairs.jsonl
      """,
    version: ToolVersion.line(tool))

  @Option(help: "Size of the corpus in millions of bytes; the last story is complete.")
  var megabytes = 10.0

  @Option(help: "Seed of the stories, or of the pairs.")
  var seed: UInt64 = 2026

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write minimal pairs to this file, as JSON Lines, in place of a corpus.", valueName: "file"),
    completion: .file())
  var minimalPairs: String?

  @Option(help: ArgumentHelp("With --minimal-pairs: pairs of each phenomenon.", valueName: "n"))
  var pairs = 200

  @OptionGroup var stageOptions: StageOptions

  func validate() throws {
    guard megabytes > 0, megabytes <= 100_000 else {
      throw ValidationError("--megabytes \(megabytes): expected a size above 0 and up to 100000.")
    }
    guard (1...10_000).contains(pairs) else { throw ValidationError("--pairs \(pairs): must be from 1 to 10000.") }
    guard output == nil || minimalPairs == nil else {
      throw ValidationError("Give --output for a corpus or --minimal-pairs for pairs, not both.")
    }
    guard output != nil || minimalPairs != nil else {
      throw ValidationError("Give --output FILE for a corpus or --minimal-pairs FILE for pairs.")
    }
  }

  func perform() throws {
    if let minimalPairs {
      try PairsJob(path: minimalPairs, count: pairs, seed: seed, options: stageOptions).perform()
    } else if let output {
      try CorpusJob(path: output, megabytes: megabytes, seed: seed, options: stageOptions).perform()
    }
  }
}
