import Testing

@testable import Engines

/// What a person reads when the environment does not add up, word for word.
@Suite struct EngineErrorTests {
  static let examples: [(variables: [String: String], tasks: Int?, text: String)] = [
    (
      ["SLURM_ARRAY_TASK_ID": "x7"], nil,
      "SLURM_ARRAY_TASK_ID is \"x7\" (expected a whole number, 0 or more); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["OMPI_COMM_WORLD_RANK": "-1", "OMPI_COMM_WORLD_SIZE": "3"], nil,
      "OMPI_COMM_WORLD_RANK is \"-1\" (expected a whole number, 0 or more); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["PARALLEL_SEQ": "0"], 3,
      "PARALLEL_SEQ is \"0\" (expected a whole number, 1 or more); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["PMI_SIZE": "3"], nil,
      "PMI_SIZE is set and PMI_RANK is not (expected both); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["SLURM_STEP_NUM_TASKS": "3"], nil,
      "SLURM_STEP_NUM_TASKS is set and SLURM_PROCID is not (expected both); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["PMI_RANK": "3", "PMI_SIZE": "3"], nil,
      "PMI_RANK is 3 among 3 processes (expected 0 to 2); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      ["PMI_RANK": "99999999999", "PMI_SIZE": "3"], nil,
      "PMI_RANK is \"99999999999\" (expected a whole number, 0 or more); start the tool through the engine, or say its place with task and tasks"
    ),
    (
      [
        "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "4", "SLURM_ARRAY_TASK_MAX": "7",
        "SLURM_ARRAY_TASK_STEP": "1", "SLURM_ARRAY_TASK_COUNT": "2",
      ], nil,
      "Slurm array task 4: the array has 2 tasks with ids 4 to 7, which does not tell how many share the parts (expected all ids from 0 on); say tasks N with the N of the whole array, or task 0 tasks 1 if every task has a text of its own"
    ),
    (
      ["JOB_COMPLETION_INDEX": "4"], nil,
      "Kubernetes says that this is task 4 (JOB_COMPLETION_INDEX), but not of how many; say tasks N, or task 0 tasks 1 if every task has a text of its own"
    ),
    (
      ["JOB_COMPLETION_INDEX": "4"], 4,
      "Kubernetes started this as task 4 (expected 0 to 3, as there are tasks 4); tasks count from 0, and tasks counts all of them"
    ),
    (
      ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "3"], 8,
      "tasks 8: Open MPI started 3 processes (expected the same number); leave tasks out"
    ),
    (
      [:], 8,
      "tasks 8: nothing says which of them this is; add task I, or start the tool through Slurm, MPI, a Kubernetes indexed job or GNU parallel"
    ),
  ]

  @Test(arguments: examples.indices)
  func texts(_ index: Int) {
    let example = Self.examples[index]
    do {
      let detected = try DetectedTask.detect(tasks: example.tasks) { example.variables[$0] }
      Issue.record("found \(String(describing: detected))")
    } catch {
      #expect("\(error)" == example.text)
    }
  }
}
