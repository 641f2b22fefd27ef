import Engines
import Messages

/// Which parts this process makes.
struct PartAssignment: Equatable {
  /// How many parts the text has.
  let parts: Int
  /// The ones to make, rising.
  let assigned: [Int]
  /// Which task of an array this is; nil for a process of its own.
  let task: TaskAssignment?
  /// What a person should know of how they were found.
  let notes: [String]

  /// What flags say.
  struct Flags: Equatable {
    /// How many parts there are.
    var parts = 1
    /// The parts that are named one by one.
    var chosen: [Int] = []
    var task: Int?
    var tasks: Int?
  }

  /// The parts that flags name, or those of the task that an engine gave to this process, or all.
  /// - Throws: `EngineError`.
  static func find(_ flags: Flags, variable: @escaping (String) -> String?) throws(EngineError) -> PartAssignment {
    let engine = Engine.launcher(variable: variable)
    if let task = flags.task, let tasks = flags.tasks {
      return share(of: TaskAssignment(task: task, tasks: tasks, engine: engine), parts: flags.parts)
    }
    if !flags.chosen.isEmpty { return chosen(flags.chosen, of: flags.parts, engine) }
    // One part cannot be shared, and tasks of an array may well have a text each.
    if flags.parts == 1, flags.tasks == nil { return onlyPart(engine) }
    guard let detected = try DetectedTask.detect(tasks: flags.tasks, variable: variable) else {
      return PartAssignment(parts: flags.parts, assigned: Array(0..<flags.parts), task: nil, notes: [])
    }
    let task = detected.assignment
    let share = share(of: task, parts: flags.parts)
    let starter = task.engine.map { " by \($0.title)" } ?? ""
    let told = "task \(task.task) of \(task.tasks)\(starter): \(share.size)"
    return PartAssignment(parts: flags.parts, assigned: share.assigned, task: task, notes: detected.notes + [told])
  }

  private static func share(of task: TaskAssignment, parts: Int) -> PartAssignment {
    let assigned = task.task < parts ? Array(stride(from: task.task, to: parts, by: task.tasks)) : []
    return PartAssignment(parts: parts, assigned: assigned, task: task, notes: [])
  }

  /// Under an engine the manifest is left to the stage that gathers: many machines could open it at once.
  private static func chosen(_ numbers: [Int], of parts: Int, _ engine: Engine?) -> PartAssignment {
    let assigned = numbers.sorted()
    let task = engine.map { TaskAssignment(task: assigned[0], tasks: parts, engine: $0) }
    return PartAssignment(parts: parts, assigned: assigned, task: task, notes: [])
  }

  private static func onlyPart(_ engine: Engine?) -> PartAssignment {
    guard let engine else { return PartAssignment(parts: 1, assigned: [0], task: nil, notes: []) }
    let note =
      "one part is not shared: this process, started by \(engine.title), makes all of it; to share, use --parts"
    return PartAssignment(
      parts: 1, assigned: [0], task: TaskAssignment(task: 0, tasks: 1, engine: engine), notes: [note])
  }

  private var size: String {
    switch assigned.count {
    case 0: "none of \(parts) \(Units.noun(parts, "part")), as there are more tasks than parts"
    case 1: "part \(assigned[0]) of \(parts)"
    default: "\(assigned.count) of \(parts) \(Units.noun(parts, "part"))"
    }
  }
}
