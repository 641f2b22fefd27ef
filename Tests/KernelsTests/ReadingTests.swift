import Testing

@testable import Kernels

@Suite("Reading at full speed") struct ReadingTests {
  @Test("counts the whole kilobytes it reads, for any number of threads", arguments: instructionSets, [1, 3, 7])
  func counts(instructionSet: String, threads: Int) throws {
    let operations = try operations(instructionSet, threads: threads)
    let floats = GuardedFloats([Float](repeating: 1, count: 5 * 1024 + 3))
    #expect(operations.readAtFullSpeed(floats.pointer, count: floats.count, rounds: 2) == 2 * 5 * 4096)
    #expect(operations.readAtFullSpeed(floats.pointer, count: 1000, rounds: 1) == 0)
  }

  @Test("the sum is that of everything read", arguments: instructionSets)
  func sum(instructionSet: String) throws {
    let floats = GuardedFloats((0..<2048).map { Float($0) })
    #expect(try operations(instructionSet).kernels.read_all(floats.pointer, 2048) == 2047 * 1024)
  }
}
