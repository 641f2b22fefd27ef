import Platform

/// A list of tokens that finds the id of a byte string, also of one given in two halves (as merges are).
///
/// Open addressing with linear probing, at most half full: no array is made and none retained, since loading a
/// vocabulary is most of a short run's time.
/// - Complexity: O(bytes of the string) expected.
struct TokenIndex {
  /// The tokens.
  private(set) var tokens: TokenList
  /// The first token that is in the list for the second time, if there is one.
  private(set) var firstDuplicate: Int?
  /// The upper half is that of the hash, the lower one id + 1; 0 is empty.
  private var slots: [UInt64] = []

  init(_ tokens: TokenList) {
    self.tokens = tokens
    var size = 16
    while size < 2 * tokens.count { size *= 2 }
    fill(size)
  }

  init(_ tokens: [[UInt8]]) { self.init(TokenList(tokens)) }

  /// The id of a byte string, if there is one. It takes none too, since `flatMap(index.id)` would retain the index each time.
  @inline(__always)
  func id(_ bytes: UnsafeRawBufferPointer?) -> Int? {
    guard let bytes else { return nil }
    return locate(bytes, Self.hash(bytes))
  }

  /// The id of a byte string.
  func id(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { id($0) } }

  /// The id of the UTF-8 bytes of `text`.
  func id(_ text: String) -> Int? { id(Array(text.utf8)) }

  /// The id of token `left` followed by token `right`; `guess` and the one before it are looked at first.
  func id(_ left: Int, _ right: Int, guess: Int) -> Int? {
    tokens.withToken(left) { left in
      tokens.withToken(right) { right in
        if tokens.indices.contains(guess), isToken(guess, left, right) { return guess }
        if tokens.indices.contains(guess - 1), isToken(guess - 1, left, right) { return guess - 1 }
        return withUnsafeTemporaryAllocation(byteCount: left.count + right.count, alignment: 1) { both in
          both.copyBytes(from: left)
          UnsafeMutableRawBufferPointer(rebasing: both[left.count...]).copyBytes(from: right)
          return id(UnsafeRawBufferPointer(both))
        }
      }
    }
  }

  /// Adds a token, with the next id.
  mutating func append(_ token: [UInt8]) {
    token.withUnsafeBytes { tokens.append($0) }
    if slots.count < 2 * tokens.count { fill(2 * slots.count) } else { insert(tokens.count - 1..<tokens.count) }
  }

  /// Puts tokens at ids that are unused; what lies between is unused too.
  mutating func place(_ missing: [(id: Int, bytes: [UInt8])]) {
    let missing = missing.sorted { $0.id < $1.id }
    guard let first = missing.first else { return }
    if first.id < tokens.count { return placeAmong(missing) }
    // As added tokens usually are: what is there stays where it is.
    for (id, bytes) in missing {
      while tokens.count < id { append([]) }
      append(bytes)
    }
  }

  /// The same for some ids below the last one, by rising id.
  private mutating func placeAmong(_ missing: [(id: Int, bytes: [UInt8])]) {
    var placed = TokenList()
    var old = 0
    func copy(to end: Int) {
      while old < Swift.min(end, tokens.count) {
        tokens.withToken(old) { placed.append($0) }
        old += 1
      }
      while placed.count < end { placed.append(UnsafeRawBufferPointer(start: nil, count: 0)) }
    }
    for (id, bytes) in missing {
      copy(to: id)
      bytes.withUnsafeBytes { placed.append($0) }
      // What was there is unused.
      old = Swift.min(id + 1, tokens.count)
    }
    copy(to: Swift.max(placed.count, tokens.count))
    self = TokenIndex(placed)
  }

  private mutating func fill(_ size: Int) {
    slots = [UInt64](repeating: 0, count: size)
    insert(tokens.indices)
  }

  /// Puts tokens into the slots. The lists are opened once for all: for each token it would take as long as the rest.
  private mutating func insert(_ ids: Range<Int>) {
    let tokens = tokens
    let duplicate = slots.withUnsafeMutableBufferPointer { slots -> Int? in
      tokens.bytes.withUnsafeBytes { bytes in
        tokens.starts.withUnsafeBufferPointer { starts -> Int? in
          var duplicate: Int?
          for id in ids where starts[id] < starts[id + 1] {
            let token = UnsafeRawBufferPointer(rebasing: bytes[starts[id]..<starts[id + 1]])
            let hash = Self.hash(token)
            let (slot, found) = Self.locate(token, hash, UnsafeBufferPointer(slots), bytes, starts)
            if found == nil {
              slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(id + 1)
            } else {
              duplicate = duplicate ?? id
            }
          }
          return duplicate
        }
      }
    }
    firstDuplicate = firstDuplicate ?? duplicate
  }

  private func locate(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
    slots.withUnsafeBufferPointer { slots in
      tokens.bytes.withUnsafeBytes { all in
        tokens.starts.withUnsafeBufferPointer { Self.locate(bytes, hash, slots, all, $0).id }
      }
    }
  }

  /// The slot of a byte string among tokens (`all` from `starts` on), or the empty one where it would go.
  @inline(__always)
  private static func locate(
    _ bytes: UnsafeRawBufferPointer, _ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>,
    _ all: UnsafeRawBufferPointer, _ starts: UnsafeBufferPointer<Int>
  ) -> (slot: Int, id: Int?) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if (slots[slot] ^ hash) >> 32 == 0 {
        let id = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
        let start = starts[id]
        if starts[id + 1] - start == bytes.count, areEqual(all.baseAddress.map { $0 + start }, bytes) {
          return (slot, id)
        }
      }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }

  /// Whether the token is `left` followed by `right`.
  private func isToken(_ id: Int, _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard tokens.length(of: id) == left.count + right.count else { return false }
    return tokens.withToken(id) { token in
      Self.areEqual(token.baseAddress, left) && Self.areEqual(token.baseAddress.map { $0 + left.count }, right)
    }
  }

  private static func areEqual(_ stored: UnsafeRawPointer?, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let stored, let start = bytes.baseAddress else { return true }
    return memcmp(stored, start, bytes.count) == 0
  }

  /// Eight bytes a step by a 64 × 64 → 128 bit product; the last step may see bytes of the one before again.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    var hash = UInt64(count) &+ 0x9E37_79B9_7F4A_7C15
    guard count >= 8 else { return mixed(hash, few(bytes)) }
    var position = 0
    while position + 8 < count {
      hash = mixed(hash, bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    return mixed(hash, bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
  }

  /// At most 7 bytes as one word.
  private static func few(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    if count >= 4 {
      return UInt64(bytes.loadUnaligned(as: UInt32.self))
        | UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << 32
    }
    guard count > 0 else { return 0 }
    return UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
  }

  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return product.high ^ product.low
  }
}
