import CTokenizer

/// A 64-bit hash of eight bytes or more, for tables of pretokens too long for a key of 16 bytes.
enum BytesHash {
  /// The hash of a key.
  @inline(__always)
  static func hash(_ key: (UInt64, UInt64)) -> UInt64 {
    lp_tokenizer_fold(lp_tokenizer_fold(0x9E37_79B9_7F4A_7C15, key.0), key.1)
  }

  /// The hash that look-ups of long pretokens have too.
  ///
  /// Safety: `bytes` holds at least eight bytes.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = bytes.baseAddress else { return 0 }
    return lp_tokenizer_hash(base, bytes.count)
  }
}
