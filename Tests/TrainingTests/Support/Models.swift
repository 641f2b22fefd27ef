import Kernels
import Parallel
import Randomness
import TestSupport
import Transformer

@testable import Training

/// V = 40, T = 16, D = 16, 2 blocks, 2 heads, F = 24; its first parameters from a seed.
func smallModel(
  threads: Int = 2, seed: UInt64 = 1, _ change: (inout ModelConfiguration) -> Void = { _ in }
) throws -> LanguageModel {
  let model = try LanguageModel(
    configuration: smallConfiguration(change), operations: CPUOperations(team: ThreadTeam(threads: threads)))
  model.initialize(seed: seed)
  return model
}

/// Tokens below 40 from a seed.
func someTokens(_ count: Int, seed: UInt64 = 1) -> ArrayTokens {
  var random = RandomSource(seed: seed)
  return ArrayTokens((0..<count).map { _ in UInt32(random.below(40)) })
}

/// Documents of some lengths, each of numbers from 1 on and 0 as its separator; the last one may have none.
struct SomeDocuments: TokenSource, DocumentEnds {
  let tokens: ArrayTokens
  let ends: [Int]

  init(lengths: [Int], unfinished: Int = 0) {
    var random = RandomSource(seed: 5)
    var (tokens, ends): ([UInt32], [Int]) = ([], [])
    for length in lengths {
      tokens += (0..<length - 1).map { _ in UInt32(1 + random.below(39)) } + [0]
      ends.append(tokens.count)
    }
    if unfinished > 0 { ends.append(tokens.count + unfinished) }
    self.tokens = ArrayTokens(tokens + (0..<unfinished).map { _ in UInt32(1 + random.below(39)) })
    self.ends = ends
  }

  var tokenCount: Int { tokens.tokenCount }
  var documents: (any DocumentEnds)? { self }
  var documentCount: Int { ends.count }
  func documentEnd(_ index: Int) -> Int { ends[index] }
  /// Where documents begin.
  var starts: Set<Int> { Set([0] + ends.dropLast()) }

  func copyTokens(at position: Int, count: Int, into destination: UnsafeMutablePointer<UInt32>) throws {
    try tokens.copyTokens(at: position, count: count, into: destination)
  }
}

/// Quick steps for small models: batches of 4, a short warm-up, a high rate.
func quickSettings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.batchSize = 4
  settings.schedule = LearningRateSchedule(maximum: 1e-2, minimum: 1e-3, warmupSteps: 5, decaySteps: 40)
  change(&settings)
  return settings
}

extension Trainer {
  func takeSteps(_ count: Int) throws -> [StepReport] {
    try (0..<count).map { _ in try takeStep() }
  }
}

/// A source that always fails.
struct BrokenTokens: TokenSource {
  struct Failure: Error, Equatable {}

  let tokenCount: Int

  func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws {
    throw Failure()
  }
}
