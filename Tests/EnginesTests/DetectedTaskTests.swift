import Testing

@testable import Engines

/// What engines leave in the environment, as the real ones do (Slurm 22.05, Open MPI 4.1, MPICH 4.0, GNU parallel
/// 2022), and the task that follows.
@Suite struct DetectedTaskTests {
  static func detect(_ variables: [String: String], tasks: Int? = nil) throws -> DetectedTask? {
    try DetectedTask.detect(tasks: tasks) { variables[$0] }
  }

  static func array(_ id: Int, _ first: Int, _ last: Int, count: Int, step: Int = 1) -> [String: String] {
    [
      "SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(first)",
      "SLURM_ARRAY_TASK_MAX": "\(last)", "SLURM_ARRAY_TASK_STEP": "\(step)", "SLURM_ARRAY_TASK_COUNT": "\(count)",
      "SLURM_JOB_ID": "79", "SLURM_PROCID": "0", "SLURM_NTASKS": "2",
    ]
  }

  static func step(_ rank: Int, _ size: Int) -> [String: String] {
    [
      "SLURM_JOB_ID": "79", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "\(size)", "SLURM_PROCID": "\(rank)",
      "SLURM_NTASKS": "\(size)",
    ]
  }

  static func openMPI(_ rank: Int, _ size: Int) -> [String: String] {
    ["OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "\(size)"]
  }

  static func hydra(_ rank: Int, _ size: Int) -> [String: String] { ["PMI_RANK": "\(rank)", "PMI_SIZE": "\(size)"] }

  @Test func aShellHasNoTask() throws {
    #expect(try Self.detect([:]) == nil)
    #expect(Engine.launcher { _ in nil } == nil)
  }

  @Test func aWholeArrayCountsItself() throws {
    let detected = try #require(try Self.detect(Self.array(3, 0, 7, count: 8)))
    #expect(detected == DetectedTask(TaskAssignment(task: 3, tasks: 8, engine: .slurm, job: "77_3")))
  }

  /// Of two tasks that were submitted again, the count is 2; the parts are shared by 8 as before.
  @Test func aPartOfAnArrayNeverDividesByItsOwnCount() throws {
    let again = Self.array(4, 4, 7, count: 2, step: 3)
    #expect(throws: EngineError.unknownArray(id: 4, first: 4, last: 7, step: 3, count: 2)) { try Self.detect(again) }
    #expect(try Self.detect(again, tasks: 8)?.assignment.task == 4)
    #expect(try Self.detect(again, tasks: 8)?.assignment.tasks == 8)
    for (first, last, count, step) in [(1, 8, 8, 1), (0, 7, 2, 1), (0, 14, 8, 2), (2, 5, 2, 1), (4, 4, 1, 1)] {
      #expect(throws: EngineError.self) { try Self.detect(Self.array(first, first, last, count: count, step: step)) }
    }
  }

  /// An array in two halves, as where a cluster limits the size of arrays: a person's count counts.
  @Test func aPersonsCountIsRight() throws {
    #expect(try Self.detect(Self.array(3, 0, 7, count: 8), tasks: 16)?.assignment.tasks == 16)
    #expect(throws: EngineError.taskOutside(task: 8, tasks: 8, engine: .slurm)) {
      try Self.detect(Self.array(8, 1, 8, count: 8), tasks: 8)
    }
  }

  @Test func aBatchScriptWithoutSrunIsOneProcess() throws {
    let batch = ["SLURM_JOB_ID": "79", "SLURM_PROCID": "0", "SLURM_NTASKS": "8", "SLURM_NPROCS": "8"]
    #expect(try Self.detect(batch) == nil)
    #expect(Engine.launcher { batch[$0] } == nil)
    #expect(try Self.detect(["SLURM_JOB_ID": "79", "SLURM_NTASKS": "8"]) == nil)
  }

