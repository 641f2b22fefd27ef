import Formats
import Training

/// A document's numbers, as they are shown and written: one line of JSON.
struct MeasuredDocument: Equatable {
  /// Its place in the split, from 0.
  let index: Int
  /// Tokens predicted, and bytes of text that they stand for.
  let tokens, bytes: Int
  /// Nats per token; nil where nothing was predicted.
  let loss: Double?
  /// Nil where no token stands for text.
  let bitsPerByte: Double?
  /// How its text begins.
  let text: String

  init(_ loss: DocumentLoss, text: String) {
    (index, tokens, bytes) = (loss.index, loss.tokens, loss.bytes)
    (self.loss, bitsPerByte, self.text) = (loss.meanLoss, loss.bitsPerByte, text)
  }

  var json: JSONValue {
    [
      "document": .integer(Int64(index)), "tokens": .integer(Int64(tokens)), "bytes": .integer(Int64(bytes)),
      "loss": loss.map { .number($0) } ?? .null, "bits_per_byte": bitsPerByte.map { .number($0) } ?? .null,
      "text": .string(text),
    ]
  }

  /// What its line has.
  static let marks = ["\"bits_per_byte\":", "\"document\":", "\"loss\":"]

  /// Its line, with the line feed.
  var line: [UInt8] { Array(json.canonical.utf8) + [UInt8(ascii: "\n")] }

  /// Reads back what `json` wrote; nil for anything else.
  init?(json: JSONValue) {
    guard
      let index = json["document"]?.int, let tokens = json["tokens"]?.int, let bytes = json["bytes"]?.int,
      let text = json["text"]?.string
    else { return nil }
    (self.index, self.tokens, self.bytes, self.text) = (index, tokens, bytes, text)
    (loss, bitsPerByte) = (json["loss"]?.double, json["bits_per_byte"]?.double)
  }
}
