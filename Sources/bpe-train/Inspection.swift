import CommandSupport
import Formats
import Messages

/// What `--inspect` shows of a tokenizer.
struct Inspection {
  private let path: String
  private let tokenizer: TokenizerFiles
  private let longest: [(id: Int, bytes: [UInt8])]

  /// Looks at the tokenizer of a directory.
  /// - Throws: `FormatError`.
  init(_ path: String, longest count: Int) throws {
    self.path = path
    tokenizer = try TokenizerFiles.load(at: path)
    longest = tokenizer.longestTokens(count)
  }

  /// Prints on standard output.
  func show(json wantsJSON: Bool) {
    if wantsJSON { return Terminal.result(json.canonical) }
    let specials = tokenizer.specialTokens.map { Printable.quoted($0) }
    Terminal.result("\(path): \(Units.counted(tokenizer.count, "token")), SHA-256 \(tokenizer.digest)")
    Terminal.result("  merges          \(Units.grouped(tokenizer.merges.count))")
    Terminal.result("  pattern         \(tokenizer.pattern)")
    Terminal.result("  special tokens  \(specials.isEmpty ? "none" : specials.joined(separator: ", "))")
    Terminal.result("  longest tokens")
    for token in longest {
      let length = Units.counted(token.bytes.count, "byte")
      Terminal.result("    \(length), id \(token.id): \(Printable.quoted(text(token.bytes)))")
    }
  }

  private var json: JSONValue {
    [
      "path": .string(path), "vocab_size": .integer(Int64(tokenizer.count)), "sha256": .string(tokenizer.digest.hex),
      "merges": .integer(Int64(tokenizer.merges.count)), "pattern": .string(tokenizer.pattern),
      "special_tokens": .array(tokenizer.specialTokens.map(JSONValue.string)),
      "longest_tokens": .array(
        longest.map { token in
          [
            "id": .integer(Int64(token.id)), "bytes": .integer(Int64(token.bytes.count)),
            "text": .string(text(token.bytes)),
          ]
        }),
    ]
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
