import ModelPrograms
import Reference
import StableHLO
import Training
import Transformer

/// A training by a program, a launch at a time.
struct ProgramTraining {
  let settings: TrainingSettings
  let request: TrainingProgram
  let program: ModelProgram
  let runner: any ProgramRunner
  /// Parameters and moments, the same on all replicas.
  var state: [SlowTensor]
  /// Steps so far.
  var step = 0

  /// What a launch reports.
  struct Report {
    let losses, norms: [Float]
    let taken: Int
  }

  init(
    _ model: LanguageModel, _ settings: TrainingSettings, on runner: any ProgramRunner,
    _ change: (inout TrainingProgram) -> Void = { _ in }
  ) throws {
    let shape = BatchShape(batch: settings.batchSize, positions: model.configuration.contextLength)
    var request = TrainingProgram(model.configuration, shape: shape, settings: settings)
    change(&request)
    (self.settings, self.request, self.runner) = (settings, request, runner)
    program = try request.build()
    state = program.startingState(model)
  }

  /// Windows that a launch takes, of all replicas.
  var windowsPerLaunch: Int {
    request.stepsPerLaunch * request.accumulation * request.shape.batch * request.replicas
  }

  /// Takes a launch's steps; the replicas share out each batch's windows.
  mutating func launch(_ windows: [[UInt32]]) throws -> Report {
    let numbers = step + 1...step + request.stepsPerLaunch
    let values = numbers.flatMap {
      StepScalars.values(step: $0, learningRate: settings.schedule.rate(at: $0), settings: settings)
    }
    let scalars = SlowTensor([request.stepsPerLaunch, StepScalars.count], values)
    let batch = request.shape.batch
    let arguments = (0..<request.replicas).map { replica in
      let own = stride(from: 0, to: windows.count, by: batch * request.replicas).flatMap { start in
        windows[start + replica * batch..<start + (replica + 1) * batch]
      }
      return state + [program.windows(own), scalars]
    }
    let results = try runner.run(program, replicas: arguments)
    state = Array(results[0].prefix(state.count))
    step = numbers.upperBound
    let found = results[0].suffix(3).map(\.floats)
    return Report(losses: found[0], norms: found[1], taken: Int(found[2][0]))
  }
}

/// The same by the CPU engine, a step at a time.
final class CPUTraining {
  let model: LanguageModel
  private let settings: TrainingSettings
  let step: CPUTrainingStep
  private let shape: BatchShape
  private var number = 0

  init(_ model: LanguageModel, _ settings: TrainingSettings) throws {
    (self.model, self.settings) = (model, settings)
    shape = BatchShape(batch: settings.batchSize, positions: model.configuration.contextLength)
    step = try CPUTrainingStep(model: model, shape: shape, settings: settings)
  }

  /// Takes a step with its windows.
  func take(_ windows: [[UInt32]]) throws -> (loss: Float, norm: Float) {
    number += 1
    let tokens = windows.count * shape.positions
    let source = ArrayTokens(Array(windows.joined()))
    var first = 0
    let result = try step.take(
      number, batches: settings.accumulation, tokens: tokens, learningRate: settings.schedule.rate(at: number)
    ) { batch in
      try batch.fill(shape, from: source) { (first + $0) * (shape.positions + 1) }
      first += shape.batch
    }
    return (Float(result.totalLoss / Double(tokens)), Float(result.gradientNorm))
  }
}

extension CPUTraining {
  /// AdamW's first moments by name.
  func firstMoments() -> [String: [Float]] {
    var found: [String: [Float]] = [:]
    for tensor in step.exportTensors() where tensor.name.hasPrefix("optim.m.") {
      if case .floats(let values) = tensor.values { found[tensor.name] = Array(values) }
    }
    return found
  }
}
