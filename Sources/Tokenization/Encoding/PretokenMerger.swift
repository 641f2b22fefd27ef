// From a pretoken's bytes to its tokens: of all neighbouring pairs, join the one of the lowest rank, the leftmost
// if several have it, until no pair has a merge. Where the vocabulary says so, a pretoken that is a token is taken whole.
//
//     up to 128 bytes   `ShortMerger`
//     more              window by window, with `HeapMerger` where the windows have to be larger than that
//
// A pretoken may be as long as the text, but need not be merged at once:
//
//     window     |------------------------------|          merged by itself: a b c d e f g
//     next            boundary k  |------------------------------|     merged by itself: e' …
//
// If e' is e, then a b c d are the first tokens of the whole, and the rest is what the next window begins with.
//
// Why. (1) Tokens never shrink, so a boundary at the end was one all along, and nothing was merged across it: what
// lies between two boundaries merges as it would alone. (2) So whether the last token s before a place and the first
// token t after it, each merged alone, stay apart, is decided by s and t only. d and e stay apart in the window, so
// d and e' do in the whole. Neither needs more of the merges than that the lowest rank goes first, then the
// leftmost: different pairs may have one rank.
//
// Where the window cut its text, its last tokens may be wrong; hence k lies a good way before. If e' differs all the
// same, the window is doubled. So the result is exact for every input, and memory constant for all but contrived ones.

/// Merges pretokens of any length, in O(n) time for all but contrived ones; belongs to one thread.
final class PretokenMerger {
  private let table: MergeTable
  private let short: ShortMerger
  private var heap: HeapMerger

  init(table: MergeTable, kernels: TokenizerKernels = .best) {
    self.table = table
    short = ShortMerger(table: table, kernels: kernels)
    heap = HeapMerger(table: table)
  }

  /// Hands the tokens of a pretoken, which is not empty, to `body`: in one piece up to 128 bytes, else in several.
  /// They hold while it runs.
  func merge(
    _ pretoken: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void
  ) rethrows {
    if let token = table.wholeTokens?.id(of: pretoken) {
      return try withUnsafePointer(to: token) { try body(UnsafeBufferPointer(start: $0, count: 1)) }
    }
    try mergeEnd(pretoken, body)
  }

  /// The same of the end of a pretoken of which `mergeBeginning` has merged what was before.
  func mergeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void) rethrows {
    guard bytes.count > ShortMerger.limit else { return try body(short.merge(bytes)) }
    _ = try mergeWindows(bytes, isEnd: true, body)
  }

  /// Hands over the first tokens of a pretoken that goes on behind the bytes, and returns how many bytes they have.
  func mergeBeginning(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void
  ) rethrows -> Int {
    try mergeWindows(bytes, isEnd: false, body)
  }

  /// Merges window by window: all, or as long as the next window too is within the bytes.
  private func mergeWindows(
    _ pretoken: UnsafeBufferPointer<UInt8>, isEnd: Bool, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void
  ) rethrows -> Int {
    var window = ShortMerger.limit
    var start = 0
    var tokens = tokens(of: pretoken, from: start, window)
    while start + (isEnd ? window : 2 * window) < pretoken.count {
      let sure = prefix(of: tokens, bytes: window - window / 4)
      let next = self.tokens(of: pretoken, from: start + sure.bytes, window)
      if sure.count > 0 && sure.count < tokens.count && next.first == tokens[sure.count] {
        try tokens.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<sure.count])) }
        start += sure.bytes
        tokens = next
      } else {
        window *= 2
        tokens = self.tokens(of: pretoken, from: start, window)
      }
    }
    guard isEnd else { return start }
    try tokens.withUnsafeBufferPointer(body)
    return pretoken.count
  }

  /// The tokens of a window, merged by itself.
  private func tokens(of pretoken: UnsafeBufferPointer<UInt8>, from start: Int, _ window: Int) -> [TokenID] {
    let bytes = UnsafeBufferPointer(rebasing: pretoken[start..<min(start + window, pretoken.count)])
    return window <= ShortMerger.limit ? Array(short.merge(bytes)) : heap.merge(bytes)
  }

  /// How many of the first tokens lie within `limit` bytes, and how many bytes they have.
  private func prefix(of tokens: [TokenID], bytes limit: Int) -> (count: Int, bytes: Int) {
    var bytes = 0
    for (count, token) in tokens.enumerated() {
      let length = Int(table.lengths[Int(token)])
      if bytes + length > limit { return (count, bytes) }
      bytes += length
    }
    return (tokens.count, bytes)
  }
}
