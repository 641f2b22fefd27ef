import Messages
import ModelPrograms
import PJRT
import Platform
import StableHLO

/// The devices that a training uses, and how programs for them are compiled.
package final class TrainingDevices {
  /// Compiled programs from earlier processes, by key; what is kept may vanish at any time.
  package struct Store {
    let load: (_ key: String) -> [UInt8]?
    let keep: (_ key: String, _ program: [UInt8]) -> Void

    package init(
      load: @escaping (_ key: String) -> [UInt8]?, keep: @escaping (_ key: String, _ program: [UInt8]) -> Void
    ) {
      (self.load, self.keep) = (load, keep)
    }
  }

  /// A compilation, for those who watch.
  package struct Compilation {
    /// What was compiled: `training_step`.
    package let program: String
    package let seconds: Double
    /// Whether an earlier process had done it.
    package let isStored: Bool

    /// A line for people.
    package var line: String {
      "\(isStored ? "loaded" : "compiled") the program \(program) in \(Units.duration(seconds))"
    }
  }

  package let client: Client
  /// Those of this process, one for each of its replicas.
  package let devices: [Device]
  /// The ids of the devices of all processes that train together, one for each replica.
  let allIDs: [Int]
  /// Which replicas this process has.
  let replicas: Range<Int>
  private let overrides: [String: CompileOptions.Override]
  private let store: Store?
  private let observe: (Compilation) -> Void

  /// The first `count` devices of a client, and as many of each other process that trains with this one.
  ///
  /// - Parameters:
  ///   - client: a plugin at work
  ///   - count: how many devices each process has
  ///   - processes: how many processes train together
  ///   - overrides: XLA's options for every program
  ///   - store: where compiled programs are kept; nil for nowhere
  ///   - observe: is told of each program that was compiled or loaded
  /// - Throws: ``DeviceTrainingError`` if there are fewer devices, `DeviceError`
  package init(
    _ client: Client, count: Int, processes: Int = 1, overrides: [String: CompileOptions.Override], store: Store?,
    observe: @escaping (Compilation) -> Void = { _ in }
  ) throws {
    let all = try client.devices()
    guard count >= 1, count <= all.count else {
      throw DeviceTrainingError.tooFewDevices(platform: client.platformName, found: all.count, expected: count)
    }
    self.client = client
    devices = Array(all.prefix(count))
    if processes == 1 {
      (allIDs, replicas) = (devices.map(\.id), 0..<count)
    } else {
      let shared = SharedDevices(platform: client.platformName, count: count, processes: processes)
      allIDs = try shared.ids(among: client.allDevices())
      replicas = try shared.replicas(of: client.processIndex)
    }
    (self.overrides, self.store, self.observe) = (overrides, store, observe)
  }

  /// A program on its devices, compiled or taken from the store; refused if it needs more memory than a device has.
  ///
  /// - Parameters:
  ///   - model: the program
  ///   - field: the setting that makes it smaller; nil if there is none
  /// - Returns: what can be run
  /// - Throws: ``DeviceTrainingError`` or `ModelError` for too little memory, `DeviceError` with the compiler's words
  func compiled(_ model: ModelProgram, smallerBy field: String?) throws -> DeviceProgram {
    let text = model.text(platform: client.platformName)
    let options = CompileOptions(
      replicas: model.program.replicas, devices: ids(replicas: model.program.replicas), overrides: overrides)
    let key = ProgramKey(text: text, options: options, client: client, device: devices[0]).text
    let clock = ContinuousClock()
    let start = clock.now
    var executable: Executable?
    if let stored = store?.load(key) {
      executable = try? client.load(serialized: stored, try ProgramSignature(program: text))
    }
    let isStored = executable != nil
    let program = try executable ?? client.compile(program: text, options)
    if let need = try? program.program.memory().total {
      try checkMemory(
        for: model.program.name, bytes: need, replicas: model.program.replicas, smallerBy: field)
    }
    if !isStored, let store, let bytes = try? program.program.serialized() { store.keep(key, bytes) }
    observe(
      Compilation(program: model.program.name, seconds: (clock.now - start).seconds, isStored: isStored))
    return DeviceProgram(model: model, executable: program)
  }

  /// The devices of a program: one of this process's own, or all that train together.
  private func ids(replicas: Int) -> [Int] {
    precondition(replicas == 1 || replicas == allIDs.count)
    return replicas == 1 ? [devices[0].id] : allIDs
  }
}
