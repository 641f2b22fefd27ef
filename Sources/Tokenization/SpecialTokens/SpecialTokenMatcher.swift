import Platform

/// Finds special tokens in text: from left to right, the longest one wherever several match.
///
/// A byte that starts no special token is passed by with one table look-up, or by `memchr` when all special
/// tokens start alike, as they usually do. Of a thousand that start alike none is looked at where the second byte fits none.
///
/// - Complexity: O(text), plus the candidates' bytes at positions where the first two bytes match.
struct SpecialTokenMatcher: Sendable {
  /// What a search can find.
  enum Outcome: Equatable {
    /// Special token `index` at `position`.
    case match(position: Int, index: Int)
    /// The text stops within what may become a special token, or a longer one, at `position`.
    case undecided(position: Int)
    case none
  }

  /// The tokens, in the order given; matches name them by index.
  let tokens: [[UInt8]]
  /// The length of the longest token; 0 if there are none.
  let longest: Int
  /// For each first byte, the indices of the tokens that start with it, the longest first.
  private let candidates: [[Int]]
  /// Whether some token starts with a byte.
  private let isFirst: [Bool]
  /// Whether some token starts with two bytes, `first << 8 | second`, or consists of the first.
  private let isStart: [Bool]
  /// The first byte of all tokens, if they share one.
  private let onlyFirstByte: UInt8?

  /// - Parameter tokens: Not empty each, distinct.
  init(_ tokens: [[UInt8]]) {
    var candidates = [[Int]](repeating: [], count: 256)
    for (index, token) in tokens.enumerated() {
      if let first = token.first { candidates[Int(first)].append(index) }
    }
    self.tokens = tokens
    self.longest = tokens.map(\.count).max() ?? 0
    self.candidates = candidates.map { $0.sorted { tokens[$0].count > tokens[$1].count } }
    isFirst = candidates.map { !$0.isEmpty }
    var isStart = [Bool](repeating: false, count: 1 << 16)
    for token in tokens {
      guard let first = token.first.map(Int.init) else { continue }
      let seconds = token.count > 1 ? Int(token[1])...Int(token[1]) : 0...255
      for second in seconds { isStart[first << 8 | second] = true }
    }
    self.isStart = isStart
    let firstBytes = Set(tokens.compactMap(\.first))
    self.onlyFirstByte = firstBytes.count == 1 ? firstBytes.first : nil
  }

  /// The first special token at or after `start`.
  ///
  /// Safety: `text[start ..< end]` may be read.
  func next(in text: UnsafePointer<UInt8>, from start: Int, to end: Int, endsText: Bool) -> Outcome {
    guard !tokens.isEmpty else { return .none }
    var position = start
    while let candidate = nextCandidate(in: text, from: position, to: end) {
      position = candidate + 1
      guard position == end || isStart[Int(text[candidate]) << 8 | Int(text[position])] else { continue }
      for index in candidates[Int(text[candidate])] {
        let token = tokens[index]
        let available = min(token.count, end - candidate)
        guard memcmp(text + candidate, token, available) == 0 else { continue }
        if available == token.count { return .match(position: candidate, index: index) }
        if !endsText { return .undecided(position: candidate) }
      }
    }
    return .none
  }

  /// The first position at or after `start` whose byte starts a special token.
  private func nextCandidate(in text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    if let byte = onlyFirstByte {
      guard let found = memchr(text + start, Int32(byte), end - start) else { return nil }
      return UnsafeRawPointer(found) - UnsafeRawPointer(text)
    }
    return isFirst.withUnsafeBufferPointer { isFirst in (start..<end).first { isFirst[Int(text[$0])] } }
  }
}
