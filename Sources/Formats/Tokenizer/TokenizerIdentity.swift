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
    parts = HashingWriter.hash { writer in
      writer.put(UnsafeRawBufferPointer(start: Self.name.utf8Start, count: Self.name.utf8CodeUnitCount))
      writer.put(UInt64(tokens.count))
      writer.put(tokens.count, of: tokens) { $0 }
      writer.put(UInt64(merges.count))
      writer.put(2 * merges.count, of: tokens) { number in
        let merge = merges[number / 2]
        return Int(number % 2 == 0 ? merge.left : merge.right)
      }
      writer.put(UInt64(specialIDs.count))
      for id in specialIDs { writer.put(id) }
    }
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
  private var hasher = SHA256()
  private let room: UnsafeMutableRawBufferPointer
  private var count = 0

  /// What has been hashed when `body` has put all there is.
  static func hash(_ body: (_ writer: inout HashingWriter) -> Void) -> SHA256 {
    withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 1) { room in
      var writer = HashingWriter(room)
      body(&writer)
      writer.flush()
      return writer.hasher
    }
  }

  private init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

  @inline(__always)
  mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable) {
    if room.count - count < value.bitWidth / 8 { flush() }
    room.storeBytes(of: value.littleEndian, toByteOffset: count, as: type(of: value))
    count += value.bitWidth / 8
  }

  /// So many tokens, each as its length and bytes.
  @inline(__always)
  mutating func put(_ count: Int, of tokens: TokenList, id: (_ number: Int) -> Int) {
    tokens.bytes.withUnsafeBytes { bytes in
      tokens.starts.withUnsafeBufferPointer { starts in
        for number in 0..<count {
          let id = id(number)
          put(UInt32(truncatingIfNeeded: starts[id + 1] - starts[id]))
          put(UnsafeRawBufferPointer(rebasing: bytes[starts[id]..<starts[id + 1]]))
        }
      }
    }
  }

  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count > room.count - count { flush() }
    guard bytes.count <= room.count else { return hasher.update(bytes) }
    UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  private mutating func flush() {
    hasher.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
    count = 0
  }
}
