import Randomness

/// Tells one story after another. Story number i depends on the seed and on i alone, so that a longer corpus begins
/// with the shorter one.
struct Storyteller {
  /// What stands on a line of its own after every story. The file ends with the last of them: a line break after it
  /// would be the beginning of a document that never comes.
  static let separator = "<|endoftext|>"

  let seed: UInt64

  /// Story number `index` as it stands in the corpus, with its separator.
  func document(_ index: UInt64) -> [UInt8] {
    Array((index == 0 ? "" : "\n").utf8) + story(index).text + Array("\n\(Self.separator)".utf8)
  }

  /// Story number `index` as it was told.
  func story(_ index: UInt64) -> Telling {
    var random = RandomSource(seed: seed, stream: index)
    let plot = Plot.all[Int(random.below(UInt64(Plot.all.count)))]
    return tell(plot, random: random)
  }

  /// A story of a given plot.
  func tell(_ plot: Plot, random: RandomSource) -> Telling {
    var telling = Telling(random: random)
    telling.tell(plot)
    return telling
  }

  /// Writes whole stories until `bytes` is reached; returns how many.
  func write(bytes: Int, to sink: ([UInt8]) throws -> Void) rethrows -> Int {
    var written = 0
    var count = 0
    while written < bytes {
      let document = document(UInt64(count))
      try sink(document)
      written += document.count
      count += 1
    }
    return count
  }
}
