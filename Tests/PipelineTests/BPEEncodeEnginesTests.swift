import Foundation
import Testing

/// `bpe-encode` as engines start it: their variables in its environment. The engines themselves are in
/// pipelines/test/engines.sh.
@Suite struct BPEEncodeEnginesTests {
  /// A text and its tokenizer, and no database yet: that one appears would be the fault of a task.
  private func prepare() throws -> EncodedText {
    let text = try EncodedText()
    try FileManager.default.removeItem(atPath: text.space.path("manifest.db"))
    return text
  }

  private func encode(
    _ text: EncodedText, _ environment: [String: String], _ more: String...
  ) throws -> ToolRunner.Result {
    try text.space.run(
      "bpe-encode",
      arguments: ["--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded"] + more,
      environment: environment)
  }

  private func array(_ id: Int, of count: Int) -> [String: String] {
    [
      "SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "0",
      "SLURM_ARRAY_TASK_MAX": "\(count - 1)", "SLURM_ARRAY_TASK_STEP": "1", "SLURM_ARRAY_TASK_COUNT": "\(count)",
    ]
  }

  @Test func tasksOfAnArrayShareTheParts() throws {
    let text = try prepare()
    let result = try encode(text, array(1, of: 3), "--parts", "5")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.hasPrefix("bpe-encode: task 1 of 3 by Slurm: 2 of 5 parts\n"))
    #expect(try text.space.list("encoded") == ["part-00001-of-00005.u16.zst", "part-00004-of-00005.u16.zst"])
    // Only a receipt, no database.
    #expect(!text.space.exists("manifest.db"))
    #expect(try encode(text, array(0, of: 3), "--parts", "5").exitCode == 0)
    #expect(
      try text.shard().lastErrorLine
        == "shard: encoded: part 2 of 5 is missing; make it with: bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded --parts 5 --part 2"
    )
    #expect(try encode(text, array(2, of: 3), "--parts", "5").exitCode == 0)
    #expect(try text.shard().exitCode == 0)
    // The gathering stage took the receipts in.
    let history = try text.space.run("manifest", "why", "encoded/part-00004-of-00005.u16.zst")
    #expect(history.text.contains("bpe-encode"), "\(history.text)\(history.standardError)")
  }

  @Test func moreTasksThanPartsIsFine() throws {
    let text = try prepare()
    let result = try encode(text, array(7, of: 8), "--parts", "5")
    #expect(result.exitCode == 0)
    #expect(
      result.standardError.hasPrefix(
        "bpe-encode: task 7 of 8 by Slurm: none of 5 parts, as there are more tasks than parts\n"))
    #expect(try text.space.list("encoded") == [])
  }

  /// A task may have a text of its own, so one part is not shared; still many machines must not open one database.
  @Test func onePartIsNotShared() throws {
    let text = try prepare()
    let result = try encode(text, array(2, of: 3))
    #expect(result.exitCode == 0)
    #expect(
      result.standardError.hasPrefix(
        "bpe-encode: one part is not shared: this process, started by Slurm, makes all of it; to share, use --parts\n"))
    #expect(try text.space.list("encoded") == ["part-00000-of-00001.u16.zst"])
    #expect(!text.space.exists("manifest.db"))
  }

  @Test func flagsCountMoreThanEngines() throws {
    let text = try prepare()
    #expect(try encode(text, array(1, of: 3), "--parts", "5", "--task", "0", "--tasks", "5").exitCode == 0)
    #expect(try encode(text, array(1, of: 3), "--parts", "5", "--part", "3").exitCode == 0)
    #expect(try text.space.list("encoded") == ["part-00000-of-00005.u16.zst", "part-00003-of-00005.u16.zst"])
    #expect(!text.space.exists("manifest.db"))
  }

  @Test func whatDoesNotAddUpIsRefused() throws {
    let text = try prepare()
    let examples: [(environment: [String: String], more: [String], line: String)] = [
      (
        ["OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "x"], [],
        "OMPI_COMM_WORLD_SIZE is \"x\" (expected a whole number, 0 or more); start the tool through the engine, or say its place with --task and --tasks"
      ),
      (
        ["JOB_COMPLETION_INDEX": "3"], [],
        "Kubernetes says that this is task 3 (JOB_COMPLETION_INDEX), but not of how many; say --tasks N, or --task 0 --tasks 1 if every task has a text of its own"
      ),
      (
        [:], ["--tasks", "3"],
        "--tasks 3: nothing says which of them this is; add --task I, or start the tool through Slurm, MPI, a Kubernetes indexed job or GNU parallel"
      ),
    ]
    for example in examples {
      let result = try text.space.run(
        "bpe-encode",
        arguments: [
          "--tokenizer", "tokenizer", "--input", "corpus.txt", "--output", "encoded", "--parts", "4",
        ] + example.more, environment: example.environment)
      #expect(result.exitCode == 64)
      #expect(result.standardError == "bpe-encode: \(example.line)\n")
      #expect(!text.space.exists("encoded"))
    }
  }
}
