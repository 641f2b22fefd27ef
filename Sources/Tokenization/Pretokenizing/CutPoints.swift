// Where a text may be cut so that both halves, pretokenised alone, give the pieces of the whole: between two characters
// where the pattern always cuts (`CutRule`), and behind special tokens.
//
// After a special token: text on either side is cut as if it stood alone.
//
// Special tokens may overlap each other and hold spaces, and which of them match depends on where the search
// began, far to the left. So a place is taken only if no special token, matched or not, could reach across it; and
// the end of a special token only if none could reach across its start either, since then it is matched for sure.

/// Finds places where a text may be cut without changing its pretokens.
package struct CutPoints: Sendable {
  /// Reads bytes `range` of the text, all of them.
  package typealias Reader = (_ range: Range<Int>) throws -> [UInt8]

  private let specialTokens: [[UInt8]]
  private let longest: Int
  private let filter: PlaceFilter

  /// - Parameters:
  ///   - pattern: How the encoder or the trainer will cut the text into pretokens.
  ///   - specialTokens: All special tokens that it will see.
  package init(_ pattern: SplitPattern = .gpt2, specialTokens: [[UInt8]]) {
    self.specialTokens = specialTokens
    self.longest = specialTokens.map(\.count).max() ?? 0
    filter = PlaceFilter(pattern, specialTokens)
  }

  /// Plans `parts` ranges of about equal size that cover a text of `size` bytes in order.
  ///
  /// The plan depends on the text, the number of parts and the special tokens only. Ranges may be empty
  /// where no safe place is near.
  package func plan(parts: Int, size: Int, read: Reader) rethrows -> [Range<Int>] {
    let parts = max(1, parts)
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...parts {
      // size * part / parts, without overflow
      let target = size / parts * part + size % parts * part / parts
      // A place that was found for an earlier target beyond this one is the first after this one too.
      let end = part == parts ? size : target <= start ? start : try next(atOrAfter: target, size: size, read: read)
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// The first safe place at or after `offset`; 0 and `size` are always safe.
  ///
  /// - Complexity: Reads from `offset` to the place found, in windows that grow from 4 KiB to 1 MiB.
  package func next(atOrAfter offset: Int, size: Int, read: Reader) rethrows -> Int {
    guard offset > 0 else { return 0 }
    var position = offset
    var width = 4 << 10
    while position < size {
      let end = min(size, position + width)
      // A candidate needs the special tokens around it, and those that reach across the start of one before it.
      let lower = max(0, position - max(4, 2 * longest))
      let upper = min(size, end + max(4, longest))
      let window = Window(
        bytes: try read(lower..<upper), specialTokens: specialTokens, longest: longest, filter: filter)
      if let found = window.firstSafe(in: position - lower..<end - lower) { return lower + found }
      position = end
      width = min(4 * width, 1 << 20)
    }
    return size
  }
}

/// Passes over places that are not safe by two bytes each: a text without any is searched to its end.
private struct PlaceFilter: Sendable {
  let rule: CutRule
  /// Whether a place before a byte, or behind one, may be safe.
  private let before: [Bool]
  private let behind: [Bool]

  init(_ pattern: SplitPattern, _ specialTokens: [[UInt8]]) {
    let rule = CutRule(pattern)
    self.rule = rule
    // ASCII, and the first bytes of U+0085, U+00A0, U+1680, U+2000 … U+205F and U+3000.
    before = (0...255).map {
      rule.allowsAny && ([0x20, 0xC2, 0xE1, 0xE2, 0xE3].contains($0) || (0x09...0x0D).contains($0))
    }
    let last = Set(specialTokens.compactMap(\.last))
    behind = (UInt8.min...UInt8.max).map {
      last.contains($0) || ($0 == 0x0A || $0 == 0x0D) && rule.allows(.newline, .other)
    }
  }

  /// The first place from `start` on that may be safe.
  func next(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      for place in start..<max(start, min(end, bytes.count)) {
        if before[Int(bytes[place])] || place > 0 && behind[Int(bytes[place - 1])] { return place }
      }
      return nil
    }
  }
}

/// A stretch of text with enough context on both sides to judge the places asked for.
private struct Window {
  let bytes: [UInt8]
  let specialTokens: [[UInt8]]
  let longest: Int
  let filter: PlaceFilter

  func firstSafe(in places: Range<Int>) -> Int? {
    var place = places.lowerBound
    while let candidate = filter.next(in: bytes, from: place, to: places.upperBound) {
      if (isBetweenMatches(candidate) || isAfterSpecialToken(candidate)) && !isInsideSpecialToken(candidate) {
        return candidate
      }
      place = candidate + 1
    }
    return nil
  }

  /// Whether the pattern cuts between the characters around a place.
  private func isBetweenMatches(_ place: Int) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, place > 0, place < bytes.count else { return false }
      return filter.rule.allows(
        CutRule.Kind(endingAt: base + place, count: place), CutRule.Kind(at: base + place, limit: bytes.count - place))
    }
  }

  /// Whether a special token ends at `place` that is matched wherever the search began.
  private func isAfterSpecialToken(_ place: Int) -> Bool {
    specialTokens.contains { token in
      let start = place - token.count
      return start >= 0 && isPresent(token, at: start) && !isInsideSpecialToken(start)
    }
  }

  /// Whether a special token starts before `place` and ends after it.
  private func isInsideSpecialToken(_ place: Int) -> Bool {
    guard longest > 1 else { return false }
    return (max(0, place - longest + 1)..<place).contains { start in
      specialTokens.contains { start + $0.count > place && isPresent($0, at: start) }
    }
  }

  private func isPresent(_ token: [UInt8], at start: Int) -> Bool {
    guard bytes[start] == token[0], start + token.count <= bytes.count else { return false }
    return bytes[start..<start + token.count].elementsEqual(token)
  }
}
