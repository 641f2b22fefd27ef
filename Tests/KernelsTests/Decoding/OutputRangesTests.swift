import Testing

@testable import Kernels

@Suite("Outputs dealt out to threads")
struct OutputRangesTests {
  /// Every output once, in order, cut only at groups of four; never longer than what came before.
  @Test func everyOutputOnce() {
    for counts in [[1], [512], [1_344, 1_344], [7, 9, 5], [10_000], [512, 512, 512]] {
      for threads in [1, 2, 3, 64] {
        let ranges = OutputRanges(counts: counts, threads: threads).all
        var next = 0
        for (matrix, count) in counts.enumerated() {
          let own = ranges.filter { $0.matrix == matrix }.map(\.outputs)
          #expect(own.first?.lowerBound == 0 && own.last?.upperBound == count)
          for (one, other) in zip(own, own.dropFirst()) {
            #expect(one.upperBound == other.lowerBound && one.upperBound % 4 == 0)
          }
          next += own.count
        }
        #expect(next == ranges.count && zip(ranges, ranges.dropFirst()).allSatisfy { $0.matrix <= $1.matrix })
      }
    }
  }

  /// The first ranges are the greater part of the work, the last are short.
  @Test func theLastAreShort() {
    let ranges = OutputRanges(counts: [10_000], threads: 2).all.map(\.outputs.count)
    #expect(ranges[0] == 3_748 && ranges[1] < ranges[0])
    #expect(ranges.suffix(4).allSatisfy { $0 <= 64 } && ranges.count < 30)
    #expect(OutputRanges(counts: [10_000, 8], threads: 1).all.count == 2)
  }
}
