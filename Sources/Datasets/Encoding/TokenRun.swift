#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tokens that gather one after another.
///
/// A word of 50 MB is one run. Growing never takes its memory twice, as an array would: `realloc` moves the pages of a
/// large block instead of copying it, and pages that were never used take no memory.
///
/// Safety contract: `start[0 ..< count]` are the tokens; pointers hold until the next call that changes the run.
final class TokenRun {
  /// What an emptied run keeps at most, in tokens.
  private static let kept = 1 << 20

  private(set) var count = 0
  private var start: UnsafeMutablePointer<UInt16>?
  private var capacity = 0

  deinit { free(start) }

  /// All of the tokens.
  var all: UnsafeBufferPointer<UInt16> { UnsafeBufferPointer(start: start, count: count) }

  /// Makes room for `total` tokens.
  func reserve(_ total: Int) {
    guard total > capacity else { return }
    guard let grown = realloc(start, total * MemoryLayout<UInt16>.stride) else {
      fatalError("out of memory: \(total) tokens of a piece of text")
    }
    start = grown.bindMemory(to: UInt16.self, capacity: total)
    capacity = total
  }

  /// Adds tokens at the end.
  func append(_ more: UnsafeBufferPointer<UInt16>) {
    guard let source = more.baseAddress else { return }
    if count + more.count > capacity { reserve(max(count + more.count, 2 * capacity)) }
    guard let start else { return }
    (start + count).initialize(from: source, count: more.count)
    count += more.count
  }

  /// Forgets the tokens; keeps the memory if it is not unusually much.
  func removeAll() {
    count = 0
    guard capacity > Self.kept else { return }
    free(start)
    (start, capacity) = (nil, 0)
  }
}
