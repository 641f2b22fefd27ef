import Foundation
import Testing

/// The output of one stage, given where another's is needed.
@Suite("Tools recognise each other's files", .serialized)
struct WrongStageTests {
  /// A pipeline of small files.
  private static let pipeline = Result { try makePipeline() }

  private static func makePipeline() throws -> Workspace {
    let space = try Workspace()
    try space.write(String(repeating: "One day a cat sat. <|endoftext|>", count: 60), to: "corpus.txt")
    let lines = [
      "bpe-train --input corpus.txt --vocab-size 270 --special-token <|endoftext|> --output tokenizer",
      "bpe-encode --tokenizer tokenizer --input corpus.txt --parts 2 --output encoded",
      "shard --input encoded --output dataset --valid-fraction 0.2",
      "lm-train --dataset dataset --output run \(small)",
    ]
    for line in lines { #expect(try run(line, in: space).exitCode == 0, "\(line)") }
    return space
  }

  static let small = "--steps 1 --batch-size 1 --context-length 8 --d-model 16 --heads 2 --layers 1"

  private static func run(_ line: String, in space: Workspace) throws -> ToolRunner.Result {
    let words = line.split(separator: " ").map(String.init)
    return try space.run(words[0], arguments: Array(words.dropFirst()))
  }

  @Test(
    "what comes first is said",
    arguments: [
      (
        "lm-train --dataset encoded --output r",
        "--dataset encoded: parts of an encoding (expected a dataset); run shard --input encoded --output dataset first"
      ),
      (
        "lm-train --dataset tokenizer --output r",
        "--dataset tokenizer: a tokenizer (expected a dataset); it belongs to --tokenizer; "
          + "give the directory that shard made"
      ),
      (
        "lm-train --dataset corpus.txt --output r",
        "--dataset corpus.txt: text (expected a dataset); run bpe-encode --tokenizer tokenizer --input corpus.txt "
          + "--output encoded, then shard --input encoded --output dataset first"
      ),
      (
        "lm-train --dataset run --output r",
        "--dataset run: a training run (expected a dataset); give the directory that shard made"
      ),
      (
        "shard --input dataset --output d",
        "--input dataset: a dataset (expected parts of an encoding); it needs no more shards: "
          + "lm-train --dataset dataset --output run"
      ),
      (
        "shard --input corpus.txt --output d",
        "--input corpus.txt: text (expected parts of an encoding); run bpe-encode --tokenizer tokenizer "
          + "--input corpus.txt --output encoded first"
      ),
      (
        "bpe-encode --tokenizer corpus.txt --input corpus.txt --output e",
        "--tokenizer corpus.txt: text (expected a tokenizer); run bpe-train --input corpus.txt --vocab-size 10000 "
          + "--output tokenizer first"
      ),
      (
        "bpe-encode --tokenizer tokenizer --input encoded --output e",
        "--input encoded: parts of an encoding (expected text); give files of text"
      ),
      (
        "lm-sample --checkpoint dataset --tokenizer tokenizer --prompt a",
        "--checkpoint dataset: a dataset (expected a training run or a checkpoint); "
          + "run lm-train --dataset dataset --output run first"
      ),
      (
        "lm-sample --checkpoint run --tokenizer run --prompt a",
        "--tokenizer run: a training run (expected a tokenizer); give the directory that bpe-train made"
      ),
      (
        "lm-eval --checkpoint run --dataset run/step-00000001.safetensors",
        "--dataset run/step-00000001.safetensors: a model's parameters (expected a dataset); "
          + "give the directory that shard made"
      ),
      (
        "lm-eval --checkpoint run --dataset manifest.db",
        "--dataset manifest.db: a manifest (expected a dataset); give the directory that shard made"
      ),
    ])
  func refused(line: String, message: String) throws {
    let result = try Self.run(line, in: Self.pipeline.get())
    let tool = line.prefix { $0 != " " }
    #expect(result.standardError == "\(tool): \(message)\n")
    #expect(result.exitCode == 65)
    #expect(result.text == "")
  }

  @Test(
    "a file stands for its directory, and a directory for its file",
    arguments: [
      "lm-train --dataset dataset/dataset.json --output run \(WrongStageTests.small)",
      "lm-train --dataset dataset/train-00000.u16.zst --output run \(WrongStageTests.small)",
      "shard --input encoded/part-00001-of-00002.u16.zst --output dataset --valid-fraction 0.2",
      "bpe-encode --tokenizer tokenizer/tokenizer.json --input corpus.txt --parts 2 --output encoded",
      "bpe-encode --tokenizer tokenizer/merges.txt --input corpus.txt --parts 2 --output encoded",
    ])
  func upToDate(line: String) throws {
    let result = try Self.run(line, in: Self.pipeline.get())
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.lastErrorLine.contains(": up to date: "), "\(result.standardError)")
  }

  @Test(
    "so it does where nothing is made",
    arguments: [
      (
        "lm-eval --checkpoint run/config.json --dataset dataset/dataset.json",
        "lm-eval --checkpoint run --dataset dataset"
      ),
      (
        "lm-eval --checkpoint run/step-00000001.safetensors --dataset dataset",
        "lm-eval --checkpoint run --dataset dataset"
      ),
      ("bpe-train --inspect tokenizer/vocab.json", "bpe-train --inspect tokenizer"),
      ("manifest lineage encoded", "manifest lineage encoded/part-00000-of-00002.u16.zst"),
    ])
  func same(line: String, other: String) throws {
    let (first, second) = (try Self.run(line, in: Self.pipeline.get()), try Self.run(other, in: Self.pipeline.get()))
    #expect(first.exitCode == 0, "\(first.standardError)")
    #expect(first.text.filter { !$0.isNumber } == second.text.filter { !$0.isNumber })
  }

  @Test("a directory that holds everything is whatever is asked for")
  func together() throws {
    let space = try Workspace()
    let from = try Self.pipeline.get()
    for folder in ["tokenizer", "encoded", "dataset", "run"] {
      for name in try from.list(folder) where !space.exists("all/\(name)") {
        try FileManager.default.createDirectory(atPath: space.path("all"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: from.path("\(folder)/\(name)"), toPath: space.path("all/\(name)"))
      }
    }
    try space.write("a cat", to: "all/corpus.txt")
    for line in [
      "lm-eval --checkpoint all --dataset all --tokenizer all", "bpe-train --inspect all",
      "lm-train --dataset all --output r \(Self.small)",
      "lm-sample --checkpoint all --tokenizer all --prompt cat --max-new-tokens 2",
    ] {
      let result = try Self.run(line, in: space)
      #expect(result.exitCode == 0, "\(line): \(result.standardError)")
    }
  }

  @Test("a directory of parts is decoded in order")
  func decoded() throws {
    let space = try Self.pipeline.get()
    let text = try Self.run("bpe-encode --tokenizer tokenizer --decode encoded", in: space)
    #expect(text.standardOutput == (try space.read("corpus.txt")))
  }
}
