import Testing

@testable import Training

@Suite struct WindowSamplerTests {
  /// With T = 16: 17 tokens hold one window, 20 hold four.
  @Test(arguments: [(17, 1), (18, 2), (20, 4), (36, 20)])
  func everyWindowIsDrawnAndNoOther(tokens: Int, windows: Int) {
    var sampler = WindowSampler(seed: 1)
    let starts = Set((0..<2_000).map { _ in sampler.nextStart(tokenCount: tokens, positions: 16) })
    #expect(starts == Set(0..<windows))
  }

  @Test func targetsAreTheNextTokens() throws {
    let tokens = ArrayTokens((0..<30).map { UInt32($0) })
    var batch = TokenBatch(capacity: .init(batch: 2, positions: 5))
    try batch.fill(.init(batch: 2, positions: 5), from: tokens) { $0 == 0 ? 3 : 24 }
    #expect(batch.inputs == [3, 4, 5, 6, 7, 24, 25, 26, 27, 28])
    #expect(batch.targets == [4, 5, 6, 7, 8, 25, 26, 27, 28, 29])
  }
}
