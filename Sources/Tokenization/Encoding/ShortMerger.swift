import CTokenizer

/// Merges up to 128 bytes with the loop of an instruction set (`CTokenizer/merge/merge.h`). Belongs to one thread.
///
/// Safety contract: `tokens` has room for `limit` ids.
final class ShortMerger {
  /// The most bytes it takes.
  static let limit = Int(LP_MERGE_LIMIT)

  private let table: MergeTable
  private let kernels: TokenizerKernels
  private let tokens: UnsafeMutablePointer<TokenID>

  init(table: MergeTable, kernels: TokenizerKernels = .best) {
    self.table = table
    self.kernels = kernels
    tokens = .allocate(capacity: Self.limit)
    tokens.initialize(repeating: 0, count: Self.limit)
  }

  deinit { tokens.deallocate() }

  /// The tokens of 1 to `limit` bytes; they hold until the next call.
  func merge(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<TokenID> {
    precondition(!bytes.isEmpty && bytes.count <= Self.limit, "1 to \(Self.limit) bytes at a time")
    return UnsafeBufferPointer(start: tokens, count: kernels.merge(bytes, by: table.forMerging, into: tokens))
  }
}
