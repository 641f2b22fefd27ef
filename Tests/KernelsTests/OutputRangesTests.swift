import Testing

@testable import Kernels

@Suite("Outputs dealt out to threads")
struct OutputRangesTests {
  /// Every output once, in order, cut only at groups of four; never longer than what came before.
  @Test func everyOutputOnce() {
    for count in [1, 7, 512, 1_344, 2_688, 10_000] {
      for threads in [1, 2, 3, 64] {
        let ranges = OutputRanges(count: count, threads: threads).all
        #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
        for (one, other) in zip(ranges, ranges.dropFirst()) {
          #expect(one.upperBound == other.lowerBound && one.upperBound % 4 == 0)
        }
      }
    }
  }

  /// The first ranges are the greater part of the work, the last are short.
  @Test func theLastAreShort() {
    let ranges = OutputRanges(count: 10_000, threads: 2).all.map(\.count)
    #expect(ranges[0] == 3_748 && ranges[1] < ranges[0])
    #expect(ranges.suffix(4).allSatisfy { $0 <= 64 } && ranges.count < 30)
    #expect(OutputRanges(count: 10_000, threads: 1).all.count == 1)
  }
}
