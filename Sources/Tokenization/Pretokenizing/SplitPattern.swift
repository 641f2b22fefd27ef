/// How a text is cut into pretokens, within which tokens are merged: part of what a tokenizer is.
///
/// The trainer and the encoder cut by it, and ``CutPoints`` follow from it. A new pattern needs a scanner (`CTokenizer`),
/// an obvious version in `Reference`, and its rule for cut points, proven by a test.
package enum SplitPattern: String, Sendable, CaseIterable {
  /// GPT-2's.
  case gpt2

  /// The regular expression that it stands for, in the syntax of Python's `regex`.
  package var regex: String {
    switch self {
    case .gpt2: #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    }
  }

  /// Whether it always breaks between a character that is not whitespace and one that is, looks no further than that
  /// before, and never back after: then a text may be cut there.
  var breaksBeforeWhitespace: Bool {
    switch self {
    case .gpt2: true
    }
  }

  /// The fastest scanner for it that this machine runs.
  var scanner: PretokenScanner {
    switch self {
    case .gpt2: .best
    }
  }
}
