/// How an encoder chooses among the merges of a vocabulary, beside their order.
package struct MergeRules: Sendable, Hashable {
  /// Whether merges that follow each other and make the same token have one rank: of such pairs the leftmost goes first.
  /// So it is where tokens are ranked and not pairs, as in tiktoken's files.
  package let sharesRanks: Bool
  /// Whether a pretoken that is a token is taken whole, whatever the merges would make of it.
  package let takesWholePretokens: Bool

  /// Without anything named, those of merges that were learnt one after another.
  package init(sharesRanks: Bool = false, takesWholePretokens: Bool = false) {
    self.sharesRanks = sharesRanks
    self.takesWholePretokens = takesWholePretokens
  }
}
