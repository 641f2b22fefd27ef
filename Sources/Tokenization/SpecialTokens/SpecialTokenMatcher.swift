import Platform

/// Finds special tokens in text: from left to right, the longest one wherever several match.
///
/// A byte that starts no special token is passed by with one table look-up, or by `memchr` when all special
/// tokens start alike, as they usually do.
///
/// - Complexity: O(text), plus the candidates' bytes at positions where a first byte matches.
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
      for index in candidates[Int(text[candidate])] {
        let token = tokens[index]
        let available = min(token.count, end - candidate)
        guard memcmp(text + candidate, token, available) == 0 else { continue }
        if available == token.count { return .match(position: candidate, index: index) }
        if !endsText { return .undecided(position: candidate) }
      }
      position = candidate + 1
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
    return (start..<end).first { !candidates[Int(text[$0])].isEmpty }
  }
}
