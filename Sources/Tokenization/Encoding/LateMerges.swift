import CTokenizer
import Platform

/// The pretokens of a batch that are in no cache: merged together at its end, since several that are merged in turn take
/// less than half of the time.
///
///     output   … a a|-----|b|----|c c c …      as it is written: room for as many tokens as each has bytes
///              … a a x x|b|y|c c c …           when all are merged: what was written behind moves up
///
/// What was merged goes into the caches only then: one that occurs again before is merged once, and copied.
///
/// Safety contract: all lists have room for `most`. `count` pretokens are waiting, `jobCount` of them different ones.
final class LateMerges {
  /// The most at once.
  static let most = Int(LP_MERGE_JOBS)

  /// What waits: where its tokens go, how many have room, and what makes them.
  private struct Waiting {
    let room: UnsafeMutablePointer<TokenID>
    let size: Int
    let job: Int
  }

  /// What is needed of a pretoken to remember it.
  private struct Pretoken {
    let lookup: lp_lookup
    let hash: UInt64?
  }

  private let table: MergeTable
  private let kernels: TokenizerKernels
  private let cache: PretokenCache
  private let longCache: LongPretokenCache
  private let waiting: UnsafeMutablePointer<Waiting>
  private let jobs: UnsafeMutablePointer<lp_merge_job>
  private let pretokens: UnsafeMutablePointer<Pretoken>
  // Each job's key in one word, and a bit for each of them: most pretokens are found to be new by that.
  private let keys: UnsafeMutablePointer<UInt64>
  private var filter: UInt64 = 0
  private(set) var count = 0
  private var jobCount = 0

  init(table: MergeTable, cache: PretokenCache, longCache: LongPretokenCache, kernels: TokenizerKernels = .best) {
    self.table = table
    self.cache = cache
    self.longCache = longCache
    self.kernels = kernels
    waiting = .allocate(capacity: Self.most)
    jobs = .allocate(capacity: Self.most)
    pretokens = .allocate(capacity: Self.most)
    keys = .allocate(capacity: Self.most)
  }

  deinit {
    waiting.deallocate()
    jobs.deallocate()
    pretokens.deallocate()
    keys.deallocate()
  }

  /// Takes a pretoken of 1 to `ShortMerger.limit` bytes, which hold until `merge`, and whose tokens go to `room`, for as
  /// many ids. There are fewer than `most`.
  func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup, hash: UInt64?, room: UnsafeMutablePointer<TokenID>
  ) {
    guard let start = bytes.baseAddress else { return }
    let key = lookup.key.0 ^ lookup.key.1 &* 0x9E37_79B9_7F4A_7C15
    let bit: UInt64 = 1 << (key &* 0xD1B5_4A32_D192_ED03 >> 58)
    let same = filter & bit == 0 ? nil : job(of: bytes, key)
    (waiting + count).initialize(to: Waiting(room: room, size: bytes.count, job: same ?? jobCount))
    count += 1
    guard same == nil else { return }
    filter |= bit
    (jobs + jobCount).initialize(to: lp_merge_job(bytes: start, count: bytes.count, tokens: room, found: 0))
    (pretokens + jobCount).initialize(to: Pretoken(lookup: lookup, hash: hash))
    (keys + jobCount).initialize(to: key)
    jobCount += 1
  }

  private func job(of bytes: UnsafeBufferPointer<UInt8>, _ key: UInt64) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    for number in 0..<jobCount where keys[number] == key {
      if jobs[number].count == bytes.count, memcmp(jobs[number].bytes, start, bytes.count) == 0 { return number }
    }
    return nil
  }

  /// Merges all, closes the gaps up to `end`, where the last written token ends, and returns where it ends then.
  func merge(upTo end: UnsafeMutablePointer<TokenID>) -> UnsafeMutablePointer<TokenID> {
    guard count > 0 else { return end }
    kernels.pointer.pointee.merge(table.forMerging, jobs, jobCount)
    for number in 0..<jobCount {
      let (job, pretoken) = (jobs[number], pretokens[number])
      remember(
        UnsafeBufferPointer(start: job.bytes, count: job.count), pretoken.lookup, hash: pretoken.hash,
        UnsafeBufferPointer(start: job.tokens, count: job.found))
    }
    var place = waiting[0].room
    for number in 0..<count {
      let (one, job) = (waiting[number], jobs + waiting[number].job)
      place.update(from: job.pointee.tokens, count: job.pointee.found)
      // From where the next one that is the same takes them.
      job.pointee.tokens = place
      place += job.pointee.found
      let next = number + 1 < count ? waiting[number + 1].room : end
      let rest = one.room + one.size
      place.update(from: rest, count: next - rest)
      place += next - rest
    }
    discard()
    return place
  }

  /// Forgets all, as after an error.
  func discard() { (count, jobCount, filter) = (0, 0, 0) }

  /// The hash of a pretoken that `PretokenCache` may be unable to hold, since it is long or may have many tokens; nil for
  /// others.
  func hash(ofOneForLongCache pretoken: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup) -> UInt64? {
    guard pretoken.count <= PretokenCache.longest else { return lookup.key.0 }
    return pretoken.count > cache.mostTokens ? BytesHash.hash(lookup.key) : nil
  }

  /// Puts the tokens of a pretoken, which is in no cache, into that which holds them.
  func remember(
    _ bytes: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup, hash: UInt64?, _ tokens: UnsafeBufferPointer<TokenID>
  ) {
    if bytes.count <= PretokenCache.longest && tokens.count <= cache.mostTokens {
      cache.insert(lookup, tokens)
    } else if let hash {
      longCache.insert(bytes, hash: hash, tokens)
    }
  }
}
