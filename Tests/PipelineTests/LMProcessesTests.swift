import Foundation
import TestSupport
import Testing

/// `lm-train` as `mpirun` starts it; pipelines/test/ranks.sh has real ones.
@Suite("Training in several processes, as launchers start them")
struct LMProcessesTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  /// A process as Open MPI starts it.
  private func train(_ rank: Int, of count: Int, _ arguments: [String]) throws -> ToolRunner.Result {
    try workspace.run(
      "lm-train", arguments: arguments,
      environment: [
        "OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "\(count)",
        "XDG_CACHE_HOME": workspace.path("cache"),
      ])
  }

  /// All processes of a job at once.
  private func trainTogether(_ count: Int, _ arguments: [String]) async throws -> [ToolRunner.Result] {
    try await withThrowingTaskGroup(of: (Int, ToolRunner.Result).self) { group in
      for rank in 0..<count {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { (rank, try train(rank, of: count, arguments)) }) }.start()
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  @Test("another number than the launcher's is refused")
  func otherNumber() throws {
    let alone = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 4) + ["--device", "cuda", "--processes", "3"])
    #expect(alone.exitCode == 64)
    #expect(
      alone.standardError.contains(
        "--processes 3: nothing is noticed that started them; use mpirun -n 3 or srun -n 3, or say --mpi for another"),
      "\(alone.standardError)")
    let two = try train(0, of: 2, LMFixture.training(steps: 4) + ["--device", "cuda", "--processes", "3"])
    #expect(two.exitCode == 64)
    #expect(
      two.standardError.contains(
        "--processes 3: Open MPI's mpirun started 2 (expected the same number, or 1 for trainings of their own); leave "
          + "--processes out"), "\(two.standardError)")
  }

  @Test("a time is for one process, and the first of several says so")
  func oneProcessForATime() throws {
    let flags = ["--dataset", "dataset", "--output", "run", "--max-seconds", "5"]
    let results = try (0...1).map { try train($0, of: 2, flags) }
    #expect(results.map(\.exitCode) == [64, 64])
    #expect(results[1].standardError == "")
    #expect(
      results[0].standardError == """
        lm-train: --max-seconds 5.0: is for one process, and Open MPI's mpirun started 2; give --steps, after a short run \
        has told the speed

        """)
    #expect(!workspace.exists("run"))
  }

  @Test("each process can have a training of its own, whatever started it")
  func alone() throws {
    let result = try train(1, of: 2, LMFixture.training(steps: 4) + ["--processes", "1"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(workspace.exists("run/metrics.jsonl"))
  }

  @Test("without a library for the launcher it is said what to install")
  func noLibrary() throws {
    let result = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 4),
      environment: [
        "OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2", "LETTERPRESS_MPI": workspace.path("corpus.txt"),
      ])
    #expect(result.exitCode == 65 || result.exitCode == 66, "\(result.standardError)")
    #expect(result.standardError.contains("MPI library"), "\(result.standardError)")
    #expect(!workspace.exists("run"))
  }

  @Test(
    "flags of several processes are refused where they make no sense",
    arguments: [
      (["--gradient-exchange", "bf16"], "--gradient-exchange bf16: is for several processes on CPUs"),
      (["--check-ranks", "1000000001"], "--check-ranks 1000000001"), (["--processes", "0"], "--processes 0"),
      (["--processes", "2"], "--processes 2: nothing is noticed that started them"),
    ])
  func flags(flags: [String], words: String) throws {
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 4) + flags)
    #expect(result.exitCode == 64 && result.standardError.contains(words), "\(result.standardError)")
    #expect(!workspace.exists("run"))
  }

  @Test("what the first process is refused, all end with, and it alone says it")
  func refused() async throws {
    #expect(try train(0, of: 1, LMFixture.training(steps: 4)).exitCode == 0)
    let other = LMFixture.training(steps: 4) + ["--lr", "0.5", "--device", "cuda"]
    let results = try await trainTogether(3, other)
    #expect(results.map(\.exitCode) == [64, 64, 64], "\(results.map(\.standardError))")
    #expect(results[0].standardError.contains("other settings"), "\(results[0].standardError)")
    #expect(results[1...].allSatisfy { $0.standardError.isEmpty }, "\(results.map(\.standardError))")
    #expect(!workspace.exists("run/.processes"))
  }

  @Test("a dry run is the first process's, and needs no others")
  func dryRun() throws {
    let flags = LMFixture.training(steps: 4) + ["--device", "cuda", "--dry-run"]
    let (first, second) = (try train(0, of: 2, flags), try train(1, of: 2, flags))
    #expect(first.exitCode == 0 && !(first.standardError.isEmpty && first.standardOutput.isEmpty))
    #expect(second.exitCode == 0 && second.standardError.isEmpty && second.standardOutput.isEmpty)
    #expect(!workspace.exists("run/.processes"))
  }

  @Test(
    "a plugin that drives the devices of its own process is refused",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func ownDevices(plugin: TestPlugin) async throws {
    let flags = LMFixture.training(steps: 4) + ["--device", plugin.path]
    let results = try await trainTogether(2, flags)
    #expect(results.map(\.exitCode) == [64, 64], "\(results.map(\.standardError))")
    let words =
      "\"cpu\": the plugin shows the devices of 1 process (expected those of 2, which the launcher started); train with "
      + "a plugin for GPUs, or with one process"
    #expect(results[0].standardError.contains("lm-train: \(words)"), "\(results[0].standardError)")
    #expect(results[1].standardError.contains("lm-train: rank 1: \(words)"), "\(results[1].standardError)")
    #expect(!workspace.exists("run/metrics.jsonl"))
    let own = try train(1, of: 2, flags + ["--processes", "1"])
    #expect(own.exitCode == 0, "\(own.standardError)")
  }
}
