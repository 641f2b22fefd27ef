@testable import Formats

/// A tokenizer that an input describes.
struct TokenizerParts {
  private(set) var tokens: [[UInt8]] = (0...255).map { [$0] }
  private(set) var merges: [MergePair] = []
  private(set) var specialTokens: [String] = []

  /// Long enough for the windows of long pretokens, short enough to stay fast.
  private static let longest = 300

  init(_ reader: inout FuzzReader) {
    for _ in 0..<(reader.byte() & 63) {
      let left = token(reader.byte())
      let right = token(reader.byte())
      guard left.count + right.count <= Self.longest else { continue }
      merges.append(MergePair(left: left, right: right))
      if !tokens.contains(left + right) { tokens.append(left + right) }
    }
    for _ in 0..<(reader.byte() & 3) {
      let text = String(decoding: reader.bytes(Int(reader.byte() & 7)), as: UTF8.self)
      specialTokens.append(text)
      if !tokens.contains(Array(text.utf8)) { tokens.append(Array(text.utf8)) }
    }
  }

  /// ASCII stands for itself, higher numbers for the tokens made last.
  private func token(_ number: UInt8) -> [UInt8] {
    number < 128 ? [number] : tokens[tokens.count - 1 - Int(number & 127)]
  }
}
