import CTokenizer

/// The pretokens of a batch that are in no cache: merged together at its end, since several that are merged in turn take
/// less than half of the time.
///
///     output   … a a|-----|b|----|c c c …      as it is written: room for as many tokens as each has bytes
///              … a a x x|b|y|c c c …           when all are merged: what was written behind moves up
///
/// What was merged goes into the caches only then, and a pretoken that occurs twice in a batch is merged twice.
///
/// Safety contract: `jobs` and `pretokens` have room for `most`, of which `count` are waiting.
final class LateMerges {
  /// The most at once.
  static let most = Int(LP_MERGE_JOBS)

  /// What is needed of a pretoken to remember it.
  private struct Pretoken {
    let lookup: lp_lookup
    let hash: UInt64?
  }

  private let table: MergeTable
  private let kernels: TokenizerKernels
  private let cache: PretokenCache
  private let longCache: LongPretokenCache
  private let jobs: UnsafeMutablePointer<lp_merge_job>
  private let pretokens: UnsafeMutablePointer<Pretoken>
  private(set) var count = 0

  init(table: MergeTable, cache: PretokenCache, longCache: LongPretokenCache, kernels: TokenizerKernels = .best) {
    self.table = table
    self.cache = cache
    self.longCache = longCache
    self.kernels = kernels
    jobs = .allocate(capacity: Self.most)
    pretokens = .allocate(capacity: Self.most)
  }

  deinit {
    jobs.deallocate()
    pretokens.deallocate()
  }

  /// Takes a pretoken of 1 to `ShortMerger.limit` bytes, which hold until `merge`, and whose tokens go to `room`, for as
  /// many ids. There are fewer than `most`.
  func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup, hash: UInt64?, room: UnsafeMutablePointer<TokenID>
  ) {
    guard let start = bytes.baseAddress else { return }
    (jobs + count).initialize(to: lp_merge_job(bytes: start, count: bytes.count, tokens: room, found: 0))
    (pretokens + count).initialize(to: Pretoken(lookup: lookup, hash: hash))
    count += 1
  }

  /// Merges all, closes the gaps up to `end`, where the last written token ends, and returns where it ends then.
  func merge(upTo end: UnsafeMutablePointer<TokenID>) -> UnsafeMutablePointer<TokenID> {
    guard count > 0 else { return end }
    kernels.pointer.pointee.merge(table.forMerging, jobs, count)
    for number in 0..<count {
      let (job, pretoken) = (jobs[number], pretokens[number])
      remember(
        UnsafeBufferPointer(start: job.bytes, count: job.count), pretoken.lookup, hash: pretoken.hash,
        UnsafeBufferPointer(start: job.tokens, count: job.found))
    }
    var place = jobs[0].tokens
    for number in 0..<count {
      let job = jobs[number]
      place.update(from: job.tokens, count: job.found)
      place += job.found
      let next = number + 1 < count ? jobs[number + 1].tokens : end
      let between = next - (job.tokens + job.count)
      place.update(from: job.tokens + job.count, count: between)
      place += between
    }
    count = 0
    return place
  }

  /// Forgets all, as after an error.
  func discard() { count = 0 }

  /// The hash of a pretoken that `PretokenCache` may be unable to hold; nil for others. To look for it takes a cache line
  /// from afar, so short ones of ASCII are not looked for: they seldom have so many tokens, unless a wide entry holds few.
  func hash(ofOneForLongCache pretoken: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup) -> UInt64? {
    guard pretoken.count <= PretokenCache.longest else { return lookup.key.0 }
    let isASCII = (lookup.key.0 | lookup.key.1) & 0x8080_8080_8080_8080 == 0
    return isASCII && !cache.isWide ? nil : BytesHash.hash(lookup.key)
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
