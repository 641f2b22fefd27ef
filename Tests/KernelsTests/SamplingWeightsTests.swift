import Foundation
import Testing

@testable import Kernels

@Suite("Weights of sampling") struct SamplingWeightsTests {
  private func weigh(
    _ logits: [Float], _ temperature: Double, _ instructionSet: String
  ) throws -> (largest: Float, weights: [Float]) {
    let weights = GuardedFloats(unwritten: logits.count)
    let largest = try operations(instructionSet).samplingWeights(
      weights.pointer, logits: GuardedFloats(logits).pointer, count: logits.count, temperature: temperature)
    return (largest, weights.values)
  }

  @Test("exp((logit − largest) / temperature)", arguments: instructionSets, [0.1, 1, 7])
  func weights(instructionSet: String, temperature: Double) throws {
    for count in oddCounts {
      let logits = randoms(count, seed: 3).map { $0 * 10 }
      let largest = logits.max() ?? 0
      let (found, weights) = try weigh(logits, temperature, instructionSet)
      #expect(found == largest)
      // The difference is rounded once, divided by the temperature: that error grows with what goes into exp.
      for (weight, logit) in zip(weights, logits) {
        let power = (Double(logit) - Double(largest)) / temperature
        let expected = power < -87 ? 0 : exp(power)
        #expect(abs(Double(weight) - expected) <= expected * (2e-7 - power * 2e-7), "\(logit)")
      }
    }
  }

  @Test("tiny temperatures leave the largest alone; −∞ weighs nothing", arguments: instructionSets)
  func extremes(instructionSet: String) throws {
    #expect(try weigh([1, 2, -.infinity, 2], 1e-300, instructionSet).weights == [0, 1, 0, 1])
    #expect(try weigh([-.infinity, -4], 1, instructionSet).weights == [0, 1])
  }

  @Test("what is no number shows, wherever it stands", arguments: instructionSets)
  func nonsense(instructionSet: String) throws {
    for place in [0, 15, 16, 30, 32] {
      for wrong in [Float.nan, .infinity] {
        var logits = randoms(33, seed: 1)
        logits[place] = wrong
        #expect(try weigh(logits, 1, instructionSet).largest.isNaN, "\(wrong) at \(place)")
      }
    }
    #expect(try weigh([-.infinity, -.infinity], 1, instructionSet).largest.isNaN)
  }
}
