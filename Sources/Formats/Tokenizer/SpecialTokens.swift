extension TokenizerFiles {
  /// The special token that ends a document when nobody names one.
  package static let usualSeparator = "<|endoftext|>"

  /// The special token between documents: the one that was asked for, or else the usual one if the tokenizer has it.
  ///
  /// `path` is the tokenizer's folder, for the message.
  /// - Throws: `FormatError.tokenizer` if one was asked for and the tokenizer lacks it: whoever mistypes it would get
  ///   texts that never end.
  package func separator(_ wanted: String?, path: String) throws -> String? {
    let token = wanted ?? Self.usualSeparator
    if id(ofSpecialToken: token) != nil { return token }
    guard wanted == nil else {
      throw FormatError.tokenizer(path: path, .specialTokens(.noSeparator(token, known: specialTokens)))
    }
    return nil
  }

  /// Whether a special token reads as other bytes where it stands as it is, as in `tokenizer.json`: all its characters
  /// are in GPT-2's byte alphabet, and some stand there for another byte than their own, as `é` and `Ġ` do.
  package static func isMistakable(specialToken: String) -> Bool { ByteAlphabet.isMistakable(specialToken) }

  /// The bytes that such a token reads as.
  package static func mistakenBytes(ofSpecialToken text: String) -> [UInt8] { ByteAlphabet.decode(text.utf8) ?? [] }
}
