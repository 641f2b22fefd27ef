/// The three bytes that some editors put before a text in UTF-8.
enum ByteOrderMark {
  /// How many bytes of `bytes` it takes: 3 or 0.
  static func length(in bytes: UnsafeRawBufferPointer) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// What follows it; all of `bytes` if there is none.
  static func skipped(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[length(in: bytes)...])
  }
}
