import Randomness
import Transformer

extension Trainer {
  private enum Name {
    static let step = "step"
    static let random = "rng.state"
    static let cursor = "data.cursor"
  }

  /// Everything that the next steps depend on beside configuration, settings and data: the parameters under their
  /// own names, `optim.m.NAME` and `optim.v.NAME`, `step` (1), `rng.state` (4, the words' bit patterns) and
  /// `data.cursor` (1, tokens seen).
  ///
  /// - Throws: what a device says that does not give its state back
  package func exportState() throws -> [StateTensor] {
    try engine.exportTensors() + [
      StateTensor(name: Name.step, shape: [1], values: .integers([Int64(step)])),
      StateTensor(
        name: Name.random, shape: [4], values: .integers(sampler.random.state.map(Int64.init(bitPattern:)))),
      StateTensor(name: Name.cursor, shape: [1], values: .integers([Int64(tokensSeen)])),
    ]
  }

  /// Takes over an exported state, parameters included: the next step is the one that would have followed it.
  ///
  /// - Parameters:
  ///   - floats: writes the values of the tensor of that name and shape
  ///   - integers: gives that many values of the tensor of that name
  /// - Throws: ``TrainingError/damagedState(what:)`` for impossible integers, and what the closures throw. The
  ///   trainer and its model are then partly changed: throw them away.
  package func restore(
    floats: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void,
    integers: (_ name: String, _ count: Int) throws -> [Int64]
  ) throws {
    let step = try counter(Name.step, integers)
    let tokensSeen = try counter(Name.cursor, integers)
    guard step <= TrainingSettings.largestStep else {
      throw TrainingError.damagedState(
        what: "\(Name.step) is \(step) (expected at most \(TrainingSettings.largestStep))")
    }
    // Neither batches nor windows change within a run.
    guard tokensSeen == step * tokensPerStep else {
      throw TrainingError.damagedState(
        what: "\(Name.cursor) is \(tokensSeen) (expected \(step * tokensPerStep), "
          + "\(step) steps of \(tokensPerStep) tokens)")
    }
    guard let random = RandomSource(state: try integers(Name.random, 4).map(UInt64.init(bitPattern:))) else {
      throw TrainingError.damagedState(what: "\(Name.random) is not a state of the generator (expected four words)")
    }
    try engine.restoreTensors(floats)
    self.step = step
    self.tokensSeen = tokensSeen
    sampler.random = random
    forgetPrepared()
  }

  private func counter(_ name: String, _ integers: (String, Int) throws -> [Int64]) throws -> Int {
    let values = try integers(name, 1)
    guard values.count == 1, values[0] >= 0, let value = Int(exactly: values[0]) else {
      throw TrainingError.damagedState(what: "\(name) is \(values) (expected one number, 0 or above)")
    }
    return value
  }
}
