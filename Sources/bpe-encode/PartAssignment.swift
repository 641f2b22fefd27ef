import CommandSupport
import Engines

/// Which parts this process makes.
struct PartPlace: Equatable {
  /// How many parts the text has.
  let parts: Int
  /// The ones to make, rising.
  let mine: [Int]
  /// The place among the tasks of an array; nil for a process of its own.
  let task: StageTask?
  /// What a person should know of how the place was found.
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

  /// The parts that flags name, or those of the place that an engine gave to this process, or all.
  /// - Throws: `EngineError`.
  static func find(_ flags: Flags, variable: @escaping (String) -> String?) throws(EngineError) -> PartPlace {
    let engine = EnginePlace.starter(variable: variable)
    if let task = flags.task, let tasks = flags.tasks {
      return share(of: StageTask(task: task, tasks: tasks, engine: engine?.rawValue), parts: flags.parts)
    }
    if !flags.chosen.isEmpty { return chosen(flags.chosen, of: flags.parts, engine) }
    // One part cannot be shared, and tasks of an array may well have a text each.
    if flags.parts == 1, flags.tasks == nil { return onlyPart(engine) }
    guard let place = try EnginePlace.detect(tasks: flags.tasks, variable: variable) else {
      return PartPlace(parts: flags.parts, mine: Array(0..<flags.parts), task: nil, notes: [])
    }
    let task = StageTask(task: place.task, tasks: place.tasks, engine: place.engine.rawValue, job: place.job)
    let share = share(of: task, parts: flags.parts)
    let told = "task \(place.task) of \(place.tasks) by \(place.engine.title): \(share.size)"
    return PartPlace(parts: flags.parts, mine: share.mine, task: task, notes: place.notes + [told])
  }

  private static func share(of task: StageTask, parts: Int) -> PartPlace {
    let mine = task.task < parts ? Array(stride(from: task.task, to: parts, by: task.tasks)) : []
    return PartPlace(parts: parts, mine: mine, task: task, notes: [])
  }

  /// Under an engine the manifest is left to the stage that gathers: many machines could open it at once.
  private static func chosen(_ numbers: [Int], of parts: Int, _ engine: Engine?) -> PartPlace {
    let mine = numbers.sorted()
    let task = engine.map { StageTask(task: mine[0], tasks: parts, engine: $0.rawValue) }
    return PartPlace(parts: parts, mine: mine, task: task, notes: [])
  }

  private static func onlyPart(_ engine: Engine?) -> PartPlace {
    guard let engine else { return PartPlace(parts: 1, mine: [0], task: nil, notes: []) }
    let note =
      "one part is not shared: this process, started by \(engine.title), makes all of it; to share, use --parts"
    return PartPlace(
      parts: 1, mine: [0], task: StageTask(task: 0, tasks: 1, engine: engine.rawValue), notes: [note])
  }

  private var size: String {
    switch mine.count {
    case 0: "none of \(parts) parts, as there are more tasks than parts"
    case 1: "part \(mine[0]) of \(parts)"
    default: "\(mine.count) of \(parts) parts"
    }
  }
}
