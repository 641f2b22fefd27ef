import CTokenizer

// The encoder's inner loop. For some pretokens of a batch at a time:
//
//     prepare   make each one's 16-byte key, find its place in the cache, ask the memory for that line
//     store     compare each key with the two in its line; write 8 ids, advance by their number
//     missing   where neither is it: look it up in the cache of what the first one cannot hold; if it is not there
//               either, leave room for its tokens, and go on
//
// and at the end of the batch, merge what is missing (`LateMerges`).
//
// Safety contract: `output` has room for `capacity` ids and `slack` more, since a store writes 8 ids whatever their
// number. A batch starts with at most `highWater` ids in it, and all its pretokens may then be cached ones
// without a check: `highWater` leaves room for them. Tokens that come by another way, and room for tokens, are checked
// to end below `highWater` again. `lookups` has room for `group` look-ups.

/// Turns batches of pretokens into blocks of tokens; belongs to one thread.
final class TokenWriter {
  /// Ids per block: 64 KiB, which stay in the processor's cache until they are copied.
  private static let capacity = 1 << 14
  private static let highWater = capacity - PretokenStream.batchCapacity * Int(LP_CACHED_TOKENS)
  private static let slack = 8
  /// Pretokens whose lines are under way at the same time.
  private static let group = Int(LP_LOOKUPS)

  private let table: MergeTable
  private let merger: PretokenMerger
  private let cache: PretokenCache
  private let longCache: LongPretokenCache
  private let late: LateMerges
  private var long = LongPretoken()
  private var caches: lp_caches
  private let output: UnsafeMutablePointer<TokenID>
  private let lookups: UnsafeMutablePointer<lp_lookup>
  private let kernels: UnsafePointer<lp_tokenizer_kernels>
  private let store:
    @convention(c) (UnsafePointer<lp_lookup>, Int, UnsafeMutablePointer<UnsafeMutablePointer<UInt32>>) -> Int
  private var count = 0
  private var textBytes = 0
  private var documentEnds: [EncodedBlock.DocumentEnd] = []

  /// - Parameters:
  ///   - table: The merges.
  ///   - textBytes: How much text there will be, for the sizes of the caches.
  init(table: MergeTable, textBytes: Int) {
    self.table = table
    merger = PretokenMerger(table: table)
    cache = PretokenCache(textBytes: textBytes, isWide: table.hasHighIDs)
    longCache = LongPretokenCache(textBytes: textBytes)
    late = LateMerges(table: table, cache: cache, longCache: longCache)
    let kernels = TokenizerKernels.best.pointer
    self.kernels = kernels
    store = cache.isWide ? kernels.pointee.store_wide : kernels.pointee.store
    caches = lp_caches(
      sets: cache.sets, mask: cache.mask, slots: longCache.slots, slot_mask: longCache.mask,
      slot_bytes: LongPretokenCache.slotSize)
    output = .allocate(capacity: Self.capacity + Self.slack)
    output.initialize(repeating: 0, count: Self.capacity + Self.slack)
    lookups = .allocate(capacity: Self.group)
  }

  deinit {
    output.deallocate()
    lookups.deallocate()
  }

  /// Adds the tokens of a batch of pretokens.
  func write(_ batch: PretokenBatch, _ emit: (EncodedBlock) throws -> Void) rethrows {
    if count > Self.highWater { try flush(emit) }
    textBytes += batch.byteCount
    var (start, first) = (batch.start, 0)
    if long.isOpen, let end = batch.ends.first {
      try long.finish(UnsafeBufferPointer(start: batch.text + start, count: end &- start), merger) {
        try write($0, emit)
      }
      (start, first) = (end, 1)
    }
    while first < batch.count {
      let number = min(Self.group, batch.count &- first)
      try writeGroup(batch, first, number, start, emit)
      first &+= number
      start = batch.ends[first &- 1]
    }
    mergeLate()
  }

