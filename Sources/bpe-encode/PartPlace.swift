import CommandSupport

/// Which parts this process makes.
struct PartPlace: Equatable {
  /// How many parts the text has.
  let parts: Int
  /// The ones to make, rising.
  let mine: [Int]
  /// The place among the tasks of an array; nil for a process of its own.
  let task: StageTask?

  /// The parts that flags name: some, those of a task, or all.
  init(parts: Int, chosen: [Int], task: Int?, tasks: Int?) {
    self.parts = parts
    if let task, let tasks {
      mine = Array(stride(from: task, to: parts, by: tasks))
      self.task = StageTask(task: task, tasks: tasks)
    } else {
      mine = chosen.isEmpty ? Array(0..<parts) : chosen.sorted()
      self.task = nil
    }
  }
}
