// The encoder's inner loop. For each pretoken of a batch:
//
//     at most 15 bytes   make its 16-byte key; look it up in the cache: one hash, one line, one compare
//                        found: store 8 ids, advance by their number
//                        not found: merge, remember, store
//     more               look it up in the cache of long pretokens; not found: merge, remember, store
//
// Safety contract: `output` has room for `capacity` ids and `slack` more, since a store writes 8 ids whatever their
// number. A batch starts with at most `highWater` ids in it, and all its pretokens may then be cached ones
// without a check: `highWater` leaves room for them. Tokens that come by another way are checked to end
// below `highWater` again.

/// Turns batches of pretokens into blocks of tokens; belongs to one thread.
final class TokenWriter {
  /// Ids per block.
  private static let capacity = 1 << 15
  private static let highWater = capacity - PretokenStream.batchCapacity * PretokenCache.mostTokens
  private static let slack = 8

  private let merger: PretokenMerger
  private let cache = PretokenCache()
  private let longCache = LongPretokenCache()
  private let output: UnsafeMutablePointer<TokenID>
  private var count = 0
  private var documentEnds: [Int] = []

  init(table: MergeTable) {
    merger = PretokenMerger(table: table)
    output = .allocate(capacity: Self.capacity + Self.slack)
    output.initialize(repeating: 0, count: Self.capacity + Self.slack)
  }

  deinit { output.deallocate() }

  /// Adds the tokens of a batch of pretokens.
  func write(_ batch: PretokenBatch, _ emit: (EncodedBlock) throws -> Void) rethrows {
    if count > Self.highWater { try flush(emit) }
    try batch.forEach { text, length in
      if length <= PretokenKey.longest {
        let key = PretokenKey(text, length: length)
        if let tokens = cache.find(key) {
          tokens.pointee.store(to: output + count)
          count &+= tokens.pointee.count
        } else {
          try writeUnseen(UnsafeBufferPointer(start: text, count: length), key, emit)
        }
      } else {
        try writeLong(UnsafeBufferPointer(start: text, count: length), emit)
      }
    }
  }

  /// Adds one token.
  func write(_ token: TokenID, endsDocument: Bool, _ emit: (EncodedBlock) throws -> Void) rethrows {
    if count >= Self.highWater { try flush(emit) }
    output[count] = token
    count += 1
    if endsDocument { documentEnds.append(count) }
  }

  /// A pretoken of at most 15 bytes that is not in the cache.
  @inline(never)
  private func writeUnseen(
    _ pretoken: UnsafeBufferPointer<UInt8>, _ key: PretokenKey, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    try merger.merge(pretoken) { tokens in
      if tokens.count <= PretokenCache.mostTokens { cache.insert(key, PretokenCache.Tokens(tokens)) }
      try write(tokens, emit)
    }
  }

  /// A pretoken of 16 bytes or more.
  @inline(never)
  private func writeLong(
    _ pretoken: UnsafeBufferPointer<UInt8>, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    if let tokens = longCache.find(pretoken) { return try write(tokens, emit) }
    try merger.merge(pretoken) { tokens in
      longCache.insert(pretoken, tokens)
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
    let block = EncodedBlock(tokens: .init(start: output, count: count), documentEnds: documentEnds)
    discard()
    try emit(block)
  }

  /// Forgets what has gathered.
  func discard() {
    count = 0
    documentEnds.removeAll(keepingCapacity: true)
  }
}