  /// Adds the tokens of `number` pretokens, of which the first starts at `start`.
  @inline(__always)
  private func writeGroup(
    _ batch: PretokenBatch, _ first: Int, _ number: Int, _ start: Int, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    guard let ends = batch.ends.baseAddress.map({ $0 + first }) else { return }
    kernels.pointee.prepare(batch.text, start, ends, number, &caches, lookups)
    var done = 0
    while true {
      var end = output + count
      done &+= store(lookups + done, number &- done, &end)
      count = end - output
      guard done < number else { return }
      let start = done == 0 ? start : ends[done &- 1]
      let pretoken = UnsafeBufferPointer(start: batch.text + start, count: ends[done] &- start)
      try writeMissing(pretoken, lookups[done], emit)
      done &+= 1
    }
  }

  /// A pretoken that is not in its set of the cache. The other cache has those that the first one cannot hold.
  @inline(never)
  private func writeMissing(
    _ pretoken: UnsafeBufferPointer<UInt8>, _ lookup: lp_lookup, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    // Before tokens are looked up, since making room changes what the cache holds.
    if count + max(pretoken.count, LongPretokenCache.mostTokens) > Self.highWater { try flush(emit) }
    let hash = late.hash(ofOneForLongCache: pretoken, lookup)
    if let hash, let tokens = longCache.find(pretoken, hash: hash) { return try write(tokens, emit) }
    if let token = table.wholeTokens?.id(of: pretoken) {
      try withUnsafePointer(to: token) { token in
        let tokens = UnsafeBufferPointer(start: token, count: 1)
        late.remember(pretoken, lookup, hash: hash, tokens)
        try write(tokens, emit)
      }
    } else if pretoken.count <= ShortMerger.limit {
      if late.count == LateMerges.most { mergeLate() }
      late.add(pretoken, lookup, hash: hash, room: output + count)
      count += pretoken.count
    } else {
      mergeLate()
      try merger.merge(pretoken) { try write($0, emit) }
    }
  }

  /// Merges what is missing, and closes the gaps.
  private func mergeLate() { count = late.merge(upTo: output + count) - output }

  /// Adds the tokens that are sure of a part of a long pretoken; the next batch begins with its end.
  func write(part: UnsafeBufferPointer<UInt8>, _ emit: (EncodedBlock) throws -> Void) rethrows {
    textBytes += part.count
    try long.append(part, merger) { try write($0, emit) }
  }

  /// Adds one token, which stands for `length` bytes of text.
  func write(
    _ token: TokenID, textBytes length: Int, endsDocument: Bool, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    if count >= Self.highWater { try flush(emit) }
    output[count] = token
    count += 1
    textBytes += length
    if endsDocument { documentEnds.append(EncodedBlock.DocumentEnd(tokens: count, textBytes: textBytes)) }
  }

  /// Adds any number of tokens, in several blocks if need be.
  private func write(
    _ tokens: UnsafeBufferPointer<TokenID>, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    var rest = tokens[...]
    while !rest.isEmpty {
      if count >= Self.highWater { try flush(emit) }
      let piece = UnsafeBufferPointer(rebasing: rest.prefix(Self.highWater - count))
      if let ids = piece.baseAddress { (output + count).update(from: ids, count: piece.count) }
      count += piece.count
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Hands over what has gathered.
  func flush(_ emit: (EncodedBlock) throws -> Void) rethrows {
    mergeLate()
    guard count > 0 else { return }
    let block = EncodedBlock(
      tokens: .init(start: output, count: count), documentEnds: documentEnds, textBytes: textBytes)
    discard()
    try emit(block)
  }

  /// Forgets what has gathered.
  func discard() {
    count = 0
    textBytes = 0
    documentEnds.removeAll(keepingCapacity: true)
    late.discard()
  }

  /// Forgets everything of a text.
  func discardText() {
    discard()
    long.discard()
  }
}
