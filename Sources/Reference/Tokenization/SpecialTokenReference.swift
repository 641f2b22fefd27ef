/// Cuts a text at special tokens by trying all of them at every position.
package enum SpecialTokenReference {
  package enum Piece: Equatable {
    case text([UInt8])
    /// A special token, by its index.
    case special(Int)
  }

  /// The pieces in order; of special tokens that match at one position the longest wins. No text is empty.
  package static func pieces(of text: [UInt8], specialTokens: [[UInt8]]) -> [Piece] {
    var pieces: [Piece] = []
    var plain: [UInt8] = []
    var position = 0
    while position < text.count {
      let matching = specialTokens.indices.filter { text[position...].starts(with: specialTokens[$0]) }
      if let longest = matching.max(by: { specialTokens[$0].count < specialTokens[$1].count }) {
        if !plain.isEmpty { pieces.append(.text(plain)) }
        plain = []
        pieces.append(.special(longest))
        position += specialTokens[longest].count
      } else {
        plain.append(text[position])
        position += 1
      }
    }
    if !plain.isEmpty { pieces.append(.text(plain)) }
    return pieces
  }
}
