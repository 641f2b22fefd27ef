import Foundation
import Testing

/// Names that are no text, limits of the system, pipes in place of files, and others who were there first.
struct SystemLimitsTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    try workspace.write((0..<300).map { "the number \($0) is not \($0 + 1), is it?\n" }.joined(), to: "corpus.txt")
  }

  /// Runs a line of bash in the workspace, the tools on its path.

  // MARK: Names

  @Test func argumentsThatAreNotUTF8AreRefusedByName() throws {
    let flags = "--vocab-size 260 --output t"
    for (line, words) in [
      ("bpe-train --input $'\\xff\\xfe.txt' \(flags)", #"argument 2, '\xFF\xFE.txt', is not UTF-8"#),
      ("bpe-train --input corpus.txt --special-token $'a\\xff' \(flags)", #"argument 4, 'a\xFF', is not UTF-8"#),
      ("bpe-train --input corpus.txt --vocab-size 260 --output $'o\\xfe'", #"argument 6, 'o\xFE', is not UTF-8"#),
      (
        "LETTERPRESS_MANIFEST=$'\\xff' bpe-train --input corpus.txt \(flags)",
        #"LETTERPRESS_MANIFEST: '\xFF' is not UTF-8"#
      ),
      ("mkdir -p $'d\\xff' && cd $'d\\xff' && bpe-train --input ../corpus.txt \(flags)", "the working directory, '"),
      ("cd $'d\\xff' && manifest runs", "the working directory, '"),
    ] {
      let result = try workspace.shell("printf x > $'\\357\\277\\275.txt'; \(line)")
      #expect(result.code == 64, "\(line)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    #expect(!workspace.exists("t") && !workspace.exists("\u{FFFD}") && !workspace.exists("manifest.db"))
  }

  /// A shell that holds a lock of its own hands it on to what it starts.
  @Test func aLockOfTheShellStaysWhenAToolIsStopped() throws {
    let result = try workspace.shell(
      """
      exec 9>.mine.lock; mkfifo text
      bpe-encode --tokenizer tokenizer --input - --output parts <text & tool=$!
      exec 8>text
      until [ -e parts/.lock ]; do sleep 0.02; done
      kill -TERM $tool; wait $tool
      """)
    #expect(result.code == 143, "\(result.errors)")
    #expect(workspace.exists(".mine.lock"))
    #expect(try workspace.list("parts") == [])
  }

  // MARK: Limits

  @Test func aFileSizeLimitIsAFullDisk() throws {
    let model = "--context-length 32 --d-model 256 --layers 2 --heads 2 --d-ff 512 --batch-size 2"
    let result = try workspace.shell(
      "ulimit -f 2000; lm-train --dataset dataset --output run --steps 4 \(model) --quiet")
    #expect(result.code == 74)
    #expect(
      result.errors.hasSuffix(
        "the limit on file sizes is reached; raise the limit that was set (ulimit -f) or choose another directory, then run "
          + "again\n"), "\(result.errors)")
    #expect(try workspace.list("run").filter { $0.hasPrefix(".") } == [])
    #expect(try workspace.run("manifest", "log", "--limit", "1").text.contains("failed"))
  }

  @Test func manyShardsWithFewOpenFiles() throws {
    for line in [
      "bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded",
      "shard --input encoded --output many --shard-tokens 50",
      "lm-train --dataset many --output m --steps 2 \(LMFixture.tinyModel.joined(separator: " "))",
    ] {
      let result = try workspace.shell("ulimit -n 32; \(line) --quiet")
      #expect(result.code == 0, "\(line): \(result.errors)")
    }
    #expect(try workspace.list("many").count > 150)
  }

  #if os(Linux)
    @Test func memoryThatIsNotGranted() throws {
      let result = try workspace.shell(
        "ulimit -v 2000000; lm-sample --checkpoint x --tokenizer tokenizer --prompt-file corpus.txt")
      #expect(result.code == 66)
      for kilobytes in [20_000, 60_000, 80_000, 100_000, 120_000] {
        let small = try workspace.shell("ulimit -v \(kilobytes); shard --input encoded --output d")
        // Not even the libraries of the program may fit; where all fits, there is no such input.
        #expect([75, 127, 66].contains(small.code), "\(kilobytes) KB: \(small.code), \(small.errors)")
      }
    }
  #endif

  @Test func aPromptHasALargestSize() throws {
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 2)).exitCode == 0)
    let result = try workspace.shell("lm-sample --checkpoint run --tokenizer tokenizer --max-new-tokens 1 < /dev/zero")
    #expect(result.code == 65)
    #expect(result.errors.contains("lm-sample: -: has 67"), "\(result.errors)")
    #expect(
      try workspace.shell("lm-sample --checkpoint run --tokenizer tokenizer --max-new-tokens 1 --prompt-file <(echo A)")
        .code == 0
    )
  }

  // MARK: Pipes

  @Test(arguments: [
    ("dataset/dataset.json", "lm-train --dataset dataset --output r --steps 1"),
    ("dataset/train-00000.u16.zst", "lm-train --dataset dataset --output r --steps 1"),
    ("tokenizer/vocab.json", "bpe-encode --tokenizer tokenizer --input corpus.txt --output e"),
    ("tokenizer/tokenizer.json", "bpe-encode --tokenizer tokenizer --input corpus.txt --output e"),
    ("corpus.txt", "bpe-train --input corpus.txt --vocab-size 260 --output t"),
    ("prompt", "lm-sample --checkpoint run --tokenizer tokenizer --prompt-file prompt"),
  ])
  func aPipeInPlaceOfAFileIsRefusedAtOnce(path: String, line: String) throws {
    if path == "prompt" {
      #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 2)).exitCode == 0)
    }
    try? FileManager.default.removeItem(atPath: workspace.path(path))
    #expect(mkfifo(workspace.path(path), 0o644) == 0)
    let result = try workspace.shell("timeout 300 \(line)")
    #expect(result.code == 66, "\(result.errors)")
    #expect(result.errors.contains("\(path): is a pipe or device"), "\(result.errors)")
  }

  // MARK: Others who were there first

  /// Two equal commands: the second waits, and then sees that all is done.
  @Test func whoHasWaitedDecidesAgain() throws {
    let line =
      "lm-train \(LMFixture.training(steps: 60).joined(separator: " ")) --checkpoint-every 0 --validate-every 0"
    for flags in ["", " --resume"] {
      let result = try workspace.shell(
        "rm -rf run; \(line) --quiet 2>first & while ! [ -e run/.lock ]; do sleep 0.01; done; \(line)\(flags); code=$?; "
          + "wait $!; exit $code")
      // Where the machine is slow the first may need more than the second's patience.
      #expect([0, 75].contains(result.code), "\(result.errors)")
      if result.code == 0 { #expect(result.errors.contains("lm-train: up to date: made by run "), "\(result.errors)") }
    }
  }

  @Test func aRunBeforeItsFirstCheckpointGoesOnWithItsSettings() throws {
    let line =
      "lm-train \(LMFixture.training(steps: 100_000).joined(separator: " ")) --checkpoint-every 0 --validate-every 0"
    _ = try workspace.shell(
      "\(line) --quiet & while ! [ -s run/metrics.jsonl ]; do sleep 0.01; done; kill -KILL $!; wait")
    let before = try workspace.read("run/config.json")
    // Stopped when it trains: before that there is nothing to save.
    let result = try workspace.shell(
      "cp run/metrics.jsonl before; lm-train --output run --resume --quiet & "
        + "while kill -0 $! && { ! [ -s run/metrics.jsonl ] || cmp -s before run/metrics.jsonl; }; do sleep 0.01; done; "
        + "kill -TERM $!; wait $!")
    #expect(result.code == 143, "\(result.errors)")
    #expect(try workspace.read("run/config.json") == before)
    #expect(try workspace.list("run").contains { $0.hasPrefix("step-") })
  }
}
