import Accelerators
import ModelPrograms
import PJRT
import Training
import Transformer

/// The memory that a step takes on each of its devices: by a formula, and by the compiler's own account where it is
/// there. NVIDIA's compiles for a GPU that is not.
struct DevicePlan {
  /// A step as it was compiled.
  struct Compiled {
    /// Of each device's share of a batch.
    let sequences: Int
    let memory: ProgramMemory
  }

  let engine: EngineSettings
  let attention: AttentionForm
  /// By the formula, by the sequences of each device.
  let account: MemoryAccount
  /// What it was compiled for; nil without a compiler that needs no device.
  let target: String?
  /// The step of the settings.
  let compiled: Compiled?
  /// The largest batch that was compiled and fits; nil if no limit was given.
  let largest: Compiled?

  /// Sequences of a batch that a device has at most.
  static func share(of batch: Int, devices: Int) -> Int { (batch + devices - 1) / devices }

  /// - Parameters:
  ///   - settings: of a training that is not on the CPU
  ///   - stepsPerLaunch: steps that are taken at once
  ///   - limit: bytes of each device; nil if no batch is to be found
  ///   - environment: where plugins are looked for
  /// - Throws: `ModelError`, `TrainingError`, `GraphError` for what no program can be, `DeviceError` with the
  ///   compiler's words
  init(_ settings: RunSettings, stepsPerLaunch: Int, limit: Double?, in environment: SearchEnvironment) throws {
    engine = settings.engine
    let share = BatchShape(
      batch: Self.share(of: settings.training.batchSize, devices: engine.devices),
      positions: settings.model.contextLength)
    var request = TrainingProgram(settings.model, shape: share, settings: settings.training)
    (request.precision, request.stepsPerLaunch) = (engine.precision, stepsPerLaunch)
    request.attention = .best(platform: engine.device, settings.model, engine.precision)
    attention = request.attention
    account = request.memory
    guard engine.device == PluginKind.cuda.rawValue, let compiler = try DevicelessCompiler(environment) else {
      (target, compiled, largest) = (nil, nil, nil)
      return
    }
    target = compiler.target.name
    let step = try compiler.compile(request, sequences: share.batch)
    compiled = step
    let account = account
    largest = try limit.flatMap { try compiler.largest(request, known: step, account: account, limit: $0) }
  }
}

extension DevicelessCompiler {
  /// A step with so many sequences.
  func compile(_ request: TrainingProgram, sequences: Int) throws -> DevicePlan.Compiled {
    var request = request
    request.shape = BatchShape(batch: sequences, positions: request.shape.positions)
    let program = try compile(request.build().text(platform: platformName))
    return DevicePlan.Compiled(sequences: sequences, memory: try program.memory())
  }

  /// The largest batch that fits, as the compiler says: the formula's, corrected by what is known, until one fits.
  ///
  /// - Returns: nil if not even one sequence fits
  func largest(
    _ request: TrainingProgram, known: DevicePlan.Compiled, account: MemoryAccount, limit: Double
  ) throws -> DevicePlan.Compiled? {
    var latest = known
    var tried = Int.max
    while true {
      // The formula is wrong by a factor in what is not state.
      let state = account.fixed.total
      let formula = max(1, account.total(sequences: latest.sequences) - state)
      let error = max(0.1, (Double(latest.memory.total) - state) / formula)
      let next = min(account.largestBatch(bytes: state + (limit - state) / error), tried - 1)
      guard limit > state, next >= 1 else { return nil }
      if next != latest.sequences { latest = try compile(request, sequences: next) }
      if Double(latest.memory.total) <= limit { return latest }
      tried = next
    }
  }
}
