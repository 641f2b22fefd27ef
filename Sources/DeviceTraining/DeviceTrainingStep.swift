import Kernels
import ModelPrograms
import PJRT
import StableHLO
import Training
import Transformer

/// Training steps as programs of devices: several steps a launch, the batches of each shared by all devices.
///
/// The next windows are prepared while a launch runs. Norms and losses are float32 sums of the device: they are close to
/// the CPU engine's, and the same from run to run only where the device says so.
package final class DeviceTrainingStep: TrainingStep {
  package let stepsPerLaunch: Int
  package let configuration: ModelConfiguration
  package private(set) var hasAgreedToStop = false

  private let devices: TrainingDevices
  private let model: LanguageModel
  private let moments: [FloatBuffer]
  private let request: TrainingProgram
  private let settings: TrainingSettings
  private let state: DeviceState
  private let losses: DeviceLosses
  /// Whether this process wants to stop; nil where it trains alone.
  private let wantsToStop: (() -> Bool)?
  private var windows: LaunchWindows
  /// Programs by the number of steps that they take.
  private var programs: [Int: DeviceProgram] = [:]
  /// What reading ahead met: of no concern before its step is asked for.
  private var failureAhead: Error?

  /// Takes the model as it is when the first step is taken.
  ///
  /// - Parameters:
  ///   - devices: one or more that train together
  ///   - model: where the parameters come from, and where they return to
  ///   - shape: sequences and positions of a batch, all devices of all processes together
  ///   - settings: the optimizer's, the limit of the gradient's norm, and the number of batches
  ///   - precision: what products are computed in
  ///   - stepsPerLaunch: steps that are taken at once
  ///   - wantsToStop: asked before a launch, where several processes train together: ``hasAgreedToStop`` then tells, on all
  ///     of them alike, whether one of them wants to
  /// - Throws: ``DeviceTrainingError``, `ModelError` for too little memory, `GraphError`, `DeviceError` with the compiler's words
  package init(
    _ devices: TrainingDevices, model: LanguageModel, shape: BatchShape, settings: TrainingSettings,
    precision: ProgramPrecision, stepsPerLaunch: Int, wantsToStop: (() -> Bool)? = nil
  ) throws {
    let replicas = devices.allIDs.count
    guard shape.batch.isMultiple(of: replicas) else {
      throw DeviceTrainingError.batchNotDivisible(batch: shape.batch, devices: replicas)
    }
    let own = BatchShape(batch: shape.batch / replicas, positions: shape.positions)
    var request = TrainingProgram(model.configuration, shape: own, settings: settings)
    (request.precision, request.replicas, request.agreesOnStops) = (precision, replicas, wantsToStop != nil)
    request.attention = .best(platform: devices.client.platformName, model.configuration, precision)
    (self.devices, self.model, self.request, self.settings) = (devices, model, request, settings)
    (self.stepsPerLaunch, self.wantsToStop) = (stepsPerLaunch, wantsToStop)
    configuration = model.configuration
    try devices.checkMemory(for: model, request, steps: stepsPerLaunch)
    moments = (0..<2).map { _ in FloatBuffer(count: model.layout.count) }
    // What the compiler says is said before anything is written.
    let first = try Self.compiled(request, steps: stepsPerLaunch, devices)
    programs[stepsPerLaunch] = first
    state = DeviceState(
      devices, bindings: first.model.inputs.filter(\.isState), host: [model.parameters] + moments)
    losses = DeviceLosses(
      devices, configuration: model.configuration, shape: own, precision: precision, smallerBy: "batchSize")
    windows = LaunchWindows(
      shape: own, replicas: devices.replicas, of: replicas, vocabulary: model.configuration.vocabulary)
  }

  package var vocabulary: Int { configuration.vocabulary }

  // MARK: Steps

  package func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
    next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult] {
    if let failure = failureAhead {
      failureAhead = nil
      throw failure
    }
    var results: [StepResult] = []
    var left = steps
    while let last = left.indices.last, results.last?.isFinite ?? true {
      // Whole launches, or steps alone: each number of steps is a program of its own.
      let count = left.count >= stepsPerLaunch ? stepsPerLaunch : 1
      let now = left.prefix(count)
      left = left.dropFirst(count)
      results += try take(now, batches: batches, tokens: tokens, next: next) {
        try prepare(upTo: min(stepsPerLaunch, later + (last + 1 - now.endIndex)), batches: batches, next)
      }
    }
    return results
  }

  /// One launch.
  private func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, next: (inout TokenBatch) throws -> Void,
    meanwhile: () throws -> Void
  ) throws -> [StepResult] {
    let launch = try launch(steps.count)
    try prepare(upTo: steps.count, batches: batches, next)
    let arguments = try arguments(launch.model, steps)
    let execution: Execution
    do {
      execution = try launch.executable.execute(arguments)
    } catch {
      // What the plugin has not taken is still there.
      if arguments[0].contains(where: \.isConsumed) { state.giveUp() }
      throw error
    }
    state.update(execution.results.map { Array($0.prefix(launch.stateCount)) })
    do { try meanwhile() } catch { failureAhead = error }
    do {
      try execution.wait()
      if let stops = launch.model.output("stops") {
        let wishes: [Float] = try execution.results[0][stops].elements()
        hasAgreedToStop = wishes.contains { $0 > 0 }
      }
      return try Self.results(execution.results[0], launch.model, count: steps.count, tokens: tokens)
    } catch {
      state.giveUp()
      throw error
    }
  }

  private func prepare(upTo count: Int, batches: Int, _ next: (inout TokenBatch) throws -> Void) throws {
    while windows.steps.count < count { try windows.prepare(batches: batches, next) }
  }

  private func arguments(_ program: ModelProgram, _ steps: ArraySlice<PlannedStep>) throws -> [[Buffer]] {
    let held = try state.onDevices()
    let ids = windows.removeFirst(steps.count)
    let scalars = steps.flatMap {
      StepScalars.values(step: $0.number, learningRate: $0.learningRate, settings: settings)
    }
    let stop: [Float] = [wantsToStop?() ?? false ? 1 : 0]
    return try zip(held, zip(ids, devices.devices)).map { held, new in
      let (ids, device) = new
      let rest = try program.inputs.filter { !$0.isState }.map { input in
        func send(_ bytes: UnsafeRawBufferPointer) throws -> Buffer {
          try devices.client.buffer(bytes, input.deviceType, on: device)
        }
        return switch input.role {
        case .windows: try ids.withUnsafeBytes(send)
        case .stopRequest: try stop.withUnsafeBytes(send)
        default: try scalars.withUnsafeBytes(send)
        }
      }
      return held + rest
    }
  }

  private static func results(
    _ buffers: [Buffer], _ program: ModelProgram, count: Int, tokens: Int
  ) throws -> [StepResult] {
    func output(_ name: String) -> Buffer? { program.output(name).map { buffers[$0] } }
    let losses: [Float] = try output("losses")?.elements() ?? []
    let norms: [Float] = try output("norms")?.elements() ?? []
    let taken: [Int32] = try output("taken")?.elements() ?? []
    let told = min(count, Int(taken.first ?? 0) + 1)
    return (0..<told).map { index in
      let isTaken = index < Int(taken.first ?? 0)
      // A step that was not taken is not finite in one of the two, whatever its numbers look like in float32.
      let loss = Double(losses[index]) * Double(tokens)
      let norm = Double(norms[index])
      return StepResult(
        totalLoss: isTaken || !loss.isFinite || !norm.isFinite ? loss : .nan, gradientNorm: norm, asked: tokens)
    }
  }

  private func launch(_ count: Int) throws -> DeviceProgram {
    if let known = programs[count] { return known }
    let made = try Self.compiled(request, steps: count, devices)
    programs[count] = made
    return made
  }

  private static func compiled(
    _ request: TrainingProgram, steps: Int, _ devices: TrainingDevices
  ) throws -> DeviceProgram {
    var request = request
    request.stepsPerLaunch = steps
    return try devices.compiled(request.build(), smallerBy: "batchSize")
  }

  package func dropPrepared() {
    windows.removeAll()
    failureAhead = nil
  }

  // MARK: Evaluation

  package func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    try losses.losses(
      inputs: inputs, targets: targets, shape: shape, parameters: state.parametersOnFirstDevice())
  }

  // MARK: State

  package func currentModel() throws -> LanguageModel {
    try state.toHost()
    return model
  }

  package func sumOfSquaresOfParameters() throws -> Double {
    let model = try currentModel()
    return model.operations.sumOfSquares(x: model.parameters.pointer, count: model.parameters.count)
  }

  /// On the host, under the names of the CPU engine.
  private var hostState: StateBuffers {
    let byMuon = model.layout.tensors.filter { request.movesByMuon($0.role) }
    let others = model.layout.tensors.filter { !request.movesByMuon($0.role) }
    return StateBuffers(
      model.layout, parameters: model.parameters,
      [
        OptimizerState(prefix: OptimizerState.momentum, values: moments[0], tensors: byMuon),
        OptimizerState(prefix: OptimizerState.firstMoment, values: moments[0], tensors: others),
        OptimizerState(prefix: OptimizerState.secondMoment, values: moments[1], tensors: others),
      ])
  }

  package func exportTensors() throws -> [StateTensor] {
    try state.toHost()
    return hostState.tensors
  }

  package func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    state.replaceOnHost()
    try hostState.fill(read)
  }
}
