import CTokenizer
import Platform

// GPT-2's pattern, by hand:
//
//     '(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// Layering, bottom to top: `CTokenizer` (where pretokens end, 64 bytes at a time with the vectors of the processor),
// `CharacterClasses` (the table it looks up characters outside ASCII in), `PretokenScanner` (a batch of pretokens),
// `PretokenStream` (text that comes in chunks).
//
// Malformed UTF-8: each byte that is not part of a well-formed character counts as one `other` character.

/// Cuts text into pretokens as GPT-2's pattern does, and merges short ones: the loops of one instruction set.
struct PretokenScanner: @unchecked Sendable {
  /// Free places that a batch needs at the least.
  static let leastCapacity = Int(LP_TEXT_LEAST_CAPACITY)

  // A constant of the program.
  private let scanner: UnsafePointer<lp_tokenizer_kernels>
  private let classes = CharacterClasses.unicode.table

  /// The fastest scanner that this machine runs, or that which the environment's `LETTERPRESS_ISA` names.
  static let best: PretokenScanner = {
    let wish = environmentVariable("LETTERPRESS_ISA") ?? ""
    let found = ([wish] + instructionSets).lazy.compactMap { PretokenScanner(instructionSet: $0) }.first
    guard let found else { preconditionFailure("the portable scanner runs everywhere") }
    return found
  }()

  /// All instruction sets with a scanner of their own, fastest first. All give the same pretokens.
  static let instructionSets = ["avx512", "avx2", "neon", "portable"]

  /// The scanner of an instruction set; nil if this machine does not run it.
  init?(instructionSet: String) {
    guard let scanner = lp_tokenizer_kernels_named(instructionSet) else { return nil }
    self.scanner = scanner
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
    scanner.pointee.scan(text + start, end - start, endsText ? 1 : 0, classes, start, ends, capacity)
  }

  /// Merges the bytes of a short pretoken, writes its tokens and returns their number.
  ///
  /// Safety: `bytes` are 1 ... LP_MERGE_LIMIT, and `tokens` has room for as many ids.
  func merge(
    _ bytes: UnsafeBufferPointer<UInt8>, by table: UnsafePointer<lp_merge_table>,
    into tokens: UnsafeMutablePointer<TokenID>
  ) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    return scanner.pointee.merge(table, start, bytes.count, tokens)
  }
}