  @Test func processesOfSrunShare() throws {
    #expect(
      try Self.detect(Self.step(2, 3)) == DetectedTask(TaskAssignment(task: 2, tasks: 3, engine: .slurm, job: "79.0")))
    // One process in a step, as an interactive shell or a line of a batch script: nothing to share.
    #expect(try Self.detect(Self.step(0, 1)) == nil)
    #expect(Engine.launcher { Self.step(0, 1)[$0] } == nil)
    #expect(Engine.launcher { Self.step(0, 2)[$0] } == .slurm)
  }

  @Test func processesInATaskOfAnArrayShareItsParts() throws {
    let both = Self.array(3, 0, 7, count: 8).merging(Self.step(1, 2)) { $1 }
    let detected = try #require(try Self.detect(both))
    #expect((detected.assignment.task, detected.assignment.tasks) == (7, 16))
    #expect(detected.assignment.job == "77_3.0")
    #expect(detected.notes == ["process 1 of 2 that Slurm started in Slurm task 3 counts as task 7 of 16"])
    let again = Self.array(4, 4, 7, count: 2, step: 3).merging(Self.openMPI(1, 2)) { $1 }
    #expect(throws: EngineError.self) { try Self.detect(again) }
    #expect(try Self.detect(again, tasks: 16)?.assignment.task == 9)
    // The number of array tasks is not the number of tasks.
    #expect(throws: EngineError.taskOutside(task: 9, tasks: 8, engine: .openMPI)) { try Self.detect(again, tasks: 8) }
    #expect(try Self.detect(Self.array(3, 0, 7, count: 8).merging(Self.step(0, 1)) { $1 })?.assignment.tasks == 8)
  }

  @Test func mpiSharesByRank() throws {
    #expect(try Self.detect(Self.openMPI(2, 3)) == DetectedTask(TaskAssignment(task: 2, tasks: 3, engine: .openMPI)))
    #expect(try Self.detect(Self.hydra(2, 3)) == DetectedTask(TaskAssignment(task: 2, tasks: 3, engine: .mpich)))
    #expect(try Self.detect(Self.openMPI(0, 1)) == nil)
    #expect(try Self.detect(Self.hydra(0, 1)) == nil)
    #expect(try Self.detect(Self.openMPI(2, 3), tasks: 3)?.assignment.tasks == 3)
    #expect(throws: EngineError.otherCount(tasks: 8, engine: .openMPI, size: 3)) {
      try Self.detect(Self.openMPI(2, 3), tasks: 8)
    }
  }

  /// Under `mpirun`, srun has started MPI's daemons: one a node.
  @Test func mpiKnowsBetterThanTheStepThatStartedIt() throws {
    let detected = try Self.detect(Self.step(1, 2).merging(Self.openMPI(5, 8)) { $1 })
    #expect(detected == DetectedTask(TaskAssignment(task: 5, tasks: 8, engine: .openMPI, job: "79")))
    // With PMI-2 srun sets Hydra's variables itself.
    #expect(try Self.detect(Self.step(1, 2).merging(Self.hydra(1, 2)) { $1 })?.assignment.engine == .slurm)
    #expect(try Self.detect(Self.step(1, 2).merging(Self.hydra(5, 8)) { $1 })?.assignment.engine == .mpich)
  }

  @Test func anIndexedJobNeedsACount() throws {
    let pod = ["JOB_COMPLETION_INDEX": "5", "HOSTNAME": "encode-5"]
    #expect(throws: EngineError.self) { try Self.detect(pod) }
    #expect(
      try Self.detect(pod, tasks: 8)
        == DetectedTask(TaskAssignment(task: 5, tasks: 8, engine: .kubernetes, job: "encode-5")))
    #expect(try Self.detect(pod.merging(Self.openMPI(1, 2)) { $1 }, tasks: 16)?.assignment.task == 11)
  }

  /// Each of its jobs may have a text of its own, so it counts only where a person says how many there are.
  @Test func parallelCountsFromOneAndOnlyWithACount() throws {
    let job = ["PARALLEL_SEQ": "3", "PARALLEL_PID": "9"]
    #expect(try Self.detect(job) == nil)
    #expect(try Self.detect(job, tasks: 3) == DetectedTask(TaskAssignment(task: 2, tasks: 3, engine: .parallel)))
    #expect(throws: EngineError.taskOutside(task: 2, tasks: 2, engine: .parallel)) { try Self.detect(job, tasks: 2) }
    #expect(Engine.launcher { job[$0] } == .parallel)
  }

  @Test func theInnermostCountsAndSaysSo() throws {
    let job = ["PARALLEL_SEQ": "3"]
    let inArray = try #require(try Self.detect(Self.array(1, 0, 7, count: 8).merging(job) { $1 }, tasks: 4))
    #expect((inArray.assignment.task, inArray.assignment.engine) == (2, .parallel))
    #expect(inArray.notes == ["both Slurm and GNU parallel number this process; GNU parallel, the inner one, counts"])
    let inMPI = try #require(try Self.detect(Self.openMPI(1, 2).merging(job) { $1 }, tasks: 2))
    #expect((inMPI.assignment.task, inMPI.assignment.engine) == (1, .openMPI))
    #expect(inMPI.notes == ["both GNU parallel and Open MPI number this process; Open MPI, the inner one, counts"])
    let pod = Self.array(1, 0, 7, count: 8).merging(["JOB_COMPLETION_INDEX": "5"]) { $1 }
    #expect(try Self.detect(pod)?.assignment.task == 1)
    #expect(
      try Self.detect(pod)?.notes == ["both Kubernetes and Slurm number this process; Slurm, the inner one, counts"])
    // Nobody said how many: the array speaks alone.
    #expect(try Self.detect(Self.array(1, 0, 7, count: 8).merging(job) { $1 })?.notes == [])
  }
}
