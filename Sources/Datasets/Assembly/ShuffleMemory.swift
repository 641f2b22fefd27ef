/// How much memory bringing documents into another order may take. The result does not depend on it.
package struct ShuffleMemory: Sendable, Equatable {
  /// The largest stretch of documents that is ordered in memory, in bytes of its records.
  package var bucketBytes: Int
  /// All buffers together from which buckets are written.
  package var bufferBytes: Int

  /// Enough for all that a small machine meets, and large writes up to a terabyte of text.
  package static let standard = ShuffleMemory(total: 256 << 20)

  /// Half of `total` bytes for each of the two, which are never full at the same time.
  package init(total: Int) { self.init(bucketBytes: total / 2, bufferBytes: total / 2) }

  /// Limits.
  package init(bucketBytes: Int, bufferBytes: Int) {
    self.bucketBytes = bucketBytes
    self.bufferBytes = bufferBytes
  }

  // Below this, a disk spends its time on finding places.
  private static let leastChunkBytes = 16 << 10
  // Fewer documents in a bucket than fit, so that the offsets of very short ones do not outgrow the tokens.
  private static let bucketDocuments = 4 << 20

  /// Into how many buckets `bytes` of records of `documents` documents go.
  ///
  /// Half-full on average: chance makes some larger, and those that do not fit are divided again.
  func buckets(bytes: Int, documents: Int) -> Int {
    if bytes <= bucketBytes, documents <= Self.bucketDocuments { return 1 }
    let byBytes = bytes / max(1, bucketBytes / 2) + 1
    let byDocuments = documents / Self.bucketDocuments + 1
    let most = max(2, bufferBytes / min(Self.leastChunkBytes, max(1, bufferBytes / 2)))
    return min(max(2, byBytes, byDocuments), most, max(1, documents))
  }

  /// Bytes that are written together for one of `buckets`.
  func chunkBytes(buckets: Int) -> Int {
    let share = buckets == 1 ? max(bucketBytes, bufferBytes) : bufferBytes / buckets
    // Multiples of a page, where there is room for one.
    return share >= 8_192 ? share / 4_096 * 4_096 : max(64, share)
  }
}
