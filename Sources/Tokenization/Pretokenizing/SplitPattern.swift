import CTokenizer

/// How a text is cut into pretokens, within which tokens are merged: part of what a tokenizer is.
///
/// The trainer and the encoder cut by it, and ``CutPoints`` follow from it. A new pattern needs a scanner (`CTokenizer`)
/// and its rule for cut points, which tests hold to its regular expressions.
package enum SplitPattern: String, Sendable, CaseIterable {
  /// GPT-2's.
  case gpt2
  /// GPT-4's: `cl100k_base` of tiktoken.
  case gpt4
  /// GPT-4o's: `o200k_base` of tiktoken.
  case o200k
  /// Llama 3's.
  case llama3
  /// Qwen 2's and Qwen 3's.
  case qwen2
  /// That of DeepSeek V3 and R1.
  case deepseek
  /// GPT-4's with numbers of two digits, as nanochat has it: for small vocabularies.
  case digits2
  /// Words and the blank before them.
  case whitespace
  /// A text is not cut, but at special tokens.
  case none

  /// The regular expressions that it stands for, in the syntax of Python's `regex`; none if a text is not cut.
  ///
  /// The pretokens are the matches of the last one, and what lies between them, in the pieces that the ones before leave:
  /// their matches, and what lies between those.
  package var regexes: [String] {
    switch self {
    case .gpt2: [#"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#]
    case .gpt4:
      [
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|"#
          + #"\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
      ]
    case .o200k:
      [
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"# + Self.contraction + "?|"
          + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"# + Self.contraction + "?|"
          + #"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"# + Self.space
      ]
    case .llama3: [Self.words(#"\p{N}{1,3}"#)]
    case .qwen2: [Self.words(#"\p{N}"#)]
    case .deepseek:
      [
        #"\p{N}{1,3}"#, "[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+",
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|"##
          + #" ?[\p{P}\p{S}]+[\r\n]*|"# + Self.space,
      ]
    case .digits2:
      [
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,2}| ?[^\s\p{L}\p{N}]++[\r\n]*|"#
          + #"\s*[\r\n]|\s+(?!\S)|\s+"#
      ]
    case .whitespace: [#" ?\S+|\s+(?!\S)|\s+"#]
    case .none: []
    }
  }

  private static let contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let space = #"\s*[\r\n]+|\s+(?!\S)|\s+"#

  private static func words(_ number: String) -> String {
    contraction + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|"# + space
  }

  /// The number of its scanner in `CTokenizer`.
  var scannerIndex: Int32 {
    let index =
      switch self {
      case .gpt2: LP_PATTERN_GPT2
      case .gpt4: LP_PATTERN_GPT4
      case .o200k: LP_PATTERN_O200K
      case .llama3: LP_PATTERN_LLAMA3
      case .qwen2: LP_PATTERN_QWEN2
      case .deepseek: LP_PATTERN_DEEPSEEK
      case .digits2: LP_PATTERN_DIGITS2
      case .whitespace: LP_PATTERN_WHITESPACE
      case .none: LP_PATTERN_NONE
      }
    return Int32(index)
  }
}
