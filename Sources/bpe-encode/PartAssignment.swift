import Engines
import Messages

/// Which parts this process makes.
struct PartAssignment: Equatable {
  /// Which parts they are, of however many there will be.
  enum Share: Equatable {
    case all
    /// These numbers, rising.
    case chosen([Int])
    /// Every `tasks`-th.
    case task(TaskAssignment)
  }

  /// The share.
  let share: Share
  /// The engine that started this process: many machines could open the manifest at once, so it is left to the stage
  /// that gathers.
  let engine: Engine?
  /// What a person should know of how the share was found.
  let notes: [String]
  /// Whether a person should know how large it is.
  private let isTold: Bool

  /// What flags say.
  struct Flags: Equatable {
    /// Whether the flags ask for parts that can be shared.
    var isShared = false
    /// Whether there is one part, whatever the text.
    var isOnePart = true
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
      return PartAssignment(.task(TaskAssignment(task: task, tasks: tasks, engine: engine)), engine)
    }
    if !flags.chosen.isEmpty { return PartAssignment(.chosen(flags.chosen.sorted()), engine) }
    // One part cannot be shared, and tasks of an array may well have a text each.
    if !flags.isShared, flags.tasks == nil { return notShared(engine, isOnePart: flags.isOnePart) }
    guard let detected = try DetectedTask.detect(tasks: flags.tasks, variable: variable) else {
      return PartAssignment(.all, nil)
    }
    return PartAssignment(.task(detected.assignment), detected.assignment.engine, notes: detected.notes, isTold: true)
  }

  private init(_ share: Share, _ engine: Engine?, notes: [String] = [], isTold: Bool = false) {
    self.share = share
    self.engine = engine
    self.notes = notes
    self.isTold = isTold
  }

  private static func notShared(_ engine: Engine?, isOnePart: Bool) -> PartAssignment {
    guard let engine else { return PartAssignment(.all, nil) }
    let note =
      isOnePart
      ? "one part is not shared: this process, started by \(engine.title), makes all of it; to share, use --parts"
      : "the parts are not shared: this process, started by \(engine.title), makes all of them; to share, use --parts "
        + "or --part-size"
    return PartAssignment(.task(TaskAssignment(task: 0, tasks: 1, engine: engine)), engine, notes: [note])
  }

  /// Whether this process makes all parts, however many there are.
  var isWhole: Bool {
    switch share {
    case .all: true
    case .chosen: false
    case .task(let task): task.tasks == 1
    }
  }

  /// Whether it leaves the manifest to the stage that gathers.
  var isTask: Bool {
    switch share {
    case .all: false
    case .chosen: engine != nil
    case .task: true
    }
  }

  /// The parts to make, rising.
  func assigned(of parts: Int) -> [Int] {
    switch share {
    case .all: Array(0..<parts)
    case .chosen(let numbers): numbers
    case .task(let task): task.task < parts ? Array(stride(from: task.task, to: parts, by: task.tasks)) : []
    }
  }

  /// Which task of an array this is; nil for a process of its own.
  func task(of parts: Int?) -> TaskAssignment? {
    switch share {
    case .all: nil
    case .chosen(let numbers): engine.map { TaskAssignment(task: numbers[0], tasks: parts ?? 1, engine: $0) }
    case .task(let task): task
    }
  }

  /// The size of the share in words, if it was not named by flags.
  func size(of parts: Int) -> String? {
    guard isTold, case .task(let task) = share else { return nil }
    let starter = task.engine.map { " by \($0.title)" } ?? ""
    let assigned = assigned(of: parts)
    let size =
      switch assigned.count {
      case 0: "none of \(parts) \(Units.noun(parts, "part")), as there are more tasks than parts"
      case 1: "part \(assigned[0]) of \(parts)"
      default: "\(assigned.count) of \(parts) \(Units.noun(parts, "part"))"
      }
    return "task \(task.task) of \(task.tasks)\(starter): \(size)"
  }
}
