import CTokenizer

// Layering, bottom to top: `CTokenizer` (where pretokens end, 64 bytes at a time with the vectors of the processor),
// `CharacterClasses` (the table it looks up characters outside ASCII in), `PretokenScanner` (a batch of pretokens),
// `PretokenStream` (text that comes in chunks).
//
// Malformed UTF-8: each byte that is not part of a well-formed character counts as one character of no class.

/// Cuts text into pretokens as a pattern does: the loop of one instruction set.
struct PretokenScanner: @unchecked Sendable {
  /// Free places that a batch needs at the least.
  static let leastCapacity = Int(LP_TEXT_LEAST_CAPACITY)

  private let pattern: SplitPattern
  private let cut: lp_text_scan
  // Never freed.
  private let classes: UnsafePointer<UInt8>

  init(_ pattern: SplitPattern, kernels: TokenizerKernels = .best) {
    self.pattern = pattern
    cut = lp_tokenizer_scanner(kernels.pointer, pattern.scannerIndex)
    classes = CharacterClasses.of(pattern).table
  }

  /// Finds pretokens one after another, notes where they end in `ends`, which has room for `capacity` positions, and
  /// returns their number; 0 if what follows is undecided.
  ///
  /// If the text is not over at `end`, characters must be complete there, and a pretoken that may go on or turn
  /// out differently with what follows is left for another call.
  ///
  /// Safety: `text[start ..< end]` may be read, and `TextBuffer.padding` bytes after it, whatever they hold;
  /// `capacity` is at least `leastCapacity`.
  @inline(__always)
  func scan(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, endsText: Bool,
    into ends: UnsafeMutablePointer<Int>, capacity: Int
  ) -> Int {
    cut(text + start, end - start, endsText ? 1 : 0, classes, start, ends, capacity)
  }

  /// Where the last character of an undecided text starts, if all of it is sure to be one pretoken, which goes on there as
  /// if it began there: letters behind one character, of which nothing but the next character decides how they go on.
  ///
  /// Safety: `text[start ..< end]` may be read; it is not empty, and `scan` found no end in it.
  func lastOfWord(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard pattern != .none else { return end - 1 }
    // Where cases matter, letters without one are of both: what becomes of them is known later.
    let letters = pattern == .o200k ? [CharacterClass.lower] : [CharacterClass.letter, CharacterClass.ideograph]
    var (place, last) = (start, start)
    while place < end {
      let (scalar, length) = UTF8Character.decode(text + place, limit: end - place)
      guard place == start || length > 0 && letters.contains(classes[Int(scalar)]) else { return nil }
      last = place
      place += max(1, length)
    }
    return last > start ? last : nil
  }
}
