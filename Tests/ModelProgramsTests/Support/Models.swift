import Kernels
import ModelPrograms
import Parallel
import Randomness
import Reference
import StableHLO
import Training
import Transformer

/// A model of the CPU engine, its first parameters from a seed.
func cpuModel(_ configuration: ModelConfiguration, seed: UInt64 = 1) throws -> LanguageModel {
  let model = try LanguageModel(
    configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 2)))
  model.initialize(seed: seed)
  return model
}

/// Training settings with a rate that moves small models quickly.
func quickSettings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.batchSize = 2
  settings.schedule = LearningRateSchedule(maximum: 1e-2, minimum: 1e-3, warmupSteps: 5, decaySteps: 30)
  change(&settings)
  return settings
}

/// Windows of tokens from a seed: each T + 1.
func someWindows(_ count: Int, positions: Int, vocabulary: Int, seed: UInt64 = 1) -> [[UInt32]] {
  var random = RandomSource(seed: seed)
  // A walk with small steps, so that there is something to learn.
  return (0..<count).map { _ in
    var token = random.below(UInt64(vocabulary))
    return (0...positions).map { _ in
      token = (token + random.below(3)) % UInt64(vocabulary)
      return UInt32(token)
    }
  }
}

extension ModelProgram {
  /// The state of a new training as arguments: the model's parameters and moments of zero.
  func startingState(_ model: LanguageModel) -> [SlowTensor] {
    inputs.compactMap { input in
      switch input.role {
      case .parameter(let group):
        SlowTensor(group.shape, group.range.map { model.parameters.pointer[$0] })
      case .firstMoment, .secondMoment:
        SlowTensor(input.type, [Double](repeating: 0, count: input.type.count))
      default: nil
      }
    }
  }

  /// The windows' argument.
  func windows(_ windows: [[UInt32]]) -> SlowTensor {
    let type = inputs[input("windows") ?? 0].type
    return SlowTensor(type, windows.joined().map(Double.init))
  }
}
