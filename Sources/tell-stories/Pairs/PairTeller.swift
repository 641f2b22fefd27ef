import Randomness

/// Two sentences of which one is right.
struct MinimalPair: Sendable, Equatable {
  let phenomenon: String
  let good, bad: String
}

/// Tells pairs of sentences. Those of a phenomenon depend on the seed, on its place and on nothing else, so that more pairs
/// of it begin with the fewer.
struct PairTeller {
  let seed: UInt64

  /// Far from the streams of the stories.
  private static let firstStream: UInt64 = 1 << 40
  /// Draws in a row that may make a pair that was there before: after so many there is hardly another one.
  private static let mostRepeats = 1_000

  /// Different pairs of a phenomenon, its contrasts in turn; fewer if there are no more.
  func pairs(_ place: Int, count: Int) -> [MinimalPair] {
    let phenomenon = Phenomenon.all[place]
    var pairs: [MinimalPair] = []
    var known: Set<String> = []
    var (draw, repeats): (UInt64, Int) = (0, 0)
    while pairs.count < count, repeats < Self.mostRepeats {
      defer { draw += 1 }
      let stream = Self.firstStream + UInt64(place) << 32 + draw
      var telling = Telling(random: RandomSource(seed: seed, stream: stream))
      for role in phenomenon.cast { telling.castRole(role) }
      for frames in phenomenon.draws { telling.draw(from: frames) }
      let (good, bad) = phenomenon.contrasts[pairs.count % phenomenon.contrasts.count].tell(by: &telling)
      repeats += 1
      guard known.insert(good).inserted else { continue }
      repeats = 0
      pairs.append(MinimalPair(phenomenon: phenomenon.name, good: good, bad: bad))
    }
    return pairs
  }
}
