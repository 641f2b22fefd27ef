import CTokenizer

// The encoder's inner loop. For some pretokens of a batch at a time:
//
//     first    make each one's 16-byte key, find its place in the cache, ask the memory for that line
//     then     at most 15 bytes   compare the key with the two in its line: no branch but that it is one of them
//                                 found: store 8 ids, advance by their number
//                                 not found: merge, remember, store
//              more               look it up in the cache of long pretokens; not found: merge, remember, store
//
// The cache does not fit the processor's, so without the first step most of the time goes into waiting for lines.
//
// Safety contract: `output` has room for `capacity` ids and `slack` more, since a store writes 8 ids whatever their
// number. A batch starts with at most `highWater` ids in it, and all its pretokens may then be cached ones
// without a check: `highWater` leaves room for them. Tokens that come by another way are checked to end
// below `highWater` again. `lookups` has room for `group` look-ups.

/// Turns batches of pretokens into blocks of tokens; belongs to one thread.
final class TokenWriter {
  /// Ids per block: 64 KiB, which stay in the processor's cache until they are copied.
  private static let capacity = 1 << 14
  private static let highWater = capacity - PretokenStream.batchCapacity * PretokenCache.mostTokens
  private static let slack = 8
  /// Pretokens whose lines are under way at the same time.
  private static let group = 64

  /// A pretoken on its way: its key, or one that nothing has if it is too long for a key, and its place in the cache.
  private struct Lookup {
    var key: PretokenKey
    var set: PretokenCache.Set
  }

  private let table: MergeTable
  private let merger: PretokenMerger
  private let cache: PretokenCache
  private let longCache: LongPretokenCache
  private let output: UnsafeMutablePointer<TokenID>
  private let lookups: UnsafeMutablePointer<Lookup>
  private var count = 0
  private var textBytes = 0
  private var documentEnds: [EncodedBlock.DocumentEnd] = []

  /// - Parameters:
  ///   - table: The merges.
  ///   - textBytes: How much text there will be, for the sizes of the caches.
  init(table: MergeTable, textBytes: Int) {
    self.table = table
    merger = PretokenMerger(table: table)
    cache = PretokenCache(textBytes: textBytes)
    longCache = LongPretokenCache(textBytes: textBytes, holdsHighIDs: table.hasHighIDs)
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
    let lookups = lookups
    var start = batch.start
    var first = 0
    while first < batch.count {
      let number = min(Self.group, batch.count &- first)
      prepare(batch, first, number, start)
      var end = output + count
      for index in 0..<number {
        let next = batch.ends[first &+ index]
        if let tokens = PretokenCache.find(lookups[index].key, in: lookups[index].set) {
          PretokenCache.Tokens.store(tokens, to: end)
          end += tokens.pointee.count
        } else {
          count = end - output
          try writeUncached(UnsafeBufferPointer(start: batch.text + start, count: next &- start), lookups[index], emit)
          end = output + count
        }
        start = next
      }
      count = end - output
      first &+= number
    }
  }

  /// Makes the keys of `number` pretokens, the first of which starts at `start`, and fetches their lines.
  @inline(__always)
  private func prepare(_ batch: PretokenBatch, _ first: Int, _ number: Int, _ start: Int) {
    let (cache, lookups) = (cache.table, lookups)
    var start = start
    for index in 0..<number {
      let next = batch.ends[first &+ index]
      let key = PretokenKey(text: batch.text + start, anyLength: next &- start)
      let set = cache.set(of: key)
      lp_tokenizer_prefetch(set)
      (lookups + index).initialize(to: Lookup(key: key, set: set))
      start = next
    }
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

  /// A pretoken that is not in the cache.
  @inline(never)
  private func writeUncached(
    _ pretoken: UnsafeBufferPointer<UInt8>, _ lookup: Lookup, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    let isLong = pretoken.count > PretokenKey.longest
    // The other cache holds short pretokens too, if some ids are too large for the first one.
    let hash: UInt64? = isLong ? BytesHash.hash(pretoken) : table.hasHighIDs ? lookup.key.hash : nil
    if let hash, let tokens = longCache.find(pretoken, hash: hash) { return try write(tokens, emit) }
    try merger.merge(pretoken) { tokens in
      if !isLong, let packed = PretokenCache.Tokens(tokens) {
        PretokenCache.insert(lookup.key, packed, in: lookup.set)
      } else if let hash {
        longCache.insert(pretoken, hash: hash, tokens)
      }
      try write(tokens, emit)
    }
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
  }
}
