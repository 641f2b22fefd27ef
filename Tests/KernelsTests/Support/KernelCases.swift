import Parallel
import Randomness
import Testing

@testable import Kernels

/// The instruction sets that this machine can test.
let instructionSets = CPUOperations.availableInstructionSets

/// Widths and counts around every block size there is.
let oddCounts = [1, 3, 8, 15, 16, 17, 31, 32, 33, 100]

func operations(_ instructionSet: String, threads: Int = 2) throws -> CPUOperations {
  try CPUOperations(team: ThreadTeam(threads: threads), instructionSet: instructionSet)
}

/// `count` numbers from −1 to 1, the same for the same seed.
func randoms(_ count: Int, seed: UInt64) -> [Float] {
  var source = RandomSource(seed: seed)
  return (0..<count).map { _ in Float(source.unitInterval() * 2 - 1) }
}

/// `count` ids below `bound`.
func randomIDs(_ count: Int, below bound: Int, seed: UInt64) -> [UInt32] {
  var source = RandomSource(seed: seed)
  return (0..<count).map { _ in UInt32(source.below(UInt64(bound))) }
}

extension [Float] {
  var doubles: [Double] { map(Double.init) }
  var bits: [UInt32] { map(\.bitPattern) }
}

/// Every element within `tolerance` of the expected one, relative to the largest expected, or to `size` if that
/// is larger: what was summed to reach a result near zero.
func expectClose(
  _ actual: [Float], _ expected: [Double], _ what: String, within tolerance: Double = 2e-6,
  size: Double = 1e-3,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let size = expected.reduce(size) { max($0, abs($1)) }
  var worst = (index: -1, error: 0.0)
  for i in expected.indices {
    let error = abs(Double(actual[i]) - expected[i]) / size
    if !(error <= worst.error) { worst = (i, error) }
  }
  #expect(actual.count == expected.count, "\(what): lengths differ", sourceLocation: sourceLocation)
  #expect(
    worst.error <= tolerance, "\(what): element \(worst.index) is off by \(worst.error)", sourceLocation: sourceLocation
  )
}
