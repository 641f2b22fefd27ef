/// The regular expressions by which other programs cut texts, and our names for what they do.
///
/// Programs spell one pattern in several ways, and one spelling may mean different things: `{1,3}+` takes up to three in
/// tiktoken and any number in `tokenizers`. So each has a list of its own, with spellings that give the same pretokens.
enum PatternTexts {
  /// A pattern by all its spellings.
  private struct Entry: Sendable {
    let name: String
    /// `Split`s of `tokenizer.json`, one after another; the first is how we write them.
    let splits: [[String]]
    /// `pat_str` of tiktoken.
    let tiktoken: [String]
  }

  /// The name of the pattern that is no `Split` at all.
  static let whole = "none"

  private static let words = #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+"#
  private static let quickWords = #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+"#
  private static let quickestWords = #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++"#
  private static let rest = #" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  private static let quickRest = #" ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
  /// The only one that takes all white space at the end of a text at once.
  private static let endingRest = #" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#

  private static let gpt2 = [
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#,
  ]
  private static let llama3 = [
    #"\#(words)|\p{N}{1,3}|\#(rest)"#, #"\#(quickWords)|\p{N}{1,3}|\#(quickRest)"#,
  ]
  private static let qwen2 = [#"\#(words)|\p{N}|\#(rest)"#, #"\#(quickWords)|\p{N}|\#(quickRest)"#]
  private static let digits2 = [#"\#(quickWords)|\p{N}{1,2}|\#(quickRest)"#, #"\#(words)|\p{N}{1,2}|\#(rest)"#]
  private static let o200k = [
    #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#
      + #"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"#
      + #"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  ]
  private static let whitespace = #" ?\S+|\s+(?!\S)|\s+"#
  private static let deepseek = [
    #"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+",
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^"## + "\r\n"
      + #"\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+["# + "\r\n" + #"]*|\s*["# + "\r\n"
      + #"]+|\s+(?!\S)|\s+"#,
  ]

  private static let entries = [
    Entry(name: "gpt2", splits: gpt2.map { [$0] }, tiktoken: gpt2),
    Entry(
      name: "gpt4", splits: [["\(quickestWords)|\\p{N}{1,3}|\(endingRest)"]],
      tiktoken: ["{1,3}+", "{1,3}"].map { "\(quickestWords)|\\p{N}\($0)|\(endingRest)" }),
    Entry(name: "llama3", splits: llama3.map { [$0] }, tiktoken: llama3),
    Entry(name: "qwen2", splits: qwen2.map { [$0] }, tiktoken: qwen2),
    Entry(name: "digits2", splits: digits2.map { [$0] }, tiktoken: digits2),
    Entry(name: "o200k", splits: o200k.map { [$0] }, tiktoken: o200k),
    Entry(name: "deepseek", splits: [deepseek], tiktoken: []),
    Entry(name: "whitespace", splits: [[whitespace]], tiktoken: [whitespace]),
  ]

  /// The pattern of these `Split`s, each applied to what the one before leaves; nil if none is known.
  static func name(ofSplits splits: [String]) -> String? { entries.first { $0.splits.contains(splits) }?.name }

  /// The pattern of tiktoken's `pat_str`; nil if none is known.
  static func name(ofTiktoken text: String) -> String? { entries.first { $0.tiktoken.contains(text) }?.name }

  /// The `Split`s that do what a pattern does; nil for one that `tokenizer.json` has no words for.
  static func splits(of name: String) -> [String]? {
    name == whole ? [] : entries.first { $0.name == name }?.splits.first
  }

  /// The names of the patterns that can be read, for messages.
  static var names: String { entries.map(\.name).joined(separator: ", ") }

  /// The names of those that tiktoken has words for.
  static var tiktokenNames: String { entries.filter { !$0.tiktoken.isEmpty }.map(\.name).joined(separator: ", ") }
}
