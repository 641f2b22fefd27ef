import CTokenizer

/// Merges up to 128 bytes with the loop of an instruction set (`CTokenizer/merge/merge.h`). Belongs to one thread.
///
/// Safety contract: `jobs` has room for `mostJobs`, of which `count` are waiting; `tokens` has room for `limit` ids of each.
final class ShortMerger {
  /// The most bytes it takes.
  static let limit = Int(LP_MERGE_LIMIT)
  /// The most pretokens that it merges at once.
  static let mostJobs = Int(LP_MERGE_JOBS)

  private let table: MergeTable
  private let kernels: TokenizerKernels
  private let tokens: UnsafeMutablePointer<TokenID>
  private let jobs: UnsafeMutablePointer<lp_merge_job>
  private var count = 0

  init(table: MergeTable, kernels: TokenizerKernels = .best) {
    self.table = table
    self.kernels = kernels
    tokens = .allocate(capacity: Self.limit * Self.mostJobs)
    tokens.initialize(repeating: 0, count: Self.limit * Self.mostJobs)
    jobs = .allocate(capacity: Self.mostJobs)
  }

  deinit {
    tokens.deallocate()
    jobs.deallocate()
  }

  /// Takes 1 to `limit` bytes, which hold until `mergeAll`; returns the number of the job.
  func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    precondition(bytes.count <= Self.limit && count < Self.mostJobs, "1 to \(Self.limit) bytes at a time")
    guard let start = bytes.baseAddress, !bytes.isEmpty else { preconditionFailure("a pretoken is not empty") }
    let room = tokens + count * Self.limit
    (jobs + count).initialize(to: lp_merge_job(bytes: start, count: bytes.count, tokens: room, found: 0))
    count += 1
    return count - 1
  }

  /// Merges all that was taken, and is ready for more.
  func mergeAll() {
    kernels.pointer.pointee.merge(table.forMerging, jobs, count)
    count = 0
  }

  /// The tokens of a job of the last `mergeAll`; they hold until the next `add`.
  func tokens(ofJob job: Int) -> UnsafeBufferPointer<TokenID> {
    UnsafeBufferPointer(start: jobs[job].tokens, count: jobs[job].found)
  }

  /// The tokens of 1 to `limit` bytes; they hold until the next call.
  func merge(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<TokenID> {
    let job = add(bytes)
    mergeAll()
    return tokens(ofJob: job)
  }
}
