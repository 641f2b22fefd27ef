import Randomness

/// Draws windows of training data, each start equally likely and independent of the others.
struct WindowSampler: Equatable {
  /// Far from the streams that initialise parameters, so that one seed can serve both.
  private static let stream: UInt64 = 1 << 48

  var random: RandomSource

  init(seed: UInt64) {
    random = RandomSource(seed: seed, stream: Self.stream)
  }

  /// First token of a window of `positions` inputs, whose last target still lies within `tokenCount` tokens.
  mutating func nextStart(tokenCount: Int, positions: Int) -> Int {
    random.index(below: tokenCount - positions)
  }
}
