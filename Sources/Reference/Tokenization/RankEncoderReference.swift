/// Byte-pair encoding by the ranks of tokens, as tiktoken's definition reads: a pretoken that is a token is that token;
/// in any other, the neighbours whose joined bytes are the token of the lowest rank are joined, the leftmost first.
package struct RankEncoderReference {
  private let ranks: [[UInt8]: UInt32]

  /// `tokens` are by rank, which is their id; the 256 bytes are among them.
  package init(tokens: [[UInt8]]) {
    ranks = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, UInt32($0)) })
  }

  /// The ids of a pretoken; nil if a byte is no token.
  package func encode(_ pretoken: [UInt8]) -> [UInt32]? {
    if let id = ranks[pretoken] { return [id] }
    return merged(pretoken)
  }

  /// The ids of a pretoken by merging alone.
  package func merged(_ pretoken: [UInt8]) -> [UInt32]? {
    var parts = pretoken.map { [$0] }
    while true {
      let joined = zip(parts, parts.dropFirst()).map { ranks[$0 + $1] }
      guard let lowest = joined.compactMap({ $0 }).min(), let place = joined.firstIndex(of: lowest) else { break }
      parts[place] += parts.remove(at: place + 1)
    }
    let ids = parts.compactMap { ranks[$0] }
    return ids.count == parts.count ? ids : nil
  }

  /// Every way to make a token of two others, by the token's rank; of one token's by the length of the left.
  package static func merges(of tokens: [[UInt8]]) -> [(left: [UInt8], right: [UInt8])] {
    let known = Set(tokens)
    return tokens.flatMap { token in
      token.indices.dropFirst().compactMap { place in
        let (left, right) = (Array(token[..<place]), Array(token[place...]))
        return known.contains(left) && known.contains(right) ? (left, right) : nil
      }
    }
  }
}
