import Tokenization

/// A text with marks (`TextMark`) that say which of it a model is to learn.
package struct MarkedText: Sendable, Equatable {
  /// UTF-8 and marks.
  package private(set) var bytes: [UInt8] = []

  /// No text.
  init() {}

  /// A prompt and the completion to learn. Special tokens are written as in any text.
  package init(prompt: String, completion: String) {
    add(.prompt, prompt)
    add(.completion, completion)
  }

  mutating func add(_ mark: TextMark, _ text: String) { add(mark, Array(text.utf8)) }

  mutating func add(_ mark: TextMark, _ text: [UInt8]) {
    bytes.append(mark.rawValue)
    bytes += text
  }
}
