/// Byte-pair encoding as its definition reads: every merge in turn, over the whole pretoken.
package struct EncoderReference {
  private let ids: [[UInt8]: UInt32]
  private let ranks: [[[UInt8]]: Int]
  private let specialTokens: [[UInt8]]
  private let regexes: [String]

  /// `tokens` are by id, `merges` in the order of their ranks.
  package init(
    tokens: [[UInt8]], merges: [[[UInt8]]], specialTokens: [[UInt8]], by regexes: [String] = PretokenReference.gpt2
  ) {
    ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, UInt32($0)) })
    ranks = Dictionary(uniqueKeysWithValues: merges.enumerated().map { ($1, $0) })
    self.specialTokens = specialTokens
    self.regexes = regexes
  }

  /// The ids of a text; nil if a token is missing from the vocabulary.
  package func encode(_ text: [UInt8]) -> [UInt32]? {
    var tokens: [UInt32] = []
    for piece in SpecialTokenReference.pieces(of: text, specialTokens: specialTokens) {
      switch piece {
      case .special(let index):
        guard let id = ids[specialTokens[index]] else { return nil }
        tokens.append(id)
      case .text(let plain):
        for symbol in PretokenReference.pretokens(of: plain, by: regexes).flatMap(symbols) {
          guard let id = ids[symbol] else { return nil }
          tokens.append(id)
        }
      }
    }
    return tokens
  }

  /// A pretoken's bytes, joined by the lowest rank as long as a pair has one, without looking for special tokens.
  ///
  /// A pair is joined wherever it occurs, as in training; the encoder joins the leftmost and looks again. That differs
  /// only where a merge's product has a merge of lower rank than its own, and training makes no such vocabulary.
  package func symbols(of pretoken: [UInt8]) -> [[UInt8]] {
    var symbols = pretoken.map { [$0] }
    while true {
      let pairs = zip(symbols, symbols.dropFirst()).map { [$0, $1] }
      let best = pairs.filter { ranks[$0] != nil }.min { (ranks[$0] ?? 0) < (ranks[$1] ?? 0) }
      guard let pair = best else { return symbols }
      symbols = BPETrainerReference.merge(pair, in: symbols)
    }
  }
}
