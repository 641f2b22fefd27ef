import CommandSupport
import Datasets
import Formats
import Messages

/// The tokens of a few words, as a person looks at them.
struct TextTokens {
  private let ids: [UInt32]
  private let tokens: [[UInt8]]

  init(_ text: String, _ tokenizer: TokenizerFiles) throws {
    ids = try TextEncoding.ids(of: text, tokenizer)
    tokens = ids.map { Array(tokenizer.tokens[Int($0)]) }
  }

  /// A line for each token, or an object with `json`.
  func show(json: Bool) {
    guard !json else { return Terminal.result(object.canonical) }
    let width = ids.map { "\($0)".count }.max() ?? 0
    for (id, token) in zip(ids, tokens) {
      let number = "\(id)"
      let text =
        String(validating: token, as: UTF8.self).map { Printable.quoted($0) } ?? "\"\(Printable.bytes(token))\""
      Terminal.result(String(repeating: " ", count: width - number.count) + number + "  " + text)
    }
  }

  private var object: JSONValue {
    [
      "ids": .array(ids.map { .integer(Int64($0)) }),
      "tokens": .array(tokens.map { .string(String(decoding: $0, as: UTF8.self)) }),
    ]
  }
}
