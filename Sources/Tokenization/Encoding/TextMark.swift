/// Bytes that stand in a text and say what a model is to learn of it. None of them occurs in UTF-8.
///
/// An encoder that reads marks gives each an id of its own, beyond every vocabulary, and no token reaches across one.
package enum TextMark: UInt8, CaseIterable, Sendable {
  /// A border and nothing else: what looks like a special token is none if one stands within.
  case border = 0xFD
  /// From here on the text is read and not learned: a prompt.
  case prompt = 0xFE
  /// From here on it is learned: a completion.
  case completion = 0xFF

  /// Ids that no vocabulary reaches.
  private static let firstID: TokenID = 1 << 30

  /// The id by which an encoder tells of it.
  package var id: TokenID { Self.firstID + TokenID(rawValue) }

  /// The mark that an id tells of; nil for a token.
  package init?(id: TokenID) {
    guard id >= Self.firstID else { return nil }
    self.init(rawValue: UInt8(truncatingIfNeeded: id))
  }

  /// The tokens alone.
  package static func without(_ ids: [TokenID]) -> [TokenID] { ids.filter { TextMark(id: $0) == nil } }
}
