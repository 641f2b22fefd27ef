import CommandSupport
import Formats
import Messages

/// What an evaluation found.
struct EvaluationReport: Equatable {
  /// The checkpoint's step; nil for a state dict, which does not know.
  let step: Int?
  let split: String
  /// Tokens predicted.
  let tokens: Int
  /// Nats per token.
  let loss: Double
  let perplexity: Double
  /// Bytes of text predicted; nil without a tokenizer.
  let bytes: Int?
  let bitsPerByte: Double?

  /// One fact a line.
  var lines: [String] {
    var lines = step.map { ["step           \($0)"] } ?? []
    lines += [
      "split          \(Printable.line(split)), \(Units.counted(tokens, "token"))",
      "loss           \(Units.fixed(loss, decimals: 4)) nats per token",
      "perplexity     \(Units.fixed(perplexity, decimals: 3))",
    ]
    if let bitsPerByte { lines.append("bits per byte  \(Units.fixed(bitsPerByte, decimals: 4))") }
    return lines
  }

  /// The first number that is none, in words; nil if all are finite.
  var nonsense: String? {
    numbers.first { !$0.value.isFinite }
      // A NaN's sign says nothing.
      .map { "\($0.name.replacing("_", with: " ")) \($0.value.isNaN ? .nan : $0.value)" }
  }

  var numbers: [(name: String, value: Double)] {
    [("loss", loss), ("perplexity", perplexity)] + (bitsPerByte.map { [("bits_per_byte", $0)] } ?? [])
  }
}

extension EvaluationReport {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "split": .string(split), "tokens": .integer(Int64(tokens)),
    ]
    members["step"] = step.map { .integer(Int64($0)) }
    for (name, value) in numbers { members[name] = .number(value) }
    members["bytes"] = bytes.map { .integer(Int64($0)) }
    return .object(members)
  }

  /// Reads back what `json` wrote; nil for anything else, so also for a result without a finite loss.
  init?(json: JSONValue) {
    guard
      let split = json["split"]?.string, let tokens = json["tokens"]?.int,
      let loss = json["loss"]?.double, let perplexity = json["perplexity"]?.double
    else { return nil }
    self.init(
      step: json["step"]?.int, split: split, tokens: tokens, loss: loss, perplexity: perplexity,
      bytes: json["bytes"]?.int,
      bitsPerByte: json["bits_per_byte"]?.double)
  }
}
