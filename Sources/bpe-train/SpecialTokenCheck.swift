import CommandSupport
import Formats
import Messages

/// Special tokens that the files of a tokenizer can carry.
///
/// In `tokenizer.json` a special token stands as it is, beside ordinary tokens in GPT-2's byte alphabet. One that is all
/// of that alphabet, and not ASCII, reads there as other bytes: `é` is the byte 0xE9, and `Ġthe` the word " the". Other
/// programs would give other ids for it, or make other text of it.
enum SpecialTokenCheck {
  /// - Throws: `ToolFailure.usage` for the first token of that kind
  static func check(_ tokens: [String]) throws {
    guard let token = tokens.first(where: TokenizerFiles.isMistakable) else { return }
    let bytes = TokenizerFiles.mistakenBytes(ofSpecialToken: token)
    throw ToolFailure.usage(
      "special token \(Printable.quoted(token)): all its characters are in GPT-2's byte alphabet, in which it reads as "
        + "\(words(bytes)), so tokenizer.json could not tell it from text (expected ASCII, such as <|endoftext|>); "
        + "choose another one")
  }

  /// `byte 0xE9`, `the bytes 0x20 0x74 …`.
  private static func words(_ bytes: [UInt8]) -> String {
    let shown = bytes.prefix(8).map { "0x" + Printable.hexadecimal(UInt64($0), digits: 2) }
    return (bytes.count == 1 ? "byte " : "the bytes ") + shown.joined(separator: " ") + (bytes.count > 8 ? " …" : "")
  }
}
