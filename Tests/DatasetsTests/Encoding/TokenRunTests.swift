import Testing

@testable import Datasets

@Suite("Runs of tokens")
struct TokenRunTests {
  @Test("tokens stay as they were added, however the run grows")
  func growing() {
    let run = TokenRun()
    var expected: [UInt16] = []
    for length in [0, 1, 7, 1_000, 0, 65_536, 3] {
      let more = (0..<length).map { UInt16(truncatingIfNeeded: $0 &* 40_503 &+ length) }
      more.withUnsafeBufferPointer { run.append($0) }
      expected += more
      #expect(run.count == expected.count)
      #expect(Array(run.all) == expected)
    }
  }

  @Test("an emptied run is as good as a new one, be it small or too large to be kept")
  func emptying() {
    let run = TokenRun()
    for length in [5, 3 << 20, 5] {
      run.reserve(length / 3)
      let tokens = (0..<length).map { UInt16(truncatingIfNeeded: $0) }
      tokens.withUnsafeBufferPointer { run.append($0) }
      #expect(run.all.elementsEqual(tokens))
      run.removeAll()
      #expect(run.count == 0)
      #expect(run.all.isEmpty)
    }
  }
}
