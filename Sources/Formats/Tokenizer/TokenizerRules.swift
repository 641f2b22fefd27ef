/// What a tokenizer does beside cutting a text by its pattern and merging in order. All off for GPT-2's kind.
package struct TokenizerRules: Sendable, Hashable {
  /// What is done to a text between its special tokens, before it is cut.
  package enum Normalization: String, Sendable, CaseIterable {
    case none
    /// Unicode's composed form.
    case nfc = "NFC"
  }

  /// Whether tokens are ranked and not pairs, as in tiktoken's files: merges that make the same token follow each other
  /// and have one rank, so that the leftmost of such pairs goes first.
  package var sharesRanks = false
  /// Whether a pretoken that is a token is taken whole: `ignore_merges` of `tokenizer.json`, and always so in tiktoken.
  package var takesWholePretokens = false
  /// What is done to a text before it is cut.
  package var normalization = Normalization.none

  /// Those of GPT-2's kind, without anything else.
  package init() {}

  /// What they add to a tokenizer's identity: nothing for those of GPT-2's kind.
  var identity: String {
    [
      sharesRanks ? ";shared_ranks" : "", takesWholePretokens ? ";ignore_merges" : "",
      normalization == .none ? "" : ";\(normalization.rawValue)",
    ].joined()
  }
}
