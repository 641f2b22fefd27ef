import Formats

/// A stretch of a document on its way to its place: 16 bytes, then the tokens. Lives in buckets only, never in a file
/// that stays.
///
///     place, from the bucket's first     u32
///     tokens | is for validation << 30 | ends the document << 31     u32
///     bytes of text, where the document ends     u64
///     tokens     u16 or u32 each, as in the shards
struct DocumentRecord: Equatable {
  static let headerBytes = 16
  /// The most tokens of one record; longer stretches become several.
  static let maximumTokens = 1 << 18

  let place: Int
  let tokenCount: Int
  let isForValidation: Bool
  /// Bytes of the document's text, if it ends here.
  let endsDocument: Int?

  /// Bytes with the tokens.
  func byteCount(_ type: TokenType) -> Int { Self.headerBytes + type.bytes * tokenCount }

  private static let validMark: UInt32 = 1 << 30
  private static let endMark: UInt32 = 1 << 31

  init(place: Int, tokenCount: Int, isForValidation: Bool, endsDocument: Int?) {
    self.place = place
    self.tokenCount = tokenCount
    self.isForValidation = isForValidation
    self.endsDocument = endsDocument
  }

  /// The record that begins at `offset`.
  init(_ bytes: UnsafeRawPointer, at offset: Int) {
    place = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    let count = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
    tokenCount = Int(count & (Self.validMark - 1))
    isForValidation = count & Self.validMark != 0
    let text = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
    endsDocument = count & Self.endMark != 0 ? Int(clamping: text) : nil
  }

  /// The header as it is stored.
  var header: (UInt64, UInt64) {
    var count = UInt32(tokenCount)
    if isForValidation { count |= Self.validMark }
    if endsDocument != nil { count |= Self.endMark }
    return (UInt64(UInt32(place)) | UInt64(count) << 32, UInt64(endsDocument ?? 0))
  }
}
