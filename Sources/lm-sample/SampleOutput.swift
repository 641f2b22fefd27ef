import CommandSupport
import Formats
import Messages
import Platform
import Tokenization

/// Puts samples on standard output: the first as it grows, the others when all are done; or all as JSON at the end.
final class SampleOutput {
  private let prompt: String
  private let decoder: Decoder
  private let json: Bool
  private let seed: UInt64
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var streams: [UTF8Stream]
  private(set) var texts: [String]
  private var tokenCounts: [Int]
  private var hasBegun = false

  /// `prompt` stands before each sample; empty, only what the model adds is shown.
  init(prompt: String, samples: Int, decoder: Decoder, json: Bool, seed: UInt64) {
    self.prompt = prompt
    self.decoder = decoder
    self.json = json
    self.seed = seed
    streams = Array(repeating: UTF8Stream(), count: samples)
    texts = Array(repeating: "", count: samples)
    tokenCounts = Array(repeating: 0, count: samples)
  }

  /// Adds the next token of each sample; nil for those that have ended.
  func add(_ tokens: [UInt32?]) throws {
    for (sample, token) in tokens.enumerated() {
      guard let token else { continue }
      tokenCounts[sample] += 1
      add(streams[sample].append(try decoder.decode(CollectionOfOne(token))), to: sample)
    }
  }

  /// Ends every sample; `ended` says which of them reached the separator.
  func finish(ended: [Bool]) {
    for sample in streams.indices { add(streams[sample].finish(), to: sample) }
    if json {
      Terminal.text(JSONValue.array(texts.indices.map { object($0, ended: ended[$0]) }).pretty)
      return
    }
    begin()
    show("\n")
    for sample in texts.indices.dropFirst() {
      show(title(sample) + prompt + texts[sample] + "\n")
    }
  }

  private func add(_ text: String, to sample: Int) {
    texts[sample] += text
    guard sample == 0, !json, !text.isEmpty else { return }
    begin()
    show(text)
  }

  private func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    show(title(0) + prompt)
  }

  private func title(_ sample: Int) -> String {
    texts.count == 1 ? "" : "\(sample == 0 ? "" : "\n")=== sample \(sample + 1) of \(texts.count) ===\n"
  }

  private func show(_ text: String) {
    Terminal.text(isTerminal ? Printable.lines(text) : text)
  }

  private func object(_ sample: Int, ended: Bool) -> JSONValue {
    [
      "sample": .integer(Int64(sample + 1)), "prompt": .string(prompt), "text": .string(texts[sample]),
      "tokens": .integer(Int64(tokenCounts[sample])), "ended": .bool(ended),
      "seed": Int64(exactly: seed).map { .integer($0) } ?? .string("\(seed)"),
    ]
  }
}
