/// Byte-pair training as its definition reads: all pairs are counted anew for every merge.
package enum BPETrainerReference {
  package struct Result: Equatable {
    /// Special tokens, the 256 bytes, the merges' products.
    package let tokens: [[UInt8]]
    package let merges: [[[UInt8]]]
  }

  /// Merges until the vocabulary is full or no pair is left; ties go to the greater pair of byte strings.
  package static func train(
    _ text: [UInt8], vocabularySize: Int, specialTokens: [[UInt8]], by regexes: [String] = PretokenReference.gpt2
  ) -> Result {
    var words = countedWords(of: text, specialTokens: specialTokens, by: regexes)
    var tokens = specialTokens + (UInt8.min...UInt8.max).map { [$0] }
    var merges: [[[UInt8]]] = []
    while tokens.count < vocabularySize, let pair = mostFrequentPair(in: words) {
      words = words.map { (merge(pair, in: $0.symbols), $0.count) }
      tokens.append(pair[0] + pair[1])
      merges.append(pair)
    }
    return Result(tokens: tokens, merges: merges)
  }

  private typealias Word = (symbols: [[UInt8]], count: Int)

  private static func countedWords(of text: [UInt8], specialTokens: [[UInt8]], by regexes: [String]) -> [Word] {
    var counts: [[UInt8]: Int] = [:]
    for case .text(let plain) in SpecialTokenReference.pieces(of: text, specialTokens: specialTokens) {
      for pretoken in PretokenReference.pretokens(of: plain, by: regexes) { counts[pretoken, default: 0] += 1 }
    }
    return counts.map { ($0.key.map { [$0] }, $0.value) }
  }

  private static func mostFrequentPair(in words: [Word]) -> [[UInt8]]? {
    var counts: [[[UInt8]]: Int] = [:]
    for word in words {
      for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
        counts[[left, right], default: 0] += word.count
      }
    }
    return counts.max { a, b in a.value != b.value ? a.value < b.value : precedes(a.key, b.key) }?.key
  }

  /// Lexicographic order of pairs of byte strings: the left parts first, then the right ones.
  private static func precedes(_ a: [[UInt8]], _ b: [[UInt8]]) -> Bool {
    a[0] != b[0] ? a[0].lexicographicallyPrecedes(b[0]) : a[1].lexicographicallyPrecedes(b[1])
  }

  /// Joins the pair wherever it occurs, from left to right.
  package static func merge(_ pair: [[UInt8]], in symbols: [[UInt8]]) -> [[UInt8]] {
    var merged: [[UInt8]] = []
    var position = 0
    while position < symbols.count {
      if position + 1 < symbols.count, symbols[position] == pair[0], symbols[position + 1] == pair[1] {
        merged.append(pair[0] + pair[1])
        position += 2
      } else {
        merged.append(symbols[position])
        position += 1
      }
    }
    return merged
  }
}
