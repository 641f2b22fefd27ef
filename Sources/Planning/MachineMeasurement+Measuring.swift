import Kernels
import Parallel
import Platform
import Training
import Transformer

extension MachineMeasurement {
  /// The widths of the models that are trained for a measurement: the quickstart's and CS336's TinyStories model's.
  private static let measuredWidths = [128, 512]

  /// Measures this machine as it is now: some two seconds.
  ///
  /// - Parameter threads: threads that a training would use
  /// - Returns: speeds, which other work on the machine makes smaller
  /// - Throws: `KernelsError` if `LETTERPRESS_ISA` names what this machine does not run, `ModelError` without memory
  package static func now(threads: Int) throws -> MachineMeasurement {
    let operations = try CPUOperations(team: ThreadTeam(threads: threads))
    let peak = BestRate.of(seconds: 0.3) { operations.multiplyAddsAtFullSpeed(rounds: 1_000_000) }
    let points = try measuredWidths.map { Point(width: $0, speed: try trainingSpeed(width: $0, operations)) }
    guard
      let measured = MachineMeasurement(
        host: hostName, instructionSet: operations.instructionSet, threads: threads, peak: peak, points: points)
    else { preconditionFailure("a measured rate is above 0") }
    return measured
  }

  /// FLOP/s of the steps of one block of a width, 1,024 tokens each.
  private static func trainingSpeed(width: Int, _ operations: CPUOperations) throws -> Double {
    var configuration = ModelConfiguration()
    configuration.vocabulary = 2048
    configuration.layers = 1
    configuration.width = width
    configuration.heads = width / 32
    configuration.feedForwardWidth = 8 * width / 3 / 64 * 64
    let model = try LanguageModel(configuration: configuration, operations: operations)
    model.initialize(seed: 0)
    var settings = TrainingSettings()
    settings.batchSize = 4
    let data = ArrayTokens((0..<16_384).map { UInt32($0 * 7919 % configuration.vocabulary) })
    let trainer = try Trainer(model: model, settings: settings, data: data)
    let flops = configuration.trainingFLOPs(sequences: settings.batchSize, attention: .causal).total
    var failure: Error?
    let speed = BestRate.of(seconds: 0.5) {
      do { _ = try trainer.takeStep() } catch { failure = error }
      return flops
    }
    if let failure { throw failure }
    return speed
  }
}
