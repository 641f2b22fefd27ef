import Randomness

/// Draws windows of training data independently of each other: each start equally likely, or beginnings of documents.
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

  /// First token of a window that begins where a document does.
  ///
  /// A document and a place are drawn until there is a token at that place of that document: so each token that windows can
  /// begin before is equally likely, and a document is drawn in proportion to its length, up to a window's. Where all
  /// documents began equally often, tokens between short ones would be seen more often than others.
  ///
  /// - Complexity: on average the window's length divided by the mean length of documents, longer ones cut
  mutating func nextStart(in starts: DocumentStarts) -> Int {
    while true {
      let document = starts.range(ofDocument: random.index(below: starts.count))
      if random.index(below: starts.positions) < document.count { return document.lowerBound }
    }
  }
}
