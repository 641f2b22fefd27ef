import Testing

@testable import Randomness

@Suite struct RandomSourceTests {
  /// Vigna's splitmix64.c started at 1234567.
  @Test func splitMixGivesThePublishedNumbers() {
    var mixer = SplitMix64(state: 1_234_567)
    let drawn = (0..<5).map { _ in mixer.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  /// Blackman and Vigna's xoshiro256starstar.c started at the state 1, 2, 3, 4.
  @Test func xoshiroGivesThePublishedNumbers() throws {
    var source = try #require(RandomSource(state: [1, 2, 3, 4]))
    let drawn = (0..<10).map { _ in source.next() }
    #expect(
      drawn == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
        10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
      ])
  }

  @Test func seedsAndStreamsAreDifferentSequences() {
    var first: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for stream in 0..<20 as Range<UInt64> {
        var source = RandomSource(seed: seed, stream: stream)
        first.insert(source.next())
      }
    }
    #expect(first.count == 400)
    #expect(RandomSource(seed: 7) == RandomSource(seed: 7, stream: 0))
    #expect(RandomSource(seed: 7, stream: 1) != RandomSource(seed: 1, stream: 7))
  }

  @Test func aRestoredStateContinuesTheSequence() throws {
    var source = RandomSource(seed: 42, stream: 3)
    for _ in 0..<100 { _ = source.next() }
    var restored = try #require(RandomSource(state: source.state))
    #expect(restored == source)
    let expected = (0..<50).map { _ in source.next() }
    #expect((0..<50).map { _ in restored.next() } == expected)
  }

  @Test(arguments: [[], [1, 2, 3], [0, 0, 0, 0], [1, 2, 3, 4, 5]] as [[UInt64]])
  func anImpossibleStateIsRefused(state: [UInt64]) {
    #expect(RandomSource(state: state) == nil)
  }
}
