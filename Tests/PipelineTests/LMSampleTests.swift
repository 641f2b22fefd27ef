import Foundation
import Testing

/// lm-sample as its user runs it.
@Suite struct LMSampleTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 300) + ["--lr", "0.01", "--validate-every", "0"])
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func sample(_ more: [String], input: Data? = nil) throws -> ToolRunner.Result {
    let result = try workspace.run(
      "lm-sample", arguments: ["--checkpoint", "run", "--tokenizer", "tokenizer"] + more, input: input)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result
  }

  @Test func theSameSeedGivesTheSameText() throws {
    let flags = ["--prompt", "The cat", "--temperature", "0.9", "--top-p", "0.95", "--max-new-tokens", "30"]
    let first = try sample(flags + ["--seed", "5"])
    #expect(first.text.hasPrefix("The cat"))
    #expect(try sample(flags + ["--seed", "5"]).text == first.text)
    #expect(try sample(flags + ["--seed", "6"]).text != first.text)
  }

  @Test func greedyIsGreedyWhateverTheSeed() throws {
    let flags = ["--prompt", "Lily ", "--temperature", "0", "--max-new-tokens", "12"]
    #expect(try sample(flags + ["--seed", "1"]).text == sample(flags + ["--seed", "2"]).text)
    #expect(try sample(flags).text == sample(flags + ["--top-k", "1", "--temperature", "1"]).text)
  }

  @Test func thePromptComesFromAFlagAFileOrStandardInput() throws {
    let flags = ["--temperature", "0", "--max-new-tokens", "10"]
    let flag = try sample(flags + ["--prompt", "A dog "]).text
    try workspace.write("A dog ", to: "prompt.txt")
    #expect(try sample(flags + ["--prompt-file", "prompt.txt"]).text == flag)
    #expect(try sample(flags, input: Data("A dog ".utf8)).text == flag)
    #expect(try "A dog " + sample(flags + ["--prompt", "A dog ", "--no-echo"]).text == flag)
    #expect(try !sample(flags).text.isEmpty)  // no prompt: a new document
  }

  @Test func aSampleEndsAtTheEndTokenUnlessItIsBanned() throws {
    let flags = ["--prompt", "Tom", "--json", "--seed", "3"]
    func first(_ more: [String]) throws -> [String: Any] {
      let json = try JSONSerialization.jsonObject(with: sample(flags + more).standardOutput)
      return (json as? [[String: Any]])?.first ?? [:]
    }
    let free = try first(["--max-new-tokens", "500"])
    #expect(free["ended"] as? Bool == true)
    let banned = try first(["--max-new-tokens", "100", "--ban-eos"])
    #expect(banned["ended"] as? Bool == false)
    #expect(banned["tokens"] as? Int == 100)
  }

  @Test func aFullContextGoesOnAndSaysSoOnce() throws {
    let result = try sample(["--prompt", "The cat", "--ban-eos", "--max-new-tokens", "60"])
    let notes = result.standardError.split(separator: "\n").filter { $0.contains("context of 32 tokens was full") }
    #expect(notes.count == 1)
  }

  @Test func weightsMayBeStoredMoreNarrowly() throws {
    let flags = ["--prompt", "The cat", "--temperature", "0", "--max-new-tokens", "20"]
    let texts = try ["fp32", "bf16", "int8"].map { try sample(flags + ["--weights", $0]).text }
    #expect(texts[0] == (try sample(flags).text))
    #expect(texts.allSatisfy { $0.hasPrefix("The cat") && $0.count > 20 })
    let result = try workspace.run(
      "lm-sample", "--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", "The", "--weights", "int4")
    #expect(result.exitCode == 64)
  }

  @Test func aSampleIsTheSameAmongMany() throws {
    let flags = ["--prompt", "A dog", "--json", "--max-new-tokens", "40", "--seed", "9"]
    func first(_ samples: String) throws -> String? {
      let json = try JSONSerialization.jsonObject(with: sample(flags + ["--samples", samples]).standardOutput)
      return (json as? [[String: Any]])?.first?["text"] as? String
    }
    let alone = try #require(try first("1"))
    #expect(try first("12") == alone)
  }

  @Test func severalSamplesAreNumberedAndDiffer() throws {
    let result = try sample(["--prompt", "A dog", "--samples", "3", "--json", "--max-new-tokens", "25"])
    let samples = try JSONSerialization.jsonObject(with: result.standardOutput) as? [[String: Any]] ?? []
    #expect(samples.compactMap { $0["sample"] as? Int } == [1, 2, 3])
    #expect(Set(samples.compactMap { $0["text"] as? String }).count > 1)
    let text = try sample(["--prompt", "A dog", "--samples", "2", "--max-new-tokens", "5"]).text
    #expect(text.contains("=== sample 1 of 2 ===\nA dog"))
    #expect(text.contains("=== sample 2 of 2 ===\nA dog"))
  }

  @Test func pipedTextIsWholeCharacters() throws {
    // Raw bytes of a damaged sort come out as replacement characters: standard output is always UTF-8.
    let result = try sample(["--prompt", "naïve 猫", "--temperature", "30", "--ban-eos", "--max-new-tokens", "200"])
    #expect(String(data: result.standardOutput, encoding: .utf8) != nil)
    #expect(result.text.hasPrefix("naïve 猫"))
  }
}
