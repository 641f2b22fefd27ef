import Foundation
import TestSupport
import Testing

/// `lm-eval --device` and `lm-sample --device`: what they refuse, and the results of the CPU's own kernels.
@Suite("Measuring and sampling on a device, as a user runs it")
struct LMDeviceUseTests {
  private let workspace: Workspace
  private static let sampling = ["lm-sample", "--checkpoint", "run", "--tokenizer", "tokenizer"]
  private static let measuring = ["lm-eval", "--checkpoint", "run", "--dataset", "dataset"]

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 20) + ["--no-tensorboard"])
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  /// Compiled programs are kept in the workspace, not in the home of whoever runs the tests.
  private func run(_ words: [String], input: String = "") throws -> ToolRunner.Result {
    try workspace.run(
      words[0], arguments: Array(words.dropFirst()), input: Data(input.utf8),
      environment: ["XDG_CACHE_HOME": workspace.path("cache")])
  }

  private func sample(_ flags: [String]) throws -> ToolRunner.Result {
    let result = try run(Self.sampling + ["--json", "--seed", "3"] + flags)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result
  }

  private func measure(_ flags: [String]) throws -> (loss: Double, tokens: Int) {
    let result = try run(Self.measuring + ["--json", "--force"] + flags)
    #expect(result.exitCode == 0, "\(result.standardError)")
    let object = try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any]
    return (try #require(object?["loss"] as? Double), try #require(object?["tokens"] as? Int))
  }

  @Test(
    "what is no device, or goes with none, is refused",
    arguments: [sampling + ["--prompt", "a"], measuring],
    [
      (["--device", "gpu"], 64, "no device is called"),
      (["--device", "./nothing.so"], 66, "nothing.so"),
      (["--device", "./text.so"], 65, "text.so"),
      (["--precision", "bf16"], 64, "--precision bf16: is for accelerators"),
      (["--precision", "fp16", "--device", "cuda"], 64, "--precision fp16: must be fp32 or bf16"),
      (["--device", "cuda", "--weights", "int8"], 64, "--weights int8: not with --device cuda"),
      (["--device", "cuda", "--weights", "bf16"], 64, "--weights bf16: not with --device cuda"),
    ])
  func refused(words: [String], trial: (flags: [String], code: Int, words: String)) throws {
    try Data("no library".utf8).write(to: URL(fileURLWithPath: workspace.path("text.so")))
    let result = try run(words + trial.flags)
    #expect(result.exitCode == Int32(trial.code), "\(result.standardError)")
    #expect(result.standardError.contains(trial.words), "\(result.standardError)")
    #expect(result.text.isEmpty)
  }

  @Test(
    "a loss is that of our own kernels, and its record says what computed it",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func losses(plugin: TestPlugin) throws {
    // The last window is shorter.
    for flags in [[], ["--max-tokens", "77"], ["--max-tokens", "5"]] {
      let (found, expected) = (try measure(flags + ["--device", plugin.path]), try measure(flags))
      #expect(found.tokens == expected.tokens && abs(found.loss - expected.loss) < 1e-5)
      let rounded = try measure(flags + ["--device", plugin.path, "--precision", "bf16"])
      #expect(rounded.loss != found.loss && abs(rounded.loss - found.loss) < 2e-2)
    }
    let output = Self.measuring + ["--output", "eval.json"]
    #expect(try run(output).exitCode == 0)
    // The CPU by name is the CPU.
    #expect(try run(output + ["--device", "cpu"]).standardError.contains("up to date"))
    let device = try run(output + ["--device", plugin.path])
    #expect(!device.standardError.contains("up to date") && device.exitCode == 0, "\(device.standardError)")
    #expect(device.standardError.contains("lm-eval: loaded the program evaluation in "), "\(device.standardError)")
    let again = try run(output + ["--device", plugin.path])
    #expect(again.standardError.contains("up to date"), "\(again.standardError)")
    let rounded = try run(output + ["--device", plugin.path, "--precision", "bf16", "--quiet"])
    #expect(rounded.exitCode == 0 && rounded.standardError.isEmpty, "\(rounded.standardError)")
  }

  @Test(
    "texts are those of our own kernels, also behind a full context",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func texts(plugin: TestPlugin) throws {
    let long = "The cat saw a ball 3 times. A dog liked the sun 2 times."
    let trials = [
      ["--prompt", "The c", "--temperature", "0", "--max-new-tokens", "20"],
      ["--prompt", "", "--temperature", "0", "--max-new-tokens", "5", "--samples", "2"],
      ["--prompt", "Tom", "--temperature", "0", "--max-new-tokens", "40", "--ban-eos", "--samples", "3"],
      ["--prompt", long, "--temperature", "0", "--max-new-tokens", "9", "--ban-eos"],
      // Random numbers are the same, and each sample has its own.
      ["--prompt", "A", "--samples", "5", "--max-new-tokens", "60", "--top-k", "40", "--top-p", "0.95"],
    ]
    for flags in trials {
      let (found, expected) = (try sample(flags + ["--device", plugin.path]), try sample(flags))
      #expect(found.text == expected.text, "\(flags)")
      #expect(
        found.standardError.contains("the context of 32 tokens was full")
          == expected.standardError.contains("the context of 32 tokens was full"))
    }
    let rounded = try sample(trials[4] + ["--device", plugin.path, "--precision", "bf16", "--quiet"])
    let texts = try JSONSerialization.jsonObject(with: rounded.standardOutput) as? [[String: Any]]
    #expect(Set(texts?.compactMap { $0["text"] as? String } ?? []).count == 5)
    #expect(!rounded.standardError.contains("compiled"), "\(rounded.standardError)")
  }

  @Test(
    "a conversation, a stop token and a record",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func conversation(plugin: TestPlugin) throws {
    let flags = ["--temperature", "0", "--max-new-tokens", "50", "--separator", "<|endoftext|>"]
    let device = ["--device", plugin.path]
    let talk = Self.sampling + flags + ["--interactive"]
    let lines = "Tom\nA dog saw\nTom\n"
    let (found, expected) = (try run(talk + device, input: lines), try run(talk, input: lines))
    #expect(found.exitCode == 0 && found.text == expected.text, "\(found.standardError)")
    // Programs are compiled once, however many prompts there are.
    for program in ["prefill", "decoding", "empty_cache"] {
      let made = found.standardError.components(separatedBy: "the program \(program) in").count - 1
      #expect(made == 1, "\(found.standardError)")
    }
    #expect(try run(Self.sampling + flags + device + ["--prompt", "Tom", "--record"]).exitCode == 0)
    let log = try workspace.run("manifest", "log", "--json").text
    #expect(log.contains("\"plugin\": \"\(plugin.path)\"") && log.contains("\"precision\": \"fp32\""), "\(log)")
  }
}
