/// What a tokenizer is recognised by, whatever files it is stored in.
///
/// SHA-256 of these bytes, integers little-endian: the 23 bytes `letterpress tokenizer 1`; the number of tokens (u64),
/// then each by rising id as its length (u32) and bytes; the number of merges (u64), then each as the left token's
/// length (u32) and bytes and the right token's; the number of special tokens (u64), then their ids (u32) rising; with
/// another split pattern than GPT-2's, its name; with rules that GPT-2 does not have, `;shared_ranks`, `;ignore_merges`
/// and `;NFC` in this order. An id that no token has counts as a token of no bytes.
struct TokenizerIdentity: Sendable {
  private static let name: StaticString = "letterpress tokenizer 1"

  /// What has been hashed of the parts: megabytes, where pattern and rules are a few bytes after them.
  private let parts: SHA256

  /// The identity of a tokenizer's parts.
  init(_ tokens: TokenList, _ merges: [MergeIDs], _ specialIDs: [UInt32]) {
    var writer = HashingWriter()
    writer.put(UnsafeRawBufferPointer(start: Self.name.utf8Start, count: Self.name.utf8CodeUnitCount))
    writer.put(UInt64(tokens.count))
    for id in tokens.indices { writer.put(token: id, of: tokens) }
    writer.put(UInt64(merges.count))
    for merge in merges {
      writer.put(token: Int(merge.left), of: tokens)
      writer.put(token: Int(merge.right), of: tokens)
    }
    writer.put(UInt64(specialIDs.count))
    for id in specialIDs { writer.put(id) }
    parts = writer.finish()
  }

  /// The tokenizer's, with this pattern and these rules.
  func digest(pattern: String, rules: TokenizerRules) -> Digest {
    var hasher = parts
    if pattern != TokenizerFiles.usualPattern { hasher.update(Array(pattern.utf8)) }
    hasher.update(Array(rules.identity.utf8))
    return hasher.finish()
  }
}

extension TokenizerIdentity: Equatable {
  static func == (a: TokenizerIdentity, b: TokenizerIdentity) -> Bool { a.parts.finish() == b.parts.finish() }
}

/// Gathers small pieces before they are hashed: a call of the hasher for each would cost more than the hashing.
private struct HashingWriter {
  private static let capacity = 1 << 14
  private var hasher = SHA256()
  private var gathered = [UInt8](repeating: 0, count: HashingWriter.capacity)
  private var count = 0

  mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { put($0) }
  }

  mutating func put(token id: Int, of tokens: TokenList) {
    tokens.withToken(id) { token in
      put(UInt32(truncatingIfNeeded: token.count))
      put(token)
    }
  }

  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count > Self.capacity - count { flush() }
    guard bytes.count <= Self.capacity else { return hasher.update(bytes) }
    let place = count
    gathered.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[place...]).copyMemory(from: bytes) }
    count += bytes.count
  }

  mutating func finish() -> SHA256 {
    flush()
    return hasher
  }

  private mutating func flush() {
    gathered.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    count = 0
  }
}
