import Foundation
import Formats
import Testing

/// From records of prompts and completions to a model that has learned the completions alone.
@Suite struct LMCompletionsTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    let files = try TokenizerFiles(
      tokens: special.map { Array($0.utf8) } + (0...255).map { [UInt8($0)] }, merges: [], specialTokens: special)
    _ = try files.write(to: workspace.path("tokenizer"))
  }

  private func encode(_ flags: String..., input: String = "records.jsonl") throws -> ToolRunner.Result {
    try workspace.run(
      "bpe-encode", arguments: ["--tokenizer", "tokenizer", "--input", input, "--output", "encoded"] + flags)
  }

  /// The tokens of all parts as text, those of prompts in ‹›.
  private func shown() throws -> String {
    var shown = ""
    var wasPrompt = false
    for part in try workspace.list("encoded").filter({ $0.hasSuffix(".zst") }).sorted() {
      let reader = try TokenShardReader(path: workspace.path("encoded/" + part))
      var marks = [Bool](repeating: false, count: reader.tokenCount)
      try marks.withUnsafeMutableBufferPointer { marks in
        if let base = marks.baseAddress { try reader.readPromptMarks(0..<reader.tokenCount, into: base) }
      }
      for (token, isPrompt) in zip(try reader.tokens(0..<reader.tokenCount), marks) {
        if isPrompt != wasPrompt { shown += isPrompt ? "‹" : "›" }
        wasPrompt = isPrompt
        shown += token < 3 ? ["<eot>", "<start>", "<end>"][Int(token)] : String(UnicodeScalar(UInt8(token - 3)))
      }
    }
    return shown + (wasPrompt ? "›" : "")
  }

  @Test func promptsAreMarked() throws {
    try workspace.write(
      #"{"prompt": "1+1=", "completion": "2"}"# + "\n\n" + #"{"completion": "", "prompt": "<|im_end|>"}"# + "\n",
      to: "records.jsonl")
    let result = try encode("--completions")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try shown() == "‹1+1=›2<eot>‹<end>›<eot>")
    #expect(try workspace.list("encoded") == ["part-00000-of-00001.u32.zst"])
    let text = try workspace.run("bpe-encode", "--tokenizer", "tokenizer", "--decode", "encoded")
    #expect(text.text == "1+1=2<|endoftext|><|im_end|><|endoftext|>")
    #expect(try encode("--completions").standardError.contains("up to date"))
  }

  @Test func conversationsAreWrittenInAFormat() throws {
    try workspace.write(
      #"{"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "a<|im_end|>"}, "#
        + #"{"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]}"#,
      to: "records.jsonl")
    let unknown = try encode("--completions")
    #expect(unknown.exitCode == 64)
    #expect(
      unknown.lastErrorLine
        == "bpe-encode: records.jsonl: line 1: chat messages, and the tokenizer has no chat template that is known (expected "
        + "one, or a format); name the format with --chat-format")
    #expect(try encode("--completions", "--chat-format", "chatml").exitCode == 0)
    let expected =
      "‹<start>system\nS<end>\n<start>user\na<|im_end|><end>\n<start>assistant\n›b<end>‹\n<start>user\nc<end>\n"
      + "<start>assistant\n›d<end>‹\n<eot>›"
    #expect(try shown() == expected)
    let other = try encode("--completions", "--chat-format", "llama3")
    #expect(other.exitCode == 65 && other.lastErrorLine.contains("no special token \"<|begin_of_text|>\""))
    // The tokenizer's own template is found.
    try workspace.write(
      "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}", to: "tokenizer/chat_template.jinja")
    try FileManager.default.removeItem(atPath: workspace.path("encoded"))
    #expect(try encode("--completions", "--parts", "2").exitCode == 0)
    #expect(try shown() == expected)
  }

  /// However a text is divided, and whoever makes which part.
  @Test func partsHaveTheSameTokens() throws {
    let lines = (0..<300).map { #"{"prompt": "\#($0) + \#($0 % 7) =", "completion": " \#($0 + $0 % 7)"}"# }
    try workspace.write(lines.joined(separator: "\n"), to: "records.jsonl")
    #expect(try encode("--completions").exitCode == 0)
    let whole = try shown()
    for flags in [["--parts", "7", "--threads", "2"], ["--part-size", "1KB"]] {
      try FileManager.default.removeItem(atPath: workspace.path("encoded"))
      let result = try workspace.run(
        "bpe-encode",
        arguments: ["--tokenizer", "tokenizer", "--input", "records.jsonl", "--output", "encoded", "--completions"]
          + flags)
      #expect(result.exitCode == 0, "\(result.standardError)")
      let names = try workspace.list("encoded")
      #expect(names.count > 5)
      if flags[0] == "--parts" { #expect(try shown() == whole) }
    }
  }

  @Test func badRecords() throws {
    func refusal(_ line: String, _ flags: String...) throws -> String {
      try workspace.write(#"{"prompt": "a", "completion": "b"}"# + "\n" + line, to: "records.jsonl")
      let result = try workspace.run(
        "bpe-encode",
        arguments: ["--tokenizer", "tokenizer", "--input", "records.jsonl", "--output", "encoded", "--completions"]
          + flags)
      #expect(result.exitCode == 65)
      #expect(!workspace.exists("encoded"))
      return result.lastErrorLine
    }
    let after = "; correct it, or leave such lines out with --skip-damaged"
    #expect(
      try refusal(#"{"prompt": "a"}"#)
        == "bpe-encode: records.jsonl: line 2: \"completion\" is missing (expected a text in quotes)" + after)
    #expect(try refusal(#"{"text": "a"}"#).contains("expected \"prompt\" and \"completion\", or \"messages\""))
    #expect(try refusal(#"{"prompt": 1, "completion": "b"}"#).contains("\"prompt\" is something else"))
    #expect(try refusal("[]").contains("no object"))
    let chat = ["--chat-format", "chatml"]
    for (messages, words) in [
      ("[]", "assistant"), ("{}", "a list"), (#"[{"role": "robot", "content": "a"}]"#, "messages[0].role"),
      (#"[{"role": "user", "content": "a"}]"#, "none"), (#"[{"role": "assistant"}]"#, "messages[0].content"),
    ] {
      #expect(try refusal(#"{"messages": \#(messages)}"#, chat[0], chat[1]).contains(words))
    }
    let skipped = try encode("--completions", "--skip-damaged", "--chat-format", "chatml")
    #expect(skipped.exitCode == 0)
    #expect(try shown() == "‹a›b<eot>")
  }

  @Test func flagsThatDoNotGoTogether() throws {
    try workspace.write(#"{"prompt": "a", "completion": "b"}"#, to: "records.jsonl")
    for flags in [
      ["--completions", "--text-field", "prompt"], ["--completions", "--raw"], ["--chat-format", "chatml"],
      ["--completions", "--no-separator"], ["--skip-damaged"], ["--completions", "--chat-format", "alpaca"],
    ] {
      let result = try workspace.run(
        "bpe-encode",
        arguments: ["--tokenizer", "tokenizer", "--input", "records.jsonl", "--output", "encoded"] + flags)
      #expect(result.exitCode == 64, "\(flags): \(result.standardError)")
      #expect(!workspace.exists("encoded"))
    }
    let hint = try encode().lastErrorLine
    #expect(hint.contains("add --completions to learn the completions, or the assistant's messages, alone"))
  }

  /// The same prompt twice, with an answer and with noise before it: the answer alone is learned.
  @Test func aTrainingLearnsTheAnswers() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let lines = (0..<400).map { number in
      let noise = (0..<12).map { String(letters[(number * 7 + $0 * $0 * 3 + number / 5) % 26]) }.joined()
      return #"{"prompt": "\#(noise):", "completion": "yes"}"#
    }
    try workspace.write(lines.joined(separator: "\n"), to: "records.jsonl")
    #expect(try encode("--completions").exitCode == 0)
    let made = try workspace.run(
      "shard", "--input", "encoded", "--output", "dataset", "--valid-fraction", "0.1", "--shuffle")
    #expect(made.exitCode == 0, "\(made.standardError)")
    let training =
      ["--dataset", "dataset", "--steps", "60", "--lr", "1e-2", "--output", "run", "--validate-every", "30"]
      + LMFixture.tinyModel
    let result = try workspace.run("lm-train", arguments: training)
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.contains("prompts are read and not learned"))
    let losses = try LMFixture.records(workspace, run: "run").compactMap { $0["valid_loss"] as? Double }
    #expect(try #require(losses.last) < 0.05, "\(losses)")
    let measured = try workspace.run(
      "lm-eval", "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "tokenizer", "--json")
    #expect(measured.exitCode == 0, "\(measured.standardError)")
    let found = try #require(try JSONSerialization.jsonObject(with: Data(measured.text.utf8)) as? [String: Any])
    // Three letters and the separator of each of 40 documents, but for what the first token cannot be asked.
    #expect(found["tokens"] as? Int == 160 && found["bytes"] as? Int == 120)
    #expect(abs(try #require(found["loss"] as? Double) - (losses.last ?? 0)) < 1e-6)
    // Another device learns every token, which is not what was asked for.
    let device = try workspace.run("lm-train", arguments: training + ["--device", "/nowhere.so", "--replace"])
    #expect(device.exitCode == 64 && device.lastErrorLine.contains("tells prompts from completions"))
    // Tokens that are marked are the same text to who decodes them.
    let inspected = try workspace.run("shard", "--inspect", "dataset/train-00000.u32.zst")
    #expect(inspected.text.contains("tokens of prompts are marked"))
  }

  @Test func partsOfBothKindsAreRefused() throws {
    try workspace.write(#"{"prompt": "a", "completion": "b"}"#, to: "records.jsonl")
    #expect(try encode("--completions", "--parts", "2").exitCode == 0)
    let marked = try workspace.read("encoded/part-00000-of-00002.u32.zst")
    try workspace.write(String(repeating: "ab", count: 9), to: "plain.txt")
    #expect(try encode("--parts", "2", input: "plain.txt").exitCode == 0)
    try marked.write(to: workspace.folder.appendingPathComponent("encoded/part-00000-of-00002.u32.zst"))
    try FileManager.default.removeItem(atPath: workspace.path("encoded/part-00000-of-00002.u16.zst"))
    let made = try workspace.run("shard", "--input", "encoded", "--output", "dataset")
    #expect(made.exitCode == 65)
    #expect(made.lastErrorLine.contains("tells prompts from completions otherwise than part 0"))
  }
}

/// A model that was trained on chats, on its way out.
extension LMCompletionsTests {
  @Test func aChatModelIsExportedAndTalks() throws {
    let line = #"{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]}"#
    try workspace.write(Array(repeating: line, count: 200).joined(separator: "\n"), to: "records.jsonl")
    #expect(try encode("--completions", "--chat-format", "chatml").exitCode == 0)
    #expect(try workspace.run("shard", "--input", "encoded", "--output", "dataset").exitCode == 0)
    let trained = try workspace.run(
      "lm-train",
      arguments: ["--dataset", "dataset", "--steps", "40", "--lr", "1e-2", "--output", "run", "--align", "documents"]
        + LMFixture.tinyModel + ["--context-length", "64"])
    #expect(trained.exitCode == 0, "\(trained.standardError)")
    let chat = ["--tokenizer", "tokenizer", "--temperature", "0", "--max-new-tokens", "8"]
    let answer = try workspace.run(
      "lm-sample", arguments: ["--checkpoint", "run", "--prompt", "hi", "--chat-format", "chatml"] + chat)
    #expect(answer.text == "yo\n", "\(answer.text) \(answer.standardError)")
    // With its template the folder says itself that it is a chat.
    let exported = try workspace.run(
      "lm-train", "export", "--checkpoint", "run", "--tokenizer", "tokenizer", "--hf", "hf", "--chat-format", "chatml")
    #expect(exported.exitCode == 0, "\(exported.standardError)")
    #expect(workspace.exists("hf/chat_template.jinja"))
    let settings = String(decoding: try workspace.read("hf/tokenizer_config.json"), as: UTF8.self)
    #expect(settings.contains(#""eos_token": "<|im_end|>""#), "\(settings)")
    let talk = try workspace.run(
      "lm-sample", arguments: ["--checkpoint", "hf", "--interactive", "--temperature", "0", "--max-new-tokens", "8"],
      input: Data("hi\nhi\n/new\nhi\n".utf8))
    #expect(talk.exitCode == 0 && talk.standardError.contains("a chat as chatml"), "\(talk.standardError)")
    #expect(talk.text.components(separatedBy: "\n").filter { $0 == "yo" }.count >= 2, "\(talk.text)")
    let wrong = try workspace.run(
      "lm-train", "export", "--checkpoint", "run", "--tokenizer", "tokenizer", "--hf", "no", "--chat-format", "zephyr")
    #expect(wrong.exitCode == 65 && !workspace.exists("no"))
    let system = try workspace.run(
      "lm-sample", arguments: ["--checkpoint", "run", "--prompt", "hi", "--system", "x"] + chat)
    #expect(system.exitCode == 64)
  }
}
