@testable import Formats

/// A tokenizer of one special token, the 256 bytes and three merges.
enum SmallTokenizer {
  static let special = "<|endoftext|>"
  static let merges = [
    MergePair(left: Array(" ".utf8), right: Array("t".utf8)),
    MergePair(left: Array("h".utf8), right: Array("e".utf8)),
    MergePair(left: Array(" t".utf8), right: Array("he".utf8)),
  ]
  static let tokens: [[UInt8]] =
    [Array(special.utf8)] + (0...255).map { [UInt8($0)] } + merges.map { $0.left + $0.right }

  static func make() throws -> TokenizerFiles {
    try TokenizerFiles(tokens: tokens, merges: merges, specialTokens: [special])
  }
}
