/// Tokens that lie one after another, as an `EncodingStream` hands them over.
package struct EncodedBlock {
  /// The tokens; they hold until the call that handed them over returns.
  package let tokens: UnsafeBufferPointer<TokenID>
  /// The documents that end in the block, in order.
  package let documentEnds: [DocumentEnd]
  /// Bytes of text that have come since the block before. A pretoken that fills blocks counts in the first of them;
  /// where a document or the text ends, the sum is exact.
  package let textBytes: Int

  /// Where a document ends: just after its separator.
  package struct DocumentEnd: Equatable, Sendable {
    /// Tokens of the block up to here.
    package let tokens: Int
    /// Bytes of the block's text up to here.
    package let textBytes: Int
  }
}

/// Encodes a stream of byte chunks, split anywhere; belongs to one thread at a time.
///
///     let stream = EncodingStream(encoder)
///     for each part {
///       while let chunk = … { try stream.append(chunk) { block in … } }
///       try stream.finish { block in … }
///     }
///
/// The tokens do not depend on how the bytes are chunked, nor on what was encoded before. Memory is constant, except that
/// white space, numbers and punctuation without end have to fit. The stream may be used for one text after another, which
/// keeps its cache of frequent words warm.
package final class EncodingStream {
  private let encoder: Encoder
  private let pretokens: PretokenStream
  /// In place of `pretokens`, if texts are normalised.
  private let normalized: NormalizedPretokens?
  private let writer: TokenWriter
  private var seenBytes = 0
  /// Where the last separator ends, in bytes of all text that the stream was given: of the text as it came, which may have
  /// more bytes than its tokens, or fewer, if it is normalised.
  package private(set) var endOfSeparator = 0

  /// Begins a stream; `textBytes` is about how much text it will get in all, if that is known: it decides how much
  /// memory the caches take, not the result.
  package init(_ encoder: Encoder, textBytes: Int = .max) {
    self.encoder = encoder
    let pattern = encoder.vocabulary.pattern
    pretokens = PretokenStream(pattern, specialTokens: encoder.specialTokens)
    normalized =
      encoder.vocabulary.normalization == .composed
      ? NormalizedPretokens(pattern, specialTokens: encoder.specialTokens) : nil
    writer = TokenWriter(table: encoder.table, textBytes: textBytes)
  }

  /// Takes the next bytes of the text; `emit` gets the tokens that are decided, in blocks.
  ///
  /// After an error thrown by `emit`, call `discard` before another text.
  package func append(
    _ chunk: UnsafeRawBufferPointer, _ emit: (EncodedBlock) throws -> Void
  ) rethrows {
    if let normalized { return try normalized.append(chunk) { try write($0, emit) } }
    try pretokens.append(chunk) { try write($0, emit) }
  }

  /// Ends the text: `emit` gets the rest, and the stream is ready for another text.
  package func finish(_ emit: (EncodedBlock) throws -> Void) rethrows {
    if let normalized {
      try normalized.finish { try write($0, emit) }
    } else {
      try pretokens.finish { try write($0, emit) }
    }
    try writer.flush(emit)
  }

  /// Gives up a text in the middle; the stream is ready for another.
  package func discard() {
    pretokens.discard()
    normalized?.discard()
    writer.discardText()
  }

  private func write(_ piece: TextPiece, _ emit: (EncodedBlock) throws -> Void) rethrows {
    switch piece {
    case .pretokens(let batch):
      seenBytes += batch.byteCount
      try writer.write(batch, emit)
    case .part(let part):
      seenBytes += part.count
      try writer.write(part: part, emit)
    case .specialToken(let index) where index >= encoder.vocabulary.specialTokens.count:
      seenBytes += 1
      let mark = TextMark.allCases[index - encoder.vocabulary.specialTokens.count]
      try writer.write(mark.id, textBytes: 0, endsDocument: false, emit)
    case .specialToken(let index):
      let token = encoder.vocabulary.specialTokenIDs[index]
      let length = encoder.vocabulary.specialTokens[index].count
      seenBytes += length
      if token == encoder.separator { endOfSeparator = normalized?.endOfSpecialToken ?? seenBytes }
      try writer.write(token, textBytes: length, endsDocument: token == encoder.separator, emit)
    }
  }
}
